// Properties of search/sealed_match.h and search/kept_counts.h:
//   1. Counts, statistics and totals are the same whether counts of what matches are kept or not,
//      for what is asked again and again while products are deleted, numbers change in place and
//      rules hide products; with offers and stock, variants, disjunctive facets, several segments.
//   2. They are what a brute-force evaluation of the JSON gives.
//   3. Counts are kept of everything, of conditions on sealed values and of one word, and of no set
//      that was changed since it was found.
//   4. Different texts and conditions have different names; the order of conditions does not
//   matter.
//   5. Threads that ask at the same time are answered as one by one.
#include "search/kept_counts.h"

#include <thread>

#include <gtest/gtest.h>

#include "data/filter_lists.h"
#include "data/filter_parser.h"
#include "data/hot_columns.h"
#include "data/json.h"
#include "search/searcher.h"
#include "search/text_search.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/random_request.h"
#include "tests/support/reference.h"

namespace aisle::search {
namespace {

using support::Rng;

constexpr std::uint32_t kNumProducts = 4 * KeptCounts::kFewestProducts;

const std::vector<std::string> kFacets = {"brand",   "color",           "size",
                                          "price",   "rating",          "active",
                                          "weights", "categories.lvl0", "categories.lvl1"};

data::Filter facet_filters(const char* json) {
    const auto lists = data::parse_json(json);
    return data::parse_facet_filters(data::JsonAt(lists));
}

/// What stores ask for most: everything, a category, a common word, refined by a value or two.
data::SearchParams common_request(Rng& rng) {
    static const std::vector<const char*> kRefinements = {
        "[]",
        R"([["categories.lvl0:Home","categories.lvl0:Tech"]])",
        R"(["brand:nord"])",
        R"([["brand:nord","brand:acme"],["categories.lvl0:Sport"]])",
        R"([["color:red","color:blue","color:green"]])",
        R"([["size:S","size:M"],["color:red","color:blue"]])",
        R"(["brand:-nord"])"};
    auto params = support::random_shop_request(rng);
    if (rng.chance(0.8)) {
        params = {};
        params.facets = kFacets;
        params.facet_filters = facet_filters(rng.pick(kRefinements));
        if (rng.chance(0.2)) params.filters = data::parse_filters("rating > 1");
        if (rng.chance(0.5)) params.disjunctive_facets = {"brand", "color", "categories.lvl0"};
        if (rng.chance(0.1)) params.price_context.emplace().keep_missing = true;
        if (rng.chance(0.1)) params.distinct = 1;
        if (rng.chance(0.2)) params.max_values_per_facet = rng.below(4);
        if (rng.chance(0.2)) params.sort_facet_values_by = data::FacetOrder::kAlpha;
    }
    params.query = rng.chance(0.4) ? "" : rng.pick(support::vocabulary());
    return params;
}

void expect_same_answer(const SearchResult& result, const SearchResult& expected) {
    EXPECT_EQ(result.num_hits, expected.num_hits);
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
        EXPECT_DOUBLE_EQ(facet.stats->sum, stats->sum);
    }
}

/// The same segments, of which nothing was counted yet.
Snapshot without_kept_counts(const Snapshot& snapshot) {
    Snapshot other = snapshot;
    for (auto& view : other.segments) view.kept_counts = std::make_shared<KeptCounts>();
    return other;
}

void ask_twice(const Snapshot& snapshot, const std::vector<data::SearchParams>& requests) {
    for (int again = 0; again < 2; ++again) {
        for (std::size_t i = 0; i < requests.size(); ++i) {
            SCOPED_TRACE("request " + std::to_string(i) + (again == 0 ? "" : ", again"));
            const auto expected = search(without_kept_counts(snapshot), requests[i]);
            expect_same_answer(search(snapshot, requests[i]), expected);
        }
    }
}

void delete_products(Snapshot& snapshot, double share, Rng& rng) {
    for (auto& view : snapshot.segments) {
        view.alive.filter([&](data::Ordinal /*product*/) { return !rng.chance(share); });
    }
}

void change_ratings(Snapshot& snapshot, Rng& rng) {
    for (auto& view : snapshot.segments) {
        data::HotEdits edits(view.segment, nullptr);
        for (data::Ordinal product = 0; product < view.columns().num_products(); ++product) {
            if (!rng.chance(0.1)) continue;
            const data::HotValue value{static_cast<double>(rng.below(5)), false};
            ASSERT_EQ(edits.apply({"rating", product, {}, value}), data::HotOutcome::kSet);
        }
        view.hot = edits.publish();
    }
}

void hide_some(Snapshot& snapshot, Rng& rng) {
    std::string hidden;
    for (int i = 0; i < 20; ++i) {
        hidden += std::string(hidden.empty() ? "" : ",") + R"({"objectID":"p)" +
                  std::to_string(rng.below(kNumProducts)) + "\"}";
    }
    snapshot.rules = std::make_shared<const data::RuleSet>(
        data::RuleSet::parse(R"([{"objectID":"r","consequence":{"hide":[)" + hidden + "]}}]"));
}

