// Properties of offers and stock in search/searcher.h:
//   1. Random requests with price contexts, availability, refinements on prices, sellers and
//      locations, ranges and impact are answered as a brute-force evaluation of the JSON answers
//      them: totals, hits in order, rows, every count, statistics, ranges, impact.
//   2. An index in several segments, with replaced records, answers as one segment does.
//   3. Searches that share their work are answered as they are one by one.
//   4. A price begins and ends at its second, without any write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "search/facet_bits.h"
#include "search/match_cache.h"
#include "search/searcher.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/random_request.h"
#include "tests/support/reference.h"

namespace aisle::search {
namespace {

using support::Reference;
using support::ReferenceAnswer;
using support::ReferenceHit;
using support::Rng;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> ids_of(const Snapshot& snapshot, const SearchResult& result) {
    std::vector<std::string> ids;
    for (const auto& [candidate, position, info, promoted, rows] : result.hits) {
        ids.emplace_back(
            snapshot.segments[candidate.segment].columns().object_id(candidate.product));
    }
    return ids;
}

void expect_same_rows(const ShownRows& shown, const ReferenceHit& expected) {
    SCOPED_TRACE("hit " + expected.record->id());
    ASSERT_EQ(shown.num_matching, expected.rows.size());
    ASSERT_EQ(shown.rows.size(), expected.rows.size());
    for (std::size_t i = 0; i < shown.rows.size(); ++i) {
        const auto& row = shown.rows[i];
        const auto& reference = expected.rows[i];
        EXPECT_EQ(row.position, reference.number);
        EXPECT_EQ(row.is_available, reference.is_available);
        EXPECT_EQ(row.quantity, reference.quantity);
        ASSERT_EQ(row.price.has_value(), reference.offer.has_value());
        if (!row.price) continue;
        EXPECT_EQ(row.price->amount, reference.offer->amount);
        EXPECT_EQ(row.price->list, reference.offer->list);
        EXPECT_EQ(row.price->was, reference.offer->was);
    }
}

void expect_same_facets(const SearchResult& result, const ReferenceAnswer& expected) {
    ASSERT_EQ(result.facets.size(), expected.facets.size());
    for (std::size_t i = 0; i < result.facets.size(); ++i) {
        const auto& facet = result.facets[i];
        SCOPED_TRACE("facet " + facet.attribute);
        EXPECT_EQ(facet.values, expected.facets[i].values);
        const auto& stats = expected.facets[i].stats;
        ASSERT_EQ(facet.stats.has_value(), stats.has_value());
        if (!stats) continue;
        EXPECT_EQ(facet.stats->min, stats->min);
        EXPECT_EQ(facet.stats->max, stats->max);
        EXPECT_NEAR(facet.stats->sum, stats->sum, 1e-6);
    }
}

void expect_same_ranges(const SearchResult& result, const ReferenceAnswer& expected) {
    ASSERT_EQ(result.ranges.size(), expected.ranges.size());
    for (std::size_t i = 0; i < result.ranges.size(); ++i) {
        const auto& [attribute, ranges] = result.ranges[i];
        SCOPED_TRACE("ranges of " + attribute);
        ASSERT_EQ(ranges.size(), expected.ranges[i].second.size());
        for (std::size_t j = 0; j < ranges.size(); ++j) {
            const auto& range = expected.ranges[i].second[j];
            EXPECT_NEAR(ranges[j].from, range.from, 1e-9);
            EXPECT_NEAR(ranges[j].to, range.to, 1e-9);
            EXPECT_EQ(ranges[j].count, range.count) << range.from << " to " << range.to;
        }
    }
    ASSERT_EQ(result.impacts.size(), expected.impacts.size());
    for (std::size_t i = 0; i < result.impacts.size(); ++i) {
        SCOPED_TRACE("impact of " + result.impacts[i].attribute);
        EXPECT_EQ(result.impacts[i].values, expected.impacts[i].values);
    }
}

void expect_same_answer(const Snapshot& snapshot, const data::SearchParams& params,
                        const ReferenceAnswer& expected) {
    const auto result = search(snapshot, params);
    EXPECT_EQ(result.num_hits, expected.num_hits);
    std::vector<std::string> ids;
    for (const auto& hit : expected.hits) ids.push_back(hit.record->id());
    ASSERT_EQ(ids_of(snapshot, result), ids);
    for (std::size_t i = 0; i < result.hits.size(); ++i) {
        expect_same_rows(*result.hits[i].rows, expected.hits[i]);
    }
    expect_same_facets(result, expected);
    expect_same_ranges(result, expected);
}

void expect_reference_answers(std::uint64_t seed, const support::SegmentRecords& runs,
                              int num_requests) {
    const auto settings = support::shop_settings();
    const auto built = support::build(runs, settings);
    const Reference reference(support::live_records(runs), settings);
    int num_telling = 0;
    for (int i = 0; i < num_requests; ++i) {
        Rng rng(seed * 1000 + static_cast<std::uint64_t>(i));
        const auto params = support::random_shop_request(rng);
        SCOPED_TRACE("seed " + std::to_string(seed) + ", request " + std::to_string(i));
        const auto expected = reference.search(params);
        expect_same_answer(*built.snapshot, params, expected);
        if (::testing::Test::HasFailure()) return;
        num_telling += expected.num_hits > 0 && expected.num_hits < reference.records().size();
    }
    EXPECT_GT(num_telling, num_requests / 8) << "requests that tell nothing apart";
}

TEST(Shop, AnswersAsTheBruteForceEvaluationOfTheJson) {
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        const support::CatalogueShape shape = {
            .num_products = 40, .variants = seed % 3 == 0 ? 0 : 0.6, .offers = 0.7};
        expect_reference_answers(seed, {support::random_catalogue(seed, shape)}, 100);
        if (::testing::Test::HasFailure()) return;
    }
}

/// Large enough for what is kept packed, and counted by words of rows.
TEST(Shop, AnswersLargeSegmentsLikewise) {
    const auto num_products = 2 * FacetBits::kFewestProducts;
    const auto records =
        support::random_catalogue(71, {.num_products = num_products, .offers = 0.7});
    expect_reference_answers(71, {records}, 20);
}

TEST(Shop, AnswersTheSameFromSeveralSegmentsWithReplacedRecords) {
    for (std::uint64_t seed = 41; seed <= 44; ++seed) {
        auto runs =
            support::split(support::random_catalogue(seed, {.num_products = 40, .offers = 0.7}), 3);
        runs.push_back(support::random_catalogue(seed + 100, {.num_products = 12, .offers = 0.5}));
        expect_reference_answers(seed, runs, 100);
        if (::testing::Test::HasFailure()) return;
    }
}

TEST(Shop, AnswersABatchAsItsSearchesOneByOne) {
    const auto records = support::random_catalogue(7, {.num_products = 40, .offers = 0.7});
    const auto built = support::build(support::split(records, 2), support::shop_settings());
    const Reference reference(records, support::shop_settings());
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Rng rng(seed);
        const auto main = support::random_shop_request(rng);
        MatchCache cache;
        for (int i = 0; i < 5; ++i) {
            SCOPED_TRACE("batch " + std::to_string(seed) + ", search " + std::to_string(i));
            auto params = main;
            const auto other = support::random_shop_request(rng);
            if (i % 2 == 1) params.facet_filters = other.facet_filters;
            if (i > 2) params.filters = other.filters;
            if (i == 4) params.query = other.query;
            const auto result = search(*built.snapshot, params, {.cache = &cache});
            const auto expected = reference.search(params);
            EXPECT_EQ(result.num_hits, expected.num_hits);
            expect_same_facets(result, expected);
            if (::testing::Test::HasFailure()) return;
        }
    }
}

TEST(Shop, LetsAPriceBeginAndEndAtItsSecond) {
    const auto built = support::build(
        {{R"({"objectID":"a","prices":[{"currency":"EUR","amount":100,"from":1000,"until":2000}]})"}},
        support::shop_settings());
    data::SearchParams params;
    params.price_context.emplace().currency = "EUR";
    const auto found_at = [&](std::int64_t now) {
        return ids_of(*built.snapshot, search(*built.snapshot, params, {{}, now}));
    };
    EXPECT_THAT(found_at(999), IsEmpty());
    EXPECT_THAT(found_at(1000), ElementsAre("a"));
    EXPECT_THAT(found_at(1999), ElementsAre("a"));
    EXPECT_THAT(found_at(2000), IsEmpty());
}

} // namespace
} // namespace aisle::search
