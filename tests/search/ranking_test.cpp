// Properties of search/ranking.h:
//   1. The first k matches are the first k of all matches, fully sorted, for random criteria, any
//      k, and catalogues full of ties; across segments as in one.
//   2. Criteria are resolved in order: `custom` spelled out, repeats dropped, typo first where
//      the tolerance is min or strict; a step that does not exist is named.
//   3. Products without a value come last, ascending and descending.
//   4. Ascending takes the smallest number of the matching rows, descending the largest.
//   5. A group of optional filters adds its best member, or the sum where asked for.
//   6. In a catalogue so large that groups of ties are cut as sets, a page is the beginning of
//      the whole order, in one segment and in several, with and without typos and prefixes.
//   7. The same where a few words are in so many products that their distances are kept, and where
//      one word is ranked by its postings alone; what matches does not depend on what is kept.
//   8. What is kept of the products with one term, or two, makes no difference, whatever passes the
//      filters, counts as exact, and in which order the criteria come; nor do products that were
//      deleted.
#include "search/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "data/error.h"
#include "data/filter_parser.h"
#include "search/first_keys.h"
#include "search/pair_distances.h"
#include "search/text_search.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/random_request.h"
#include "tests/support/reference.h"

namespace aisle::search {
namespace {

using support::Rng;
using ::testing::ElementsAre;

std::vector<std::string> top(const Snapshot& snapshot, const data::SearchParams& params,
                             std::size_t count) {
    const data::Deadline never;
    TextSearch text(snapshot, params, never);
    Ranker ranker(snapshot, params, text.matches());
    std::vector<std::string> ids;
    for (const auto& c : ranker.top(count)) {
        ids.emplace_back(snapshot.segments[c.segment].columns().object_id(c.product));
    }
    return ids;
}

TEST(Ranker, FindsTheFirstOfAllMatchesFullySorted) {
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
        const auto records = support::random_catalogue(seed, {.num_products = 100});
        const auto settings = support::catalogue_settings();
        const auto built = support::build(support::split(records, seed + 1), settings);
        const support::Reference reference(records, settings);
        for (int i = 0; i < 40; ++i) {
            Rng rng(seed * 100 + static_cast<std::uint64_t>(i));
            auto params = support::random_request(rng);
            params.distinct = 0;
            params.facets.clear();
            std::vector<std::string> sorted;
            for (const auto& hit : reference.search(params).all) sorted.push_back(hit.record->id());
            for (const std::size_t k : {0U, 1U, 2U, 5U, 20U, 1000U}) {
                const auto end =
                    sorted.begin() + static_cast<std::ptrdiff_t>(std::min(k, sorted.size()));
                EXPECT_EQ(top(*built.snapshot, params, k), std::vector(sorted.begin(), end))
                    << "seed " << seed << ", request " << i << ", k " << k;
            }
        }
    }
}

TEST(Ranker, FindsThePageOfALargeGroupAsTheBeginningOfTheWholeOrder) {
    auto settings = support::catalogue_settings();
    int num_cut = 0;
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
        const auto records = support::random_catalogue(seed + 50, {.num_products = 2500});
        const auto built = seed == 0 ? support::build({records}, settings)
                                     : support::build(support::split(records, 3), settings);
        for (int i = 0; i < 120; ++i) {
            Rng rng(seed * 1000 + static_cast<std::uint64_t>(i));
            auto params = support::random_request(rng);
            params.distinct = 0;
            params.facets.clear();
            if (rng.chance(0.5)) params.filters = {};
            if (rng.chance(0.5)) params.facet_filters = {};
            // As many as there are, so that nothing is cut short.
            const auto all = top(*built.snapshot, params, records.size());
            for (const std::size_t k : {1U, 3U, 20U}) {
                const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(k, all.size()));
                EXPECT_EQ(top(*built.snapshot, params, k), std::vector(all.begin(), end))
                    << "seed " << seed << ", request " << i << ", k " << k << ", " << params.query;
            }
            num_cut += all.size() > 200;
        }
    }
    EXPECT_GT(num_cut, 30);
}

/// Products whose names are made of few words, some of them of one.
std::vector<std::string> products_of_few_words(std::size_t count, Rng& rng) {
    const std::vector<std::string> words = {"linen", "shirt",  "shirts", "blue",
                                            "long",  "sleeve", "warm",   "sock"};
    std::vector<std::string> records;
    for (std::size_t i = 0; i < count; ++i) {
        const auto phrase = [&](std::uint32_t length) {
            std::string text;
            for (std::uint32_t w = 0; w < length; ++w)
                text += (w == 0 ? "" : " ") + rng.pick(words);
            return text;
        };
        records.push_back(R"({"objectID":")" + std::to_string(i) + R"(","name":")" +
                          phrase(rng.between(1, 9)) + R"(","brand":")" + phrase(rng.between(1, 2)) +
                          R"(","popularity":)" + std::to_string(rng.below(40)) + "}");
    }
    return records;
}

