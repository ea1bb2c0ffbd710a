// Properties of data/posting_products.h, over random postings, short and long, of many words:
//   1. The products of a word, and of a range of words, are visited with their postings.
//   2. A word has bits where it has so many products, and else a list.
//   3. Arrays that do not fit together are known.

#include "data/posting_products.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "tests/support/rng.h"

namespace aisle::data {
namespace {

using support::Rng;
using Products = std::vector<Ordinal>;

constexpr std::uint32_t kBound = 9000;

/// Postings as they are sealed, and as they were.
struct Sealed {
    std::vector<Products> lists;
    std::vector<std::uint32_t> offsets = {0};
    Products listed;
    std::vector<WordId> words;
    PostingBitsArrays bits;

    explicit Sealed(Rng& rng) {
        for (auto num_words = rng.between(0, 12); num_words > 0; --num_words) {
            const double share = rng.chance(0.5) ? 0.001 : 0.1;
            auto& list = lists.emplace_back();
            for (Ordinal product = 0; product < kBound; ++product) {
                if (rng.chance(share)) list.push_back(product);
            }
            offsets.push_back(offsets.back() + static_cast<std::uint32_t>(list.size()));
            if (list.size() < PostingProducts::kFewestForBits) {
                listed.insert(listed.end(), list.begin(), list.end());
            } else {
                words.push_back(static_cast<WordId>(lists.size() - 1));
                bits.add(list, kBound);
            }
        }
    }

    [[nodiscard]] PostingProducts::Arrays arrays() const {
        return {offsets, listed, words, bits.blocks, bits.first_cells, bits.cells, bits.before};
    }
};

TEST(PostingProducts, AreVisitedWithTheirPostings) {
    std::size_t num_with_bits = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Rng rng(seed);
        const Sealed sealed(rng);
        const PostingProducts products(sealed.arrays(), kBound);
        ASSERT_TRUE(products.fits());
        const auto num_words = static_cast<std::uint32_t>(sealed.lists.size());
        EXPECT_EQ(products.num_postings(), sealed.offsets.back());
        const WordId begin = rng.between(0, num_words);
        const WordRange words = {begin, rng.between(begin, num_words)};
        Products expected;
        for (WordId word = words.begin; word < words.end; ++word) {
            const auto& list = sealed.lists[word];
            expected.insert(expected.end(), list.begin(), list.end());
            const auto* bits = products.bits(word);
            ASSERT_EQ(bits != nullptr, list.size() >= PostingProducts::kFewestForBits);
            const auto own = bits != nullptr
                                 ? bits->to_vector()
                                 : Products(products.list(word).begin(), products.list(word).end());
            EXPECT_EQ(own, list) << seed;
            num_with_bits += bits != nullptr;
        }
        Products visited;
        products.for_each(words, [&](std::size_t posting, Ordinal product) {
            EXPECT_EQ(posting, visited.size());
            visited.push_back(product);
        });
        EXPECT_EQ(visited, expected) << seed;
    }
    EXPECT_GT(num_with_bits, 50U);
}

TEST(PostingProducts, KnowArraysThatDoNotFit) {
    Rng rng(3);
    const Sealed sealed(rng);
    ASSERT_GT(sealed.words.size(), 1U);
    const auto good = sealed.arrays();
    const auto fits_with = [&](const auto& change) {
        auto arrays = good;
        change(arrays);
        return PostingProducts(arrays, kBound).fits();
    };
    EXPECT_TRUE(fits_with([](auto&) {}));
    EXPECT_FALSE(PostingProducts(good, 2 * kBound).fits());
    EXPECT_FALSE(fits_with([](auto& arrays) { arrays.offsets = {}; }));
    EXPECT_FALSE(fits_with([](auto& arrays) { arrays.listed = arrays.listed.first(1); }));
    EXPECT_FALSE(fits_with([](auto& arrays) { arrays.blocks = arrays.blocks.first(1); }));
    EXPECT_FALSE(fits_with([](auto& arrays) { arrays.cells = arrays.cells.first(1); }));
    EXPECT_FALSE(fits_with([](auto& arrays) { arrays.before = arrays.before.first(1); }));
    auto words = sealed.words;
    words.back() = static_cast<WordId>(sealed.lists.size());
    EXPECT_FALSE(fits_with([&](auto& arrays) { arrays.words = words; }));
    words = sealed.words;
    std::swap(words.front(), words.back());
    EXPECT_FALSE(fits_with([&](auto& arrays) { arrays.words = words; }));
    auto first_cells = sealed.bits.first_cells;
    first_cells[1] = first_cells.back() + 1;
    EXPECT_FALSE(fits_with([&](auto& arrays) { arrays.first_cells = first_cells; }));
}

} // namespace
} // namespace aisle::data
