// Properties of search/code_scan.h, over random token streams of up to 300 codes, of which all
// words or some have short codes:
//   1. The codes found are those that going over the stream finds, with the tags of their ranges;
//      nothing is told where they are more than there is room for.
//   2. A pair is found where two neighbouring codes are in its ranges.
//   3. A row is found where its words stand side by side.
//   4. Masks made without special instructions are those that each code makes.

#include "search/code_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "tests/support/rng.h"
#include "tests/support/token_streams.h"

namespace aisle::search {
namespace {

using support::Rng;
using Found = std::vector<std::pair<std::uint32_t, std::uint32_t>>; ///< place, tag

constexpr std::uint32_t kNumWords = 60;

std::vector<std::uint32_t> random_stream(Rng& rng, std::uint32_t max_codes) {
    std::vector<std::uint32_t> stream(rng.between(0, max_codes));
    for (auto& code : stream) {
        code = rng.chance(0.1) ? data::token_code::kAttributeMark + rng.between(0, 4)
                               : rng.between(0, kNumWords);
        if (rng.chance(0.05)) code = data::token_code::kValueBreak;
    }
    return stream;
}

/// One stream, sealed.
class Sealed {
public:
    Sealed(std::uint64_t seed, const std::vector<std::uint32_t>& stream)
        : sealed_({stream}, kNumWords + 5, seed % 2 == 0 ? kNumWords + 5 : seed % 30),
          streams_(sealed_.arrays()) {}

    [[nodiscard]] data::TokenStream stream() const { return streams_[0]; }

    [[nodiscard]] data::WordCodes codes_of(data::WordRange words) const {
        return streams_.codes_of(words);
    }

private:
    support::SealedStreams sealed_;
    data::TokenStreams streams_;
};

data::WordRange random_range(Rng& rng) {
    const auto begin = rng.between(0, kNumWords);
    return {begin, begin + rng.between(0, 4)};
}

TEST(CodeScan, FindsWhatGoingOverTheStreamFinds) {
    int num_full = 0;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        Rng rng(seed);
        const auto stream = random_stream(rng, 300);
        const Sealed sealed(seed, stream);
        std::vector<CodeRange> ranges;
        for (auto i = rng.between(0, 5); i > 0; --i) {
            ranges.push_back({i, sealed.codes_of(random_range(rng))});
        }
        Found expected;
        for (std::uint32_t at = 0; at < stream.size(); ++at) {
            for (const auto& [tag, words] : ranges) {
                if (words.words.contains(stream[at])) expected.emplace_back(at, tag);
            }
        }
        std::array<FoundCode, 48> room;
        const auto count = find_codes(sealed.stream(), ranges, room);
        ASSERT_EQ(count.has_value(), expected.size() <= room.size());
        num_full += !count;
        Found found;
        for (std::size_t i = 0; i < count.value_or(0); ++i) {
            found.emplace_back(room[i].at, room[i].tag);
        }
        std::sort(found.begin(), found.end());
        std::sort(expected.begin(), expected.end());
        if (count) {
            EXPECT_EQ(found, expected) << seed;
        }
    }
    EXPECT_GT(num_full, 20);
}

TEST(CodeScan, FindsPairsOfNeighbours) {
    int num_found = 0;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        Rng rng(seed);
        const auto stream = random_stream(rng, 300);
        const auto first = random_range(rng);
        const auto second = random_range(rng);
        bool expected = false;
        for (std::size_t i = 0; i + 1 < stream.size(); ++i) {
            expected = expected || (first.contains(stream[i]) && second.contains(stream[i + 1]));
        }
        const Sealed sealed(seed, stream);
        EXPECT_EQ(has_pair(sealed.stream(), sealed.codes_of(first), sealed.codes_of(second)),
                  expected)
            << seed;
        num_found += expected;
    }
    EXPECT_GT(num_found, 100);
    EXPECT_LT(num_found, 1800);
}

TEST(CodeScan, FindsRowsOfWords) {
    int num_found = 0;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        Rng rng(seed);
        const auto stream = random_stream(rng, 100);
        std::vector<data::WordId> row(rng.between(1, 3), rng.below(kNumWords));
        for (std::size_t i = 0; i < row.size(); ++i) {
            const auto at = seed % 50 + i;
            if (at < stream.size() && data::token_code::is_word(stream[at])) row[i] = stream[at];
        }
        const bool expected =
            std::search(stream.begin(), stream.end(), row.begin(), row.end()) != stream.end();
        const Sealed sealed(seed, stream);
        const auto first = sealed.codes_of({row[0], row[0] + 1});
        EXPECT_EQ(has_row(sealed.stream(), first, row), expected) << seed;
        num_found += expected;
    }
    EXPECT_GT(num_found, 500);
    EXPECT_LT(num_found, 1800);
}

TEST(CodeScan, MakesTheMasksThatEachCodeMakes) {
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        Rng rng(seed);
        std::vector<data::ShortCode> codes(rng.between(0, kCodesPerMask));
        for (auto& code : codes) code = static_cast<data::ShortCode>(rng.below(0x10000));
        const auto begin = rng.below(0x10000);
        const ShortCodes wanted = {static_cast<data::ShortCode>(begin),
                                   static_cast<data::ShortCode>(rng.between(begin, 0xFFFF))};
        std::uint64_t expected = 0;
        for (std::size_t i = 0; i < codes.size(); ++i) {
            if (wanted.begin <= codes[i] && codes[i] < wanted.end)
                expected |= std::uint64_t{1} << i;
        }
        EXPECT_EQ(mask_by_blocks(codes, wanted), expected) << seed;
    }
}

} // namespace
} // namespace aisle::search