TEST(Ranker, FindsTheFirstOfProductsThatHaveAllTheWordsOfFew) {
    const auto settings = data::Settings::parse(
        R"j({"searchableAttributes":["name","brand"],"customRanking":["desc(popularity)"]})j");
    int num_long = 0;
    for (const std::size_t num_segments : {1U, 2U}) {
        Rng rng(num_segments);
        const auto records = products_of_few_words(num_segments == 1 ? 6000 : 9000, rng);
        const auto built = support::build(support::split(records, num_segments), settings);
        const auto unranked = support::build(support::split(records, num_segments), settings);
        for (const auto* query :
             {"linen", "shirt", "sock", "shirts", "linen shirt", "shirt linen", "blue shirt",
              "long sleeve shirt", "warm long sock", "sleeve sleeve", "blue sho", "linnen shirt"}) {
            for (const bool is_plain : {true, false}) {
                data::SearchParams params = settings.query_defaults;
                params.query = query;
                if (is_plain) {
                    params.query_type = data::QueryType::kPrefixNone;
                    params.typo_tolerance = data::TypoTolerance::kOff;
                }
                if (rng.chance(0.3)) params.min_proximity = rng.between(2, 7);
                const auto all = top(*built.snapshot, params, records.size());
                num_long += all.size() > 2 * PairDistances::kFewestProducts;
                for (const std::size_t k : {1U, 20U, 100U}) {
                    const auto end =
                        all.begin() + static_cast<std::ptrdiff_t>(std::min(k, all.size()));
                    EXPECT_EQ(top(*built.snapshot, params, k), std::vector(all.begin(), end))
                        << query << ", k " << k << ", " << num_segments << " segments";
                }
                const data::Deadline never;
                TextSearch text(*built.snapshot, params, never);
                TextSearch expected(*unranked.snapshot, params, never); // nothing is kept there
                for (std::size_t i = 0; i < num_segments; ++i) {
                    EXPECT_EQ(text.matches()[i].matching.products,
                              expected.matches()[i].matching.products)
                        << query;
                }
            }
        }
    }
    EXPECT_GT(num_long, 15);
}

TEST(Ranker, TakesWhatIsKeptOfATermForEveryRequest) {
    const auto settings = data::Settings::parse(
        R"j({"searchableAttributes":["name","brand"],"customRanking":["desc(popularity)"]})j");
    Rng rng(17);
    const auto records = products_of_few_words(9000, rng);
    auto built = support::build(support::split(records, 2), settings);
    auto deleted = *built.snapshot;
    for (auto& segment : deleted.segments) {
        segment.alive.filter([&](data::Ordinal) { return rng.chance(0.9); });
    }
    const std::vector<std::string> queries = {
        "linen",    "shirt",       "sh",         "sho",          "linnen",    "linen shirt",
        "blue sho", "shirt shirt", "linn shirt", "linnen shirt", "sock warm", "long sleeve sock"};
    const std::vector<std::vector<std::string>> rankings = {
        {"typo", "attribute", "exact", "custom"},
        {"typo", "proximity", "attribute", "exact", "custom"},
        {"proximity", "attribute", "custom"},
        {"typo", "attribute", "custom"},
        {"words", "attribute", "exact", "asc(popularity)"},
        {"exact", "attribute"}};
    for (int i = 0; i < 300; ++i) {
        data::SearchParams params = settings.query_defaults;
        params.query = rng.pick(queries);
        params.ranking = rng.pick(rankings);
        if (rng.chance(0.3)) params.query_type = data::QueryType::kPrefixNone;
        if (rng.chance(0.3)) params.typo_tolerance = data::TypoTolerance::kOff;
        if (rng.chance(0.3)) params.exact_on_single_word = data::ExactOnSingleWord::kWord;
        if (rng.chance(0.2)) params.disable_exact_on_attributes = {"name"};
        if (rng.chance(0.2)) params.min_proximity = 2;
        if (rng.chance(0.5)) {
            const auto least = std::to_string(rng.below(40));
            params.filters = data::parse_filters("popularity>" + least);
        }
        const auto& snapshot = rng.chance(0.5) ? *built.snapshot : deleted;
        const auto all = top(snapshot, params, records.size());
        for (const std::size_t k : {1U, 20U, 100U}) {
            const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(k, all.size()));
            EXPECT_EQ(top(snapshot, params, k), std::vector(all.begin(), end))
                << params.query << ", k " << k << ", request " << i;
        }
    }
}

TEST(FirstKeys, AreTheSmallest) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Rng rng(seed);
        std::vector<std::uint32_t> keys(rng.below(500));
        for (std::uint32_t i = 0; i < keys.size(); ++i) keys[i] = i;
        std::shuffle(keys.begin(), keys.end(), std::mt19937(static_cast<std::uint32_t>(seed)));
        const std::size_t count = rng.between(1, 40);
        FirstKeys<std::uint32_t> first(count);
        for (const auto key : keys) first.add(key);
        std::sort(keys.begin(), keys.end());
        keys.resize(std::min(count, keys.size()));
        EXPECT_EQ(std::move(first).take(), keys) << "seed " << seed;
    }
}