TEST(KeptCounts, AreThoseOfCountingAnewWhateverChanges) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Rng rng(seed);
        auto runs =
            support::split(support::random_catalogue(seed, {.num_products = kNumProducts,
                                                            .variants = seed % 3 == 0 ? 0 : 0.5,
                                                            .offers = seed % 2 == 0 ? 0.5 : 0}),
                           1 + seed % 2);
        auto settings = support::shop_settings();
        settings.hot_attributes = {"rating"};
        auto built = support::build(runs, settings);
        auto& snapshot = *built.snapshot;
        std::vector<data::SearchParams> requests;
        for (int i = 0; i < 25; ++i) requests.push_back(common_request(rng));
        ask_twice(snapshot, requests);
        delete_products(snapshot, 0.01, rng);
        ask_twice(snapshot, requests);
        change_ratings(snapshot, rng);
        ask_twice(snapshot, requests);
        hide_some(snapshot, rng);
        ask_twice(snapshot, requests);
        delete_products(snapshot, 0.1, rng);
        ask_twice(snapshot, requests);
        if (::testing::Test::HasFailure()) return;
    }
}

TEST(KeptCounts, HaveTheFirstOfManyValues) {
    std::vector<std::string> records;
    Rng rng(6);
    for (std::uint32_t i = 0; i < kNumProducts; ++i) {
        records.push_back(R"({"objectID":")" + std::to_string(i) + R"(","brand":"b)" +
                          std::to_string(rng.below(900)) + R"(","kind":"k)" +
                          std::to_string(rng.below(2)) + "\"}");
    }
    const auto built = support::build(
        {records}, data::Settings::parse(R"({"attributesForFaceting":["brand","kind"]})"));
    auto& snapshot = *built.snapshot;
    std::vector<data::SearchParams> requests;
    for (const std::uint32_t limit : {0U, 1U, 127U, 128U, 129U, 2000U}) {
        auto& params = requests.emplace_back();
        params.facets = {"brand", "kind"};
        params.max_values_per_facet = limit;
        params.facet_filters = facet_filters(R"(["kind:k1"])");
    }
    ask_twice(snapshot, requests);
    EXPECT_EQ(search(snapshot, requests[4]).facets[0].values.size(), 129U);
    delete_products(snapshot, 0.03, rng);
    ask_twice(snapshot, requests);
}

TEST(KeptCounts, AreThoseOfTheJson) {
    for (std::uint64_t seed = 11; seed <= 13; ++seed) {
        auto runs = support::split(support::random_catalogue(seed, {.num_products = kNumProducts}),
                                   1 + seed % 2);
        runs.push_back(support::random_catalogue(seed + 50, {.num_products = 30}));
        const auto settings = support::catalogue_settings();
        const auto built = support::build(runs, settings);
        const support::Reference reference(support::live_records(runs), settings);
        Rng rng(seed);
        for (int i = 0; i < 6; ++i) {
            data::SearchParams params;
            params.query = i % 2 == 0 ? "" : rng.pick(support::vocabulary());
            params.typo_tolerance = data::TypoTolerance::kOff;
            params.facets = kFacets;
            params.disjunctive_facets = {"brand", "color"};
            params.facet_filters =
                facet_filters(i % 3 == 0 ? "[]" : R"([["brand:nord","brand:acme","brand:vela"]])");
            const auto expected = reference.search(params);
            for (int again = 0; again < 2; ++again) {
                SCOPED_TRACE("seed " + std::to_string(seed) + ", request " + std::to_string(i));
                const auto result = search(*built.snapshot, params);
                EXPECT_EQ(result.num_hits, expected.num_hits);
                ASSERT_EQ(result.facets.size(), expected.facets.size());
                for (std::size_t f = 0; f < result.facets.size(); ++f) {
                    EXPECT_EQ(result.facets[f].values, expected.facets[f].values)
                        << result.facets[f].attribute;
                }
            }
        }
    }
}

