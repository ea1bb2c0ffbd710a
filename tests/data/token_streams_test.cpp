// Properties of data/token_streams.h, over random streams with many words, or few, that have short
// codes, and with more attributes than there are short marks:
//   1. What is sealed and decoded is what it was; each word is found where it stands.
//   2. The codes of a range of words are those of its words, and no others.
//   3. Words side by side are found where they stand, also at the end of a stream.
//   4. The words of most products have short codes.
//   5. Streams that repeat one another take less than a third, and are what they were; so are very
//      long ones. The same streams become the same bytes.
//   6. Arrays that do not fit together are known.

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
        const SealedStreams sealed(streams, kNumWords, rng.between(0, 2 * kNumWords),
                                   rng.chance(0.8));
        const TokenStreams read(sealed.arrays());
        ASSERT_TRUE(read.fits());
        ASSERT_EQ(read.num_products(), streams.size());
        for (Ordinal product = 0; product < streams.size(); ++product) {
            const auto& stream = streams[product];
            EXPECT_EQ(read[product].decode(), stream) << seed;
            const TokenStream read_stream(read, product);
            const auto codes = read_stream.codes();
            ASSERT_EQ(codes.size(), stream.size());
            for (std::size_t at = 0; at < stream.size(); ++at) {
                ASSERT_EQ(short_code::is_word(codes[at]), token_code::is_word(stream[at]));
                if (!token_code::is_word(stream[at])) continue;
                EXPECT_EQ(read_stream.word(at), stream[at]) << seed;
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
        const SealedStreams sealed({all}, posting_offsets, rng.between(0, kNumWords));
        const TokenStreams streams(sealed.arrays());
        const TokenStream stream(streams, 0);
        const auto codes = stream.codes();
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

/// Streams that repeat one another, as texts of a store do.
Streams repeating_streams(Rng& rng, std::size_t count) {
    Streams rows(20);
    for (auto& row : rows) {
        for (auto i = rng.between(1, 12); i > 0; --i) row.push_back(rng.below(kNumWords));
    }
    Streams streams(count);
    for (auto& stream : streams) {
        for (auto i = rng.between(0, 30); i > 0; --i) {
            const auto& row = rows[rng.below(static_cast<std::uint32_t>(rows.size()))];
            stream.insert(stream.end(), row.begin(), row.end());
            stream.push_back(rng.chance(0.5) ? token_code::kAttributeMark + rng.below(3)
                                             : rng.below(kNumWords));
        }
    }
    return streams;
}

TEST(TokenStreams, AreShorterWhereTheyRepeatOneAnother) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Rng rng(seed);
        const auto streams = repeating_streams(rng, 100);
        const std::size_t num_short = rng.chance(0.5) ? kNumWords : rng.below(kNumWords);
        const SealedStreams sealed(streams, kNumWords, num_short);
        const SealedStreams plain(streams, kNumWords, num_short, false);
        const TokenStreams read(sealed.arrays());
        const TokenStreams read_plain(plain.arrays());
        ASSERT_TRUE(read.fits());
        std::size_t num_codes = 0;
        for (Ordinal product = 0; product < streams.size(); ++product) {
            EXPECT_EQ(read[product].decode(), streams[product]) << seed;
            EXPECT_EQ(read_plain[product].decode(), streams[product]) << seed;
            num_codes += streams[product].size();
        }
        EXPECT_EQ(plain.arrays().codes.size(), num_codes);
        EXPECT_LT(sealed.arrays().codes.size() * 3, num_codes) << seed;
    }
}

TEST(TokenStreams, MayBeVeryLong) {
    for (const bool has_phrases : {false, true}) {
        Rng rng(1);
        Streams streams(3);
        for (std::uint32_t i = 0; i < 3000; ++i) {
            streams[0].push_back(i % 7);
            streams[1].push_back(rng.below(kNumWords));
        }
        for (const std::size_t size : {std::size_t{1015}, std::size_t{1016}, std::size_t{1024}}) {
            streams[2] = streams[1];
            streams[2].resize(size);
            const SealedStreams sealed(streams, kNumWords, kNumWords, has_phrases);
            const TokenStreams read(sealed.arrays());
            for (Ordinal product = 0; product < streams.size(); ++product) {
                EXPECT_EQ(read[product].decode(), streams[product]);
            }
        }
    }
}

TEST(PhraseEncoder, MakesTheSameOfTheSame) {
    Rng rng(3);
    const auto streams = repeating_streams(rng, 50);
    const SealedStreams a(streams, kNumWords, kNumWords);
    const SealedStreams b(streams, kNumWords, kNumWords);
    EXPECT_TRUE(std::ranges::equal(a.arrays().codes, b.arrays().codes));
}

TEST(TokenEncoder, GivesShortCodesToTheWordsOfMostProducts) {
    const std::vector<std::uint64_t> posting_offsets = {0, 1, 4, 6, 9, 10};
    const auto words_of = [](const auto& offsets, std::size_t max_words) {
        return TokenEncoder({offsets, 0, max_words}, {}).words();
    };
    EXPECT_EQ(words_of(posting_offsets, 0), (std::vector<WordId>{}));
    EXPECT_EQ(words_of(posting_offsets, 2), (std::vector<WordId>{1, 3}));
    EXPECT_EQ(words_of(posting_offsets, 4), (std::vector<WordId>{0, 1, 2, 3}));
    EXPECT_EQ(words_of(posting_offsets, 5), (std::vector<WordId>{0, 1, 2, 3, 4}));
    const std::vector<std::uint64_t> many(short_code::kMaxWords + 11, 0);
    EXPECT_EQ(TokenEncoder({many}, {}).words().size(), short_code::kMaxWords);
}

TEST(TokenStreams, KnowArraysThatDoNotFit) {
    const SealedStreams sealed({{0, 1, 2}, {3}}, 4, 2);
    const auto good = sealed.arrays();
    EXPECT_TRUE(TokenStreams(good).fits());
    const std::vector<WordId> too_many(short_code::kMaxWords + 1, 0);
    const auto fits_with = [&](const auto& change) {
        auto arrays = good;
        change(arrays);
        return TokenStreams(arrays).fits();
    };
    EXPECT_FALSE(fits_with([&](auto& arrays) { arrays.words = too_many; }));
    EXPECT_FALSE(fits_with([](auto& arrays) { arrays.offsets = {}; }));
    EXPECT_FALSE(fits_with([](auto& arrays) { arrays.codes = arrays.codes.first(3); }));
    const std::vector<std::uint32_t> entries = {Phrases::entry(3, 1)};
    const std::vector<ShortCode> codes(Phrases::kMaxLength + 3, 0);
    EXPECT_TRUE(fits_with([&](auto& arrays) { arrays.phrases = Phrases(entries, codes); }));
    const auto cut = std::span(codes).first(codes.size() - 1);
    EXPECT_FALSE(fits_with([&](auto& arrays) { arrays.phrases = Phrases(entries, cut); }));
    const std::vector<std::uint32_t> too_long = {Phrases::entry(0, Phrases::kMaxLength + 1)};
    EXPECT_FALSE(fits_with([&](auto& arrays) { arrays.phrases = Phrases(too_long, codes); }));
    EXPECT_FALSE(fits_with([](auto& arrays) { arrays.wide = arrays.wide.first(1); }));
    const std::vector<std::uint32_t> offsets(2, 0);
    EXPECT_FALSE(
        fits_with([&](auto& arrays) { arrays.wide_offsets = NearbyArray(std::span(offsets)); }));
}

} // namespace
} // namespace aisle::data