TEST(Ranker, ResolvesItsCriteriaInOrder) {
    using Kind = Criterion::Kind;
    data::SearchParams params;
    params.ranking = {"desc(price)", "words", "custom", "words", "exact"};
    params.custom_ranking = {"asc(rating)", "desc(price)"};
    EXPECT_THAT(resolve_criteria(params), ElementsAre(Criterion{Kind::kValue, "price", true},
                                                      Criterion{Kind::kWords, "", false},
                                                      Criterion{Kind::kValue, "rating", false},
                                                      Criterion{Kind::kExact, "", false}));
    for (const auto tolerance : {data::TypoTolerance::kMin, data::TypoTolerance::kStrict}) {
        params.typo_tolerance = tolerance;
        EXPECT_EQ(resolve_criteria(params).front().kind, Kind::kTypo);
    }
    for (const auto* wrong : {"prize", "asc(price", "up(price)", ""}) {
        params.ranking = {wrong};
        try {
            (void)resolve_criteria(params);
            ADD_FAILURE() << wrong;
        } catch (const data::Error& error) {
            EXPECT_EQ(error.code(), data::ErrorCode::kInvalidRequest);
            EXPECT_THAT(error.what(), testing::HasSubstr("\"" + std::string(wrong) + "\""));
        }
    }
}

std::vector<std::string> ranked_by(const support::BuiltIndex& built, const std::string& criterion,
                                   const std::string& filters = "") {
    data::SearchParams params;
    params.custom_ranking = {criterion};
    params.filters = data::parse_filters(filters);
    return top(*built.snapshot, params, 100);
}

TEST(Ranker, PutsProductsWithoutAValueLast) {
    const auto settings = data::Settings::parse(R"j({"customRanking":["asc(name)"]})j");
    for (const std::size_t num_segments : {1U, 2U, 4U}) {
        const auto built = support::build(
            support::split({R"({"objectID":"a","price":3,"name":"x"})", R"({"objectID":"b"})",
                            R"({"objectID":"c","price":-1,"name":"y"})",
                            R"({"objectID":"d","price":7,"name":"w"})"},
                           num_segments),
            settings);
        EXPECT_THAT(ranked_by(built, "asc(price)"), ElementsAre("c", "a", "d", "b"));
        EXPECT_THAT(ranked_by(built, "desc(price)"), ElementsAre("d", "a", "c", "b"));
        EXPECT_THAT(ranked_by(built, "asc(name)"), ElementsAre("d", "a", "c", "b"));
        EXPECT_THAT(ranked_by(built, "desc(name)"), ElementsAre("c", "a", "d", "b"));
        EXPECT_THAT(ranked_by(built, "desc(nothing)"), ElementsAre("a", "b", "c", "d"));
    }
}

TEST(Ranker, TakesTheBestNumberOfTheMatchingRows) {
    const auto built =
        support::build({{R"({"objectID":"a","variants":[{"sku":"1","price":1,"color":"red"},)"
                         R"({"sku":"2","price":9,"color":"blue"}]})",
                         R"({"objectID":"b","price":5,"color":"blue"})"}},
                       data::Settings::parse(R"({"attributesForFaceting":["color"]})"));
    EXPECT_THAT(ranked_by(built, "asc(price)"), ElementsAre("a", "b"));
    EXPECT_THAT(ranked_by(built, "desc(price)"), ElementsAre("a", "b"));
    EXPECT_THAT(ranked_by(built, "asc(price)", "color:blue"), ElementsAre("b", "a"));
}

TEST(Ranker, AddsTheBestOrTheSumOfEveryOptionalGroup) {
    const auto built = support::build(
        {{R"({"objectID":"a","brand":"x","rating":5})", R"({"objectID":"b","brand":"y"})",
          R"({"objectID":"c","brand":"z","rating":5})"}},
        data::Settings::parse(R"({"attributesForFaceting":["brand"]})"));
    data::SearchParams params;
    const auto scores = [&] {
        const data::Deadline never;
        TextSearch text(*built.snapshot, params, never);
        const Ranker ranker(*built.snapshot, params, text.matches());
        std::vector<int> found;
        for (data::Ordinal product = 0; product < 3; ++product) {
            found.push_back(ranker.filter_score({0, product}));
        }
        return found;
    };
    auto group = data::parse_filters("brand:x<score=2> OR rating:5<score=3>");
    params.optional_filters = {group};
    EXPECT_THAT(scores(), ElementsAre(3, 0, 3));
    params.sum_or_filters_scores = true;
    EXPECT_THAT(scores(), ElementsAre(5, 0, 3));
    data::Filter not_x;
    not_x.kind = data::Filter::Kind::kNot;
    not_x.children = {group.children[0]};
    group.kind = data::Filter::Kind::kOr;
    group.children = {not_x};
    params.optional_filters.push_back(group);
    EXPECT_THAT(scores(), ElementsAre(3, 0, 3)) << "pushed down by 2";
    EXPECT_THAT(top(*built.snapshot, params, 3), ElementsAre("a", "c", "b"));
}

} // namespace
} // namespace aisle::search
