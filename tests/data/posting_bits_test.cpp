// Properties of data/posting_bits.h, over random lists, sparse and dense, scattered and in runs:
//   1. The posting of a product is its place in the list; products that are not in it have none.
//   2. The products with all of some words are those in all of their lists.
//   3. Of any products, those in the list are found, in their order.
//   4. All products are visited, one by one and cell by cell.
//   5. A cursor tells the products of any ascending postings.

#include "data/posting_bits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "tests/support/posting_bits.h"
#include "tests/support/rng.h"

namespace aisle::data {
namespace {

using support::OwnPostingBits;
using support::Rng;
using Products = std::vector<Ordinal>;

constexpr std::uint32_t kBounds[] = {1, 63, 64, 65, 4095, 4096, 4097, 20000};

/// Some of the products below `bound`: each by chance, or runs of them.
Products random_products(Rng& rng, std::uint32_t bound) {
    const double share = rng.chance(0.3) ? 0.9 : rng.chance(0.5) ? 0.1 : 0.005;
    const std::uint32_t longest_run = rng.chance(0.5) ? 1 : rng.between(2, 200);
    Products products;
    std::uint32_t run_end = 0;
    for (std::uint32_t product = 0; product < bound; ++product) {
        if (product >= run_end && rng.chance(share / longest_run)) {
            run_end = product + rng.between(1, longest_run);
        }
        if (product < run_end) products.push_back(product);
    }
    return products;
}

Products common(const Products& a, const Products& b) {
    Products both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return both;
}

TEST(PostingBits, FindThePlacesOfProductsInTheList) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed);
        const auto bound = kBounds[seed % std::size(kBounds)];
        const auto products = random_products(rng, bound);
        const OwnPostingBits own(products, bound);
        const auto bits = own.bits();
        EXPECT_EQ(bits.size(), products.size());
        Products all(bound);
        for (std::uint32_t i = 0; i < bound; ++i) all[i] = bound - 1 - i; // in any order
        std::vector<std::uint32_t> found(bound);
        bits.find(all, found);
        for (std::uint32_t i = 0; i < bound; ++i) {
            const auto place = std::lower_bound(products.begin(), products.end(), all[i]);
            const bool is_in = place != products.end() && *place == all[i];
            ASSERT_EQ(found[i], is_in ? place - products.begin() : PostingBits::kNone)
                << "seed " << seed << ", product " << all[i];
            ASSERT_EQ(bits.contains(all[i]), is_in);
        }
    }
}

TEST(PostingBits, FindTheProductsWithAllWords) {
    std::size_t num_found = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed);
        const auto bound = kBounds[seed % std::size(kBounds)];
        auto expected = random_products(rng, bound);
        std::vector<OwnPostingBits> own = {{expected, bound}};
        for (auto num_words = rng.between(0, 3); num_words > 0; --num_words) {
            const auto products = random_products(rng, bound);
            expected = common(expected, products);
            own.emplace_back(products, bound);
        }
        std::vector<PostingBits> bits;
        for (const auto& word : own) bits.push_back(word.bits());
        std::vector<const PostingBits*> words;
        for (const auto& word : bits) words.push_back(&word);
        EXPECT_EQ(PostingBits::products_with_all(words), expected) << "seed " << seed;
        num_found += expected.size();
    }
    EXPECT_GT(num_found, 10000U);
}

TEST(PostingBits, FindThoseOfSomeProductsThatAreInTheList) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed);
        const auto bound = kBounds[seed % std::size(kBounds)];
        const auto products = random_products(rng, bound);
        const auto some = random_products(rng, bound);
        const OwnPostingBits own(products, bound);
        EXPECT_EQ(own.bits().products_among(some), common(some, products)) << "seed " << seed;
    }
}

TEST(PostingBits, VisitAllProducts) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed);
        const auto bound = kBounds[seed % std::size(kBounds)];
        const auto products = random_products(rng, bound);
        const OwnPostingBits own(products, bound);
        const auto bits = own.bits();
        EXPECT_EQ(bits.to_vector(), products) << "seed " << seed;
        Products by_cells;
        bits.for_each_cell([&](std::uint32_t place, std::uint64_t cell) {
            EXPECT_EQ(bits.cell(place), cell);
            for (; cell != 0; cell &= cell - 1) {
                by_cells.push_back(place * 64 + static_cast<Ordinal>(std::countr_zero(cell)));
            }
        });
        EXPECT_EQ(by_cells, products) << "seed " << seed;
    }
}

TEST(PostingCursor, TellsTheProductsOfAscendingPostings) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed);
        const auto bound = kBounds[seed % std::size(kBounds)];
        const auto products = random_products(rng, bound);
        const OwnPostingBits own(products, bound);
        const auto bits = own.bits();
        for (const double share : {1.0, 0.3, 0.01}) {
            PostingCursor cursor(bits);
            for (std::size_t posting = 0; posting < products.size(); ++posting) {
                if (!rng.chance(share)) continue;
                ASSERT_EQ(cursor.product(posting), products[posting]) << "seed " << seed;
                if (rng.chance(0.1)) {
                    ASSERT_EQ(cursor.product(posting), products[posting]);
                }
            }
        }
    }
}

} // namespace
} // namespace aisle::data
