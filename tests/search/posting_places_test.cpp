// Properties of search/posting_places.cpp and search/static_order.h, over random catalogues and
// queries with typos, splits and prefixes:
//   1. The best place of each of any products is the one that the scan of their texts finds, in
//      few postings and in so many that bits find them.
//   2. A product is in the stretch of its rank; stretches come in the order of the ranks, and are
//      256 at most.

#include <gtest/gtest.h>

#include "search/posting_details.h"
#include "search/text_search.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"

namespace aisle::search {
namespace {

using support::Rng;

data::SearchParams random_placed_words(Rng& rng) {
    data::SearchParams params;
    for (std::uint32_t i = rng.between(1, 3); i > 0; --i) {
        std::string word = rng.pick(support::vocabulary());
        if (word.size() >= 4 && rng.chance(0.2)) std::swap(word[1], word[2]);
        params.query += word + (rng.chance(0.9) ? " " : "");
    }
    if (rng.chance(0.5)) params.query_type = data::QueryType::kPrefixNone;
    if (rng.chance(0.5)) params.typo_tolerance = data::TypoTolerance::kOff;
    if (rng.chance(0.2)) params.optional_words = {"*"};
    return params;
}

TEST(PostingPlaces, AreThoseThatTheScanFinds) {
    const auto small = support::build({support::random_catalogue(3, {.num_products = 400})},
                                      support::catalogue_settings());
    const auto large = support::build({support::random_catalogue(4, {.num_products = 3000})},
                                      support::catalogue_settings());
    const data::Deadline never;
    std::size_t num_compared = 0;
    std::size_t num_with_bits = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Rng rng(seed);
        const auto params = random_placed_words(rng);
        const auto& built = seed % 4 == 0 ? large : small;
        TextSearch text(*built.snapshot, params, never);
        const auto& matches = text.matches().front();
        const PostingDetails postings(matches);
        if (!postings.is_possible()) continue;
        if (&built == &large && postings.has_bits()) ++num_with_bits;
        auto some = matches.matching.products;
        const double share = rng.chance(0.5) ? 1 : 0.1; // few are searched for one by one
        some.filter([&](data::Ordinal) { return rng.chance(share); });
        const auto products = some.to_vector();
        const auto places = postings.best_places(products);
        ASSERT_EQ(places.size(), products.size());
        for (std::size_t i = 0; i < products.size(); ++i) {
            const auto details = matches.scanner->scan(products[i]);
            EXPECT_EQ(places[i], details.attribute_rank * (data::Place::kMaxPosition + 1) +
                                     details.attribute_position)
                << params.query << ", product " << products[i];
        }
        num_compared += products.size();
    }
    EXPECT_GT(num_compared, 2000U);
    EXPECT_GT(num_with_bits, 10U);
}

TEST(StaticOrder, PutsAProductIntoTheStretchOfItsRank) {
    for (const std::uint32_t num_products : {1U, 100U, 255U, 256U, 257U, 1500U}) {
        const auto built =
            support::build({support::random_catalogue(7, {.num_products = num_products})},
                           support::catalogue_settings());
        const auto& columns = built.snapshot->segments.front().columns();
        const StaticOrder order(columns, {});
        std::uint32_t last = 0;
        for (std::uint32_t rank = 0; rank < order.by_rank().size(); ++rank) {
            const auto stretch = order.stretch(order.by_rank()[rank]);
            EXPECT_EQ(stretch, order.stretch_of_rank(rank));
            EXPECT_GE(stretch, last);
            last = stretch;
        }
        EXPECT_LT(last, 256U);
    }
}

} // namespace
} // namespace aisle::search