/// One segment of which sets can be named.
class SealedMatches : public testing::Test {
protected:
    [[nodiscard]] Matching matching(const data::SearchParams& params) const {
        TextSearch text(snapshot(), params, {});
        return text.matches()[0].matching;
    }

    /// Empty where what matches has no name.
    [[nodiscard]] std::string name(const data::SearchParams& params) const {
        const auto found = matching(params);
        return found.sealed() != nullptr ? found.sealed()->name() + '.' : std::string();
    }

    [[nodiscard]] static data::SearchParams request(const std::string& query,
                                                    const std::string& filters = {}) {
        data::SearchParams params;
        params.query = query;
        if (!filters.empty()) params.filters = data::parse_filters(filters);
        params.facets = {"brand", "location"};
        return params;
    }

    [[nodiscard]] bool is_kept(const std::string& attribute, const data::SearchParams& params) {
        static_cast<void>(search(snapshot(), params));
        const auto found = matching(params);
        return found.sealed() != nullptr &&
               snapshot().segments[0].kept_counts->find(found.sealed()->name(), attribute);
    }

    [[nodiscard]] static OrdinalSet united(OrdinalSet a, const OrdinalSet& b) {
        a.unite(b);
        return a;
    }

    [[nodiscard]] Snapshot& snapshot() const { return *built_.snapshot; }

private:
    support::BuiltIndex built_ = support::build(
        {support::random_catalogue(3, {.num_products = kNumProducts, .missing = 0.05})},
        support::shop_settings());
};

TEST_F(SealedMatches, KeepCountsOfEverythingConditionsAndWords) {
    EXPECT_TRUE(is_kept("brand", request("")));
    EXPECT_TRUE(is_kept("brand", request("", "categories.lvl0:Home OR categories.lvl0:Tech")));
    EXPECT_TRUE(is_kept("brand", request("", "NOT color:red AND NOT brand:acme")));
    EXPECT_TRUE(is_kept("brand", request(support::vocabulary().front())));
    EXPECT_FALSE(is_kept("location", request(""))) << "stock may change";
    EXPECT_FALSE(is_kept("brand", request("", "objectID:p1")));
    EXPECT_FALSE(is_kept("brand", request("", "location:s1")));
    auto priced = request("");
    priced.price_context.emplace();
    EXPECT_FALSE(is_kept("brand", priced)) << "prices depend on who asks";
}

TEST_F(SealedMatches, AreUsedWhereTheyAreKept) {
    const auto params = request("", "categories.lvl0:Home OR categories.lvl0:Tech");
    const auto found = matching(params);
    auto counts = search(snapshot(), params).facets[0];
    const auto& column = *snapshot().segments[0].columns().facet("brand");
    const std::vector<std::uint32_t> sevens(column.num_values(), 7);
    const AttributeCounts wrong{std::make_shared<const ValueCounts>(sevens), nullptr};
    snapshot().segments[0].kept_counts = std::make_shared<KeptCounts>();
    snapshot().segments[0].kept_counts->keep(found.sealed()->name(), "brand", wrong, kNumProducts);
    EXPECT_EQ(search(snapshot(), params).facets[0].values.front().second, 7U);
    EXPECT_NE(counts.values.front().second, 7U);
}

TEST_F(SealedMatches, KeepNothingOfFewProducts) {
    const auto params = request("", "brand:acme AND size:S AND color:red");
    ASSERT_NE(name(params), "");
    ASSERT_LT(matching(params).products.size(), KeptCounts::kFewestProducts);
    EXPECT_FALSE(is_kept("brand", params));
}

