// Properties of find_object_end, whose oracle is JsonBoundary:
//   1. Where it knows an end, the oracle finds that; line feeds are told.
//   2. It knows the ends of objects that are whole and right, wherever their brackets, quotes and
//      backslashes lie in a block, and whatever follows.
//   3. It knows none of what is not whole, too deep, or broken.
#include "indexer/object_end.h"

#include <string>

#include <gtest/gtest.h>

#include "indexer/json_boundary.h"
#include "tests/support/rng.h"

namespace aisle::indexer {
namespace {

using support::Rng;

#if defined(__x86_64__)
constexpr bool kIsWritten = true;
#else
constexpr bool kIsWritten = false;
#endif

/// Checks the first property, and the second if there is an end that should be known.
ObjectEnd check_end(const std::string& bytes) {
    const auto end = find_object_end(bytes);
    if (end.size == 0) return end;
    JsonBoundary boundary;
    EXPECT_EQ(boundary.advance(bytes), JsonBoundary::State::kComplete) << bytes;
    EXPECT_EQ(end.size, boundary.offset()) << bytes;
    EXPECT_EQ(end.has_line_feed, bytes.substr(0, end.size).find('\n') != std::string::npos)
        << bytes;
    return end;
}

std::string random_string(Rng& rng) {
    static const std::string kPieces[] = {"a",
                                          "\\\\",
                                          "\\\"",
                                          "{",
                                          "}",
                                          "[",
                                          "]",
                                          ",",
                                          "é",
                                          " ",
                                          "a longer run of letters that fills most of a block"};
    std::string text = "\"";
    for (std::uint32_t i = rng.below(6); i > 0; --i) text += kPieces[rng.below(11)];
    return text + "\"";
}

std::string random_value(Rng& rng, int depth) {
    const auto kind = depth > 3 ? rng.below(2) : rng.below(4);
    if (kind == 0) return std::to_string(rng.below(1000));
    if (kind == 1) return random_string(rng);
    static const std::string kSpaces[] = {"", "", " ", "\n  ", "\t"};
    const auto space = [&] { return kSpaces[rng.below(5)]; };
    std::string text;
    for (std::uint32_t i = rng.below(4); i > 0; --i) {
        text += text.empty() ? "" : ",";
        text += space();
        if (kind == 2) text += random_string(rng) + space() + ":" + space();
        text += random_value(rng, depth + 1);
    }
    return kind == 2 ? "{" + text + space() + "}" : "[" + text + space() + "]";
}

std::string random_object(Rng& rng) {
    return "{" + random_string(rng) + ":" + random_value(rng, 0) + "}";
}

TEST(ObjectEnd, KnowsTheEndsOfObjects) {
    for (std::uint64_t seed = 0; seed < 5000; ++seed) {
        Rng rng(seed);
        const auto object = random_object(rng);
        EXPECT_EQ(check_end(object).size, kIsWritten ? object.size() : 0U) << object;
        EXPECT_EQ(check_end(object + "\n" + random_object(rng)).size,
                  kIsWritten ? object.size() : 0U);
        EXPECT_EQ(check_end(object + "\\\"\n{[").size, kIsWritten ? object.size() : 0U);
    }
}

TEST(ObjectEnd, KnowsNoneOfWhatIsNotWhole) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(seed);
        const auto object = random_object(rng);
        for (std::size_t size = 0; size < object.size(); ++size) {
            ASSERT_EQ(check_end(object.substr(0, size)).size, 0U);
        }
    }
}

TEST(ObjectEnd, KnowsNothingThatItsOracleDoesNot) {
    static const std::string kBytes = "{}[]\"\\\n,: a";
    for (std::uint64_t seed = 0; seed < 30'000; ++seed) {
        Rng rng(seed);
        std::string text = random_object(rng);
        for (std::uint32_t i = 1 + rng.below(3); i > 0; --i) {
            const auto at = rng.below(static_cast<std::uint32_t>(text.size()));
            const char byte = kBytes[rng.below(static_cast<std::uint32_t>(kBytes.size()))];
            if (rng.chance(0.5)) {
                text[at] = byte;
            } else {
                text.insert(at, 1, byte);
            }
        }
        static_cast<void>(check_end(text));
    }
}

TEST(ObjectEnd, KnowsNothingOfWhatIsTooDeep) {
    const auto nested = [](std::size_t levels) {
        return "{\"a\":" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
    };
    EXPECT_EQ(check_end(nested(64)).size > 0, kIsWritten);
    EXPECT_EQ(check_end(nested(65)).size, 0U);
    EXPECT_EQ(check_end("[1]").size, 0U);
    EXPECT_EQ(check_end("").size, 0U);
}

} // namespace
} // namespace aisle::indexer
