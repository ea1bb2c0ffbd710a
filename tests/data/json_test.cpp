// Properties of data/json.h:
//   1. A value survives writing and reading; doubles exactly, integers up to 64 bits as such.
//   2. A text nested deeper than kMaxJsonDepth is refused, however deep, without recursion.
//   3. Errors carry the byte offset, the line and the column.
//   4. Invalid UTF-8, NUL bytes and trailing text are refused; a byte order mark is not.
//   5. A rejected value is named by its path and quoted, cut between characters.
//   6. Random bytes never crash the reader, and what it accepts survives a round trip.
#include "data/json.h"

#include <cmath>
#include <cstring>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"

namespace aisle::data {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string error_of(const auto& action) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
        return error.what();
    }
    return "";
}

std::string parse_error_of(std::string_view text) {
    return error_of([&] { (void)parse_json(text); });
}

TEST(Json, KeepsValuesThroughARoundTrip) {
    const std::string text = R"({"a":[1,-9223372036854775808,18446744073709551615,0.1,1e300],)"
                             R"("b":{"c":null,"d":true,"e":"\u0000ü\n"},"a":2})";
    const rapidjson::Document document = parse_json(text);
    EXPECT_EQ(document["a"][2].GetUint64(), 18446744073709551615ULL);
    EXPECT_EQ(to_json_text(parse_json(to_json_text(document))), to_json_text(document));
    EXPECT_EQ(document.MemberCount(), 3U) << "a repeated member is kept";
    EXPECT_EQ(find_member(document, "a"), &document.MemberBegin()->value);
    EXPECT_EQ(find_member(document, "x"), nullptr);
}

TEST(Json, KeepsEveryDoubleExactly) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 20'000; ++i) {
        std::uint64_t bits = random();
        double number = 0;
        std::memcpy(&number, &bits, sizeof(number));
        if (!std::isfinite(number)) continue;
        const rapidjson::Document document = parse_json(to_json_text(rapidjson::Value(number)));
        ASSERT_EQ(document.GetDouble(), number);
    }
}

TEST(Json, ReadsAnIntegerTooLargeFor64BitsAsADouble) {
    EXPECT_DOUBLE_EQ(parse_json("18446744073709551616").GetDouble(), 18446744073709551616.0);
    EXPECT_THAT(parse_error_of("1e309"), HasSubstr("byte"));
    EXPECT_THAT(parse_error_of("[17976931348623159" + std::string(292, '0') + "]"),
                HasSubstr("range of a double"));
    EXPECT_EQ(parse_json("1e-400").GetDouble(), 0.0);
    EXPECT_EQ(parse_json("0e300").GetDouble(), 0.0);
    EXPECT_TRUE(parse_json("[-0,7]")[1].IsUint());
}

TEST(Json, RefusesDeepNesting) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_NO_THROW((void)parse_json(nested(kMaxJsonDepth)));
    EXPECT_THAT(parse_error_of(nested(kMaxJsonDepth + 1)), HasSubstr("deeper than 100"));
    EXPECT_THAT(parse_error_of(std::string(5'000'000, '[')), HasSubstr("deeper than 100"));
    std::string objects;
    for (int i = 0; i < 1'000'000; ++i) objects += R"({"a":)";
    EXPECT_THAT(parse_error_of(objects), HasSubstr("deeper than 100"));
}

TEST(Json, NamesTheOffsetLineAndColumnOfAnError) {
    EXPECT_THAT(parse_error_of("{\"a\":1\n \"b\":2}"),
                StartsWith("invalid JSON at byte 8 (line 2, column 2): "));
    EXPECT_THAT(parse_error_of(""), StartsWith("invalid JSON at byte 0 (line 1, column 1): "));
    EXPECT_THAT(parse_error_of("{} x"), HasSubstr("at byte 3"));
}

TEST(Json, RefusesInvalidTextButSkipsAByteOrderMark) {
    EXPECT_NE(parse_error_of("\"\xFF\""), "");
    EXPECT_NE(parse_error_of("\"\xC3\""), "");
    EXPECT_NE(parse_error_of(std::string_view("{}\0x", 4)), "");
    EXPECT_NE(parse_error_of("\"\\ud800\""), "");
    EXPECT_TRUE(parse_json("\xEF\xBB\xBF{}").IsObject());
}

TEST(Json, NamesARejectedValueByItsPath) {
    const rapidjson::Document document = parse_json(R"({"a":{"b":["x",5]},"n":1.5,"s":"7"})");
    const JsonAt root(document);
    const JsonAt a = root.member(document.MemberBegin()[0]);
    const JsonAt b = a.member(a.value().MemberBegin()[0]);
    EXPECT_EQ(b.element(0).as_string(), "x");
    const JsonAt five = b.element(1);
    EXPECT_EQ(error_of([&] { (void)five.as_string(); }), "a.b[1]: expected a string, got 5");
    EXPECT_EQ(error_of([&] { (void)five.as_integer(6, 9); }),
              "a.b[1]: expected an integer from 6 to 9, got 5");
    EXPECT_EQ(error_of([&] { a.require_array(); }), R"(a: expected an array, got {"b":["x",5]})");
    const JsonAt n = root.member(document.MemberBegin()[1]);
    EXPECT_EQ(error_of([&] { (void)n.as_integer(0, INT64_MAX); }),
              "n: expected an integer of at least 0, got 1.5");
    EXPECT_EQ(n.as_number(), 1.5);
    EXPECT_NE(error_of([&] { root.require_array(); }), "");
}

TEST(Json, CutsALongExcerptBetweenCharacters) {
    std::string text(59, 'a');
    text += "\xC3\xBC and more";
    EXPECT_EQ(excerpt(text), std::string(59, 'a') + "...");
    EXPECT_EQ(excerpt("short"), "short");
}

TEST(Json, SurvivesRandomBytes) {
    std::mt19937 random(7);
    const std::string alphabet = "{}[]\",:0123456789.eE+-truefalsn \\u\n\xC3\xBC";
    for (int i = 0; i < 50'000; ++i) {
        std::string text(random() % 40, ' ');
        for (char& c : text) c = alphabet[random() % alphabet.size()];
        try {
            const std::string once = to_json_text(parse_json(text));
            ASSERT_EQ(to_json_text(parse_json(once)), once) << text;
        } catch (const Error& error) {
            ASSERT_EQ(error.code(), ErrorCode::kInvalidRequest);
        }
    }
}

} // namespace
} // namespace aisle::data