TEST_F(SealedMatches, HaveANameOfTheirOwn) {
    const auto& words = support::vocabulary();
    std::set<std::string> names;
    std::size_t num_texts = 0;
    for (const auto& query : {std::string(), words[0], words[1], std::string("nosuchword")}) {
        for (const char* filters : {"", "brand:acme", "brand:nord", "NOT brand:nord", "color:red",
                                    "brand:acme AND brand:nord", "brand:acme OR brand:nord",
                                    "price > 3", "price >= 3", "price:3 TO 4", "price:3 TO 5"}) {
            auto params = request(query, filters);
            params.typo_tolerance = data::TypoTolerance::kOff;
            params.query_type = data::QueryType::kPrefixNone;
            names.insert(name(params));
            ++num_texts;
        }
    }
    EXPECT_EQ(names.size(), num_texts);
    EXPECT_EQ(name(request("", "brand:acme AND color:red")),
              name(request("", "color:red AND brand:acme")));
    EXPECT_EQ(name(request(words[0] + " " + words[1])), "") << "too many to come again";
    auto restricted = request(words[0]);
    restricted.restrict_searchable_attributes = {{"name"}};
    EXPECT_EQ(name(restricted), "") << "texts are read";
    auto strict = request("lamq");
    strict.typo_tolerance = data::TypoTolerance::kMin;
    EXPECT_EQ(name(strict), "") << "cut by typos";
    auto excluding = request("-" + words[0]);
    excluding.advanced_syntax = true;
    EXPECT_EQ(name(excluding), "");
}

TEST_F(SealedMatches, AreForgottenByWhatIsChanged) {
    auto found = matching(request("", "brand:acme"));
    auto copy = found;
    ASSERT_NE(found.sealed(), nullptr);
    EXPECT_EQ(copy.sealed(), found.sealed());
    copy.products.filter([](data::Ordinal product) { return product != 0; });
    EXPECT_EQ(copy.sealed(), nullptr);
    found = matching(request("", "color:red"));
    ASSERT_TRUE(found.has_rows);
    ASSERT_NE(found.sealed(), nullptr);
    found.rows.subtract(
        OrdinalSet::from_unsorted({found.rows.to_vector().front()}, found.rows.bound()));
    EXPECT_EQ(found.sealed(), nullptr);
}

TEST_F(SealedMatches, TellWhatIsGone) {
    for (const char* filters : {"brand:acme", "color:red AND NOT brand:nord"}) {
        SCOPED_TRACE(filters);
        const auto params = request("", filters);
        const auto before = matching(params);
        Rng rng(9);
        delete_products(snapshot(), 0.02, rng);
        const auto after = matching(params);
        ASSERT_NE(after.sealed(), nullptr);
        EXPECT_EQ(after.sealed()->name(), before.sealed()->name());
        const auto gone = after.sealed()->gone(snapshot().segments[0]);
        const auto gone_before = before.sealed()->gone(snapshot().segments[0]);
        EXPECT_EQ(after.products.intersection_size(gone.products), 0U);
        EXPECT_GT(gone.products.size(), gone_before.products.size());
        EXPECT_EQ(united(after.products, gone.products),
                  united(before.products, gone_before.products));
        EXPECT_EQ(united(after.rows, gone.rows), united(before.rows, gone_before.rows));
    }
    Rng rng(10);
    delete_products(snapshot(), 0.2, rng);
    EXPECT_EQ(matching(request("")).sealed(), nullptr) << "too many are gone";
}

TEST_F(SealedMatches, AnswerThreadsAsOneByOne) {
    std::vector<data::SearchParams> requests;
    std::vector<SearchResult> expected;
    Rng rng(5);
    for (int i = 0; i < 12; ++i) {
        requests.push_back(common_request(rng));
        expected.push_back(search(without_kept_counts(snapshot()), requests.back()));
    }
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (std::size_t i = 0; i < 3 * requests.size(); ++i) {
                const auto at = (i * (t + 1) + t) % requests.size();
                expect_same_answer(search(snapshot(), requests[at]), expected[at]);
            }
        });
    }
    for (auto& thread : threads) thread.join();
}

} // namespace
} // namespace aisle::search
