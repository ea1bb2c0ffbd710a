// Properties of data/token_streams.h, over random streams with many words, or few, that have short
// codes, and with more attributes than there are short marks:
//   1. What is sealed and decoded is what it was; each word is found where it stands.
//   2. The codes of a range of words are those of its words, and no others.
//   3. Words side by side are found where they stand, also at the end of a stream.
//   4. The words of most products have short codes.
//   5. Arrays that do not fit together are known.

#include "data/token_streams.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/rng.h"
#include "tests/support/token_streams.h"

namespace aisle::data {
namespace {

using support::Rng;
using support::SealedStreams;
using Streams = std::vector<std::vector<std::uint32_t>>;

constexpr std::uint32_t kNumWords = 40;

Streams random_streams(Rng& rng) {
    Streams streams(rng.between(0, 20));
    for (auto& stream : streams) {
        for (auto i = rng.between(0, 100); i > 0; --i) {
            stream.push_back(rng.below(kNumWords));
            if (rng.chance(0.1)) stream.push_back(token_code::kValueBreak);
            if (rng.chance(0.1)) stream.push_back(token_code::kAttributeMark | rng.below(5000));
        }
    }
    return streams;
}

TEST(TokenStreams, AreReadBackAsTheyWere) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(seed);
        const auto streams = random_streams(rng);
        const SealedStreams sealed(streams, kNumWords, rng.between(0, 2 * kNumWords));
        const TokenStreams read(sealed.arrays());
        ASSERT_TRUE(read.fits());
        ASSERT_EQ(read.num_products(), streams.size());
        for (Ordinal product = 0; product < streams.size(); ++product) {
            const auto& stream = streams[product];
            EXPECT_EQ(read[product].decode(), stream) << seed;
            const auto codes = read[product].codes();
            ASSERT_EQ(codes.size(), stream.size());
            for (std::size_t at = 0; at < stream.size(); ++at) {
                ASSERT_EQ(short_code::is_word(codes[at]), token_code::is_word(stream[at]));
                if (!token_code::is_word(stream[at])) continue;
                EXPECT_EQ(read[product].word(at), stream[at]) << seed;
            }
        }
    }
}

TEST(TokenStreams, KnowTheCodesOfARangeOfWords) {
    int num_wide = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(seed);
        std::vector<std::uint32_t> all(kNumWords);
        for (std::uint32_t word = 0; word < kNumWords; ++word) all[word] = word;
        std::vector<std::uint64_t> posting_offsets = {0};
        for (const auto word : all) posting_offsets.push_back(posting_offsets[word] + rng.below(9));
        TokenEncoder encoder(posting_offsets, rng.between(0, kNumWords));
        encoder.add(all);
        const auto codes = encoder.take_codes();
        const TokenStreams streams(
            {encoder.words(), encoder.offsets(), codes, encoder.wide_offsets(), encoder.wide()});
        const auto begin = rng.below(kNumWords);
        const WordRange words = {begin, begin + rng.between(0, kNumWords - begin)};
        const auto range = streams.codes_of(words);
        bool has_wide = false;
        for (const auto word : all) {
            const bool is_wide = codes[word] == short_code::kWideWord;
            if (!is_wide) {
                EXPECT_EQ(range.may_hold(codes[word]), words.contains(word)) << seed;
            }
            has_wide = has_wide || (is_wide && words.contains(word));
        }
        EXPECT_EQ(range.has_wide, has_wide) << seed;
        EXPECT_EQ(range.may_hold(short_code::kWideWord), has_wide) << seed;
        EXPECT_FALSE(range.may_hold(short_code::kValueBreak));
        num_wide += has_wide;
    }
    EXPECT_GT(num_wide, 30);
    EXPECT_LT(num_wide, 270);
}

TEST(TokenStreams, FindWordsSideBySide) {
    int num_found = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(seed);
        auto streams = random_streams(rng);
        streams.resize(1);
        const auto& stream = streams.front();
        const SealedStreams sealed(streams, kNumWords, rng.between(0, kNumWords));
        const TokenStreams read(sealed.arrays());
        std::vector<WordId> row(rng.between(0, 3), rng.below(kNumWords));
        const auto begin = rng.between(0, static_cast<std::uint32_t>(stream.size()));
        for (std::size_t i = 0; i < row.size() && begin + i < stream.size(); ++i) {
            if (token_code::is_word(stream[begin + i])) row[i] = stream[begin + i];
        }
        for (std::size_t at = 0; at <= stream.size(); ++at) {
            const auto from = stream.begin() + static_cast<std::ptrdiff_t>(at);
            const bool expected =
                row.size() <= stream.size() - at && std::equal(row.begin(), row.end(), from);
            EXPECT_EQ(read[0].has_row_at(at, row), expected) << seed;
            num_found += expected && row.size() > 1;
        }
    }
    EXPECT_GT(num_found, 50);
}

TEST(TokenEncoder, GivesShortCodesToTheWordsOfMostProducts) {
    const std::vector<std::uint64_t> posting_offsets = {0, 1, 4, 6, 9, 10};
    EXPECT_EQ(TokenEncoder(posting_offsets, 0).words(), (std::vector<WordId>{}));
    EXPECT_EQ(TokenEncoder(posting_offsets, 2).words(), (std::vector<WordId>{1, 3}));
    EXPECT_EQ(TokenEncoder(posting_offsets, 4).words(), (std::vector<WordId>{0, 1, 2, 3}));
    EXPECT_EQ(TokenEncoder(posting_offsets).words(), (std::vector<WordId>{0, 1, 2, 3, 4}));
    const std::vector<std::uint64_t> many(TokenEncoder::kMaxWords + 11, 0);
    EXPECT_EQ(TokenEncoder(many).words().size(), TokenEncoder::kMaxWords);
}

TEST(TokenStreams, KnowArraysThatDoNotFit) {
    const SealedStreams sealed({{0, 1, 2}, {3}}, 4, 2);
    const auto good = sealed.arrays();
    EXPECT_TRUE(TokenStreams(good).fits());
    const std::vector<WordId> too_many(TokenEncoder::kMaxWords + 1, 0);
    const auto fits_with = [&](const auto& change) {
        auto arrays = good;
        change(arrays);
        return TokenStreams(arrays).fits();
    };
    EXPECT_FALSE(fits_with([&](auto& arrays) { arrays.words = too_many; }));
    EXPECT_FALSE(fits_with([](auto& arrays) { arrays.offsets = {}; }));
    EXPECT_FALSE(fits_with([](auto& arrays) { arrays.codes = arrays.codes.first(3); }));
    EXPECT_FALSE(fits_with([](auto& arrays) { arrays.wide = arrays.wide.first(1); }));
    EXPECT_FALSE(
        fits_with([](auto& arrays) { arrays.wide_offsets = arrays.wide_offsets.last(2); }));
}

} // namespace
} // namespace aisle::data
