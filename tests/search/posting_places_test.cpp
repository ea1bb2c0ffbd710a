// Properties of search/posting_places.cpp, over random catalogues and queries with typos, splits
// and prefixes:
//   1. The best place of each of any products is the one that the scan of their texts finds.

#include <gtest/gtest.h>

#include "search/posting_details.h"
#include "search/text_search.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"

namespace aisle::search {
namespace {

using support::Rng;

data::SearchParams random_words(Rng& rng) {
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
    const auto built = support::build({support::random_catalogue(3, {.num_products = 400})},
                                      support::catalogue_settings());
    const data::Deadline never;
    std::size_t num_compared = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(seed);
        const auto params = random_words(rng);
        TextSearch text(*built.snapshot, params, never);
        const auto& matches = text.matches().front();
        const PostingDetails postings(matches);
        if (!postings.is_possible()) continue;
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
}

} // namespace
} // namespace aisle::search
