// Properties of search/searcher.h:
//   1. Random requests on random catalogues are answered as a brute-force evaluation of the JSON
//      answers them: totals, hits in order, their ranking information, counts, statistics.
//   2. The same holds for an index without searchableAttributes.
//   3. An index in several segments, with replaced records, answers as one segment does.
//   4. Pages put together are the whole answer; past the end there are no hits but all counts.
//   5. Words that were removed are marked in the query.
//   6. Browsing shows every match once, in the order of the ids, however it is cut in pages.
//   7. A facet search finds the values that match by prefix and typos, most products first.
//   8. An object is found by its id, in its newest form.
//   9. An index without segments, and a deadline that has passed, are no crash.
//  10. The first holds where most words have no short codes of their own.
//  11. And in a segment so large that words are in too many products for a list, and in too few for
//      a bitmap, with typos, prefixes and filters.
#include "search/searcher.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"
#include "data/filter_parser.h"
#include "data/json.h"
#include "data/text.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/random_request.h"
#include "tests/support/reference.h"
#include "tests/support/wide_words.h"

namespace aisle::search {
namespace {

using support::BuiltIndex;
using support::CatalogueShape;
using support::Reference;
using support::ReferenceAnswer;
using support::ReferenceHit;
using support::Rng;
using ::testing::ElementsAre;

std::string id_of(const Snapshot& snapshot, const Candidate& candidate) {
    return std::string(snapshot.segments[candidate.segment].columns().object_id(candidate.product));
}

std::vector<std::string> ids_of(const Snapshot& snapshot, const SearchResult& result) {
    std::vector<std::string> ids;
    for (const auto& hit : result.hits) ids.push_back(id_of(snapshot, hit.candidate));
    return ids;
}

std::vector<std::string> ids_of(const std::vector<ReferenceHit>& hits) {
    std::vector<std::string> ids;
    for (const auto& hit : hits) ids.push_back(hit.record->id());
    return ids;
}

void expect_same_scores(const data::SearchParams& params, const RankingInfo& info,
                        const ReferenceHit& expected) {
    EXPECT_EQ(info.filter_score, expected.filter_score);
    if (expected.distance_m) {
        ASSERT_TRUE(info.place);
        EXPECT_NEAR(info.place->distance_m, *expected.distance_m, 0.01);
    }
    if (params.query.empty()) return;
    EXPECT_EQ(info.match.typos, expected.text.typos);
    EXPECT_EQ(info.match.num_words, expected.text.words);
    EXPECT_EQ(info.match.proximity, expected.text.proximity);
    EXPECT_EQ(info.match.num_exact, expected.text.exact);
    if (expected.text.words == 0) return;
    EXPECT_EQ(info.match.attribute_rank, expected.text.attribute_rank);
    EXPECT_EQ(info.match.attribute_position, expected.text.attribute_position);
}

void expect_same_facets(const SearchResult& result, const ReferenceAnswer& expected) {
    ASSERT_EQ(result.facets.size(), expected.facets.size());
    for (std::size_t i = 0; i < result.facets.size(); ++i) {
        const auto& facet = result.facets[i];
        SCOPED_TRACE("facet " + facet.attribute);
        EXPECT_EQ(facet.attribute, expected.facets[i].attribute);
        EXPECT_EQ(facet.values, expected.facets[i].values);
        const auto& stats = expected.facets[i].stats;
        ASSERT_EQ(facet.stats.has_value(), stats.has_value());
        if (!stats) continue;
        EXPECT_EQ(facet.stats->min, stats->min);
        EXPECT_EQ(facet.stats->max, stats->max);
        EXPECT_NEAR(facet.stats->sum, stats->sum, 1e-6);
        EXPECT_NEAR(facet.stats->avg, stats->avg, 1e-6);
    }
}

void expect_same_answer(const Snapshot& snapshot, const data::SearchParams& params,
                        const ReferenceAnswer& expected) {
    const auto result = search(snapshot, params);
    EXPECT_EQ(result.num_hits, expected.num_hits);
    ASSERT_EQ(ids_of(snapshot, result), ids_of(expected.hits));
    for (std::size_t i = 0; i < result.hits.size(); ++i) {
        SCOPED_TRACE("hit " + expected.hits[i].record->id());
        expect_same_scores(params, *result.hits[i].ranking_info, expected.hits[i]);
    }
    expect_same_facets(result, expected);
}

struct Case {
    std::uint64_t seed;
    data::Settings settings;
    support::SegmentRecords runs;
    int num_requests;
    std::optional<std::size_t> num_short = std::nullopt; ///< words with short codes, if not all
};

void expect_reference_answers(const Case& c) {
    BuiltIndex built = support::build(c.runs, c.settings);
    if (c.num_short) support::make_words_wide(built, *c.num_short);
    const Reference reference(support::live_records(c.runs), c.settings);
    int num_answered = 0;
    for (int i = 0; i < c.num_requests; ++i) {
        Rng rng(c.seed * 1000 + static_cast<std::uint64_t>(i));
        const auto params = support::random_request(rng);
        SCOPED_TRACE("seed " + std::to_string(c.seed) + ", request " + std::to_string(i) +
                     ", query " + params.query);
        const auto expected = reference.search(params);
        expect_same_answer(*built.snapshot, params, expected);
        if (::testing::Test::HasFailure()) return;
        num_answered += expected.num_hits > 0 && expected.num_hits < reference.records().size();
    }
    EXPECT_GT(num_answered, c.num_requests / 3) << "requests that tell nothing apart";
}

data::SearchParams query(const std::string& text) {
    data::SearchParams params;
    params.query = text;
    return params;
}

TEST(Searcher, AnswersAsTheBruteForceEvaluationOfTheJson) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const CatalogueShape shape = {.num_products = 70, .variants = seed % 3 == 0 ? 0 : 0.5};
        expect_reference_answers(
            {seed, support::catalogue_settings(), {support::random_catalogue(seed, shape)}, 60});
    }
}

TEST(Searcher, AnswersTheSameWhereMostWordsHaveNoShortCodes) {
    for (std::uint64_t seed = 11; seed <= 14; ++seed) {
        expect_reference_answers({seed,
                                  support::catalogue_settings(),
                                  {support::random_catalogue(seed, {.num_products = 70})},
                                  60,
                                  seed % 2 == 0 ? 0 : 12});
    }
}

/// Each word of the vocabulary is in about one of 35 products, "wireless" in fewer; "wirelees" is
/// only beside it, so that it adds nothing to what the other one finds.
std::vector<std::string> sparse_words(Rng& rng, std::uint32_t num_products) {
    std::vector<std::string> records;
    for (std::uint32_t i = 0; i < num_products; ++i) {
        std::string name = "shop";
        for (const auto& word : support::vocabulary()) {
            const bool is_beside = word == "wirelees" && name.ends_with(" wireless");
            const double share = word == "wireless" ? 0.027 : word == "wirelees" ? 0 : 0.0285;
            if (is_beside || rng.chance(share)) name += " " + word;
        }
        records.push_back(R"({"objectID":"p)" + std::to_string(rng.below(1000) * 10000 + i) +
                          R"(","name":")" + name + R"(","brand":"b)" +
                          std::to_string(rng.below(3)) + R"(","rank":)" +
                          std::to_string(rng.below(50)) + "}");
    }
    return records;
}

TEST(Searcher, AnswersTheSameWhereTheProductsOfWordsAreBorrowed) {
    constexpr std::uint32_t kNumProducts = 10'000;
    Rng rng(31);
    const auto records = sparse_words(rng, kNumProducts);
    const auto settings = data::Settings::parse(R"json({"searchableAttributes": ["name"],
        "attributesForFaceting": ["brand"], "customRanking": ["desc(rank)"]})json");
    const BuiltIndex built = support::build({records}, settings);
    const Reference reference(records, settings);
    const auto& text = built.snapshot->segments[0].text();
    int num_borrowed = 0;
    for (int i = 0; i < 60; ++i) {
        data::SearchParams params = settings.query_defaults;
        for (auto num_words = rng.between(1, 3); num_words > 0; --num_words) {
            params.query += data::tokenize(rng.pick(support::vocabulary())).front().word + " ";
        }
        if (rng.chance(0.5)) params.query.pop_back();
        if (rng.chance(0.5)) params.typo_tolerance = data::TypoTolerance::kOff;
        if (i % 4 == 0) {
            params.query = "wireless " + rng.pick(std::vector<std::string>{"red ", "4k ", "茶 "});
            params.typo_tolerance = data::TypoTolerance::kOn;
        }
        for (const auto& token : data::tokenize(params.query)) {
            const auto word = text.find_word(token.word);
            ASSERT_TRUE(word);
            const auto frequency = text.document_frequency(*word);
            num_borrowed += frequency >= data::PostingProducts::kFewestForBits &&
                            !OrdinalSet::is_kept_as_bitmap(frequency, kNumProducts);
        }
        if (rng.chance(0.3)) params.facet_filters = data::parse_filters("brand:b1");
        params.facets = {"brand"};
        params.get_ranking_info = true;
        SCOPED_TRACE(params.query);
        expect_same_answer(*built.snapshot, params, reference.search(params));
        if (::testing::Test::HasFailure()) return;
    }
    EXPECT_GT(num_borrowed, 60);
}

TEST(Searcher, AnswersTheSameWithoutSearchableAttributes) {
    for (std::uint64_t seed = 21; seed <= 22; ++seed) {
        expect_reference_answers({seed,
                                  support::settings_without_searchable(),
                                  {support::random_catalogue(seed, {.num_products = 50})},
                                  40});
    }
}

TEST(Searcher, AnswersTheSameFromSeveralSegmentsWithReplacedRecords) {
    for (std::uint64_t seed = 41; seed <= 43; ++seed) {
        auto runs = support::split(support::random_catalogue(seed, {.num_products = 50}), 3);
        // Later runs hold newer forms of a few products of earlier ones.
        Rng rng(seed);
        for (std::size_t run = 1; run < runs.size(); ++run) {
            for (int i = 0; i < 5; ++i) {
                const auto id = support::object_id_of(rng.pick(runs[run - 1]));
                runs[run].push_back(support::random_record(id, {}, rng));
            }
        }
        expect_reference_answers({seed, support::catalogue_settings(), runs, 40});
    }
}

TEST(Searcher, PutsPagesTogetherToTheWholeAnswer) {
    const auto settings = support::catalogue_settings();
    const auto built = support::build({support::random_catalogue(5, {})}, settings);
    auto params = query("");
    params.facets = {"*"};
    params.hits_per_page = 1000;
    const auto whole = search(*built.snapshot, params);
    std::vector<std::string> pages;
    params.hits_per_page = 7;
    for (params.page = 0; params.page < 12; ++params.page) {
        for (auto& id : ids_of(*built.snapshot, search(*built.snapshot, params))) {
            pages.push_back(std::move(id));
        }
    }
    EXPECT_EQ(pages, ids_of(*built.snapshot, whole));
    params.page = 500;
    const auto beyond = search(*built.snapshot, params);
    EXPECT_TRUE(beyond.hits.empty());
    EXPECT_EQ(beyond.num_hits, 80U);
    ASSERT_EQ(beyond.facets.size(), whole.facets.size());
    EXPECT_EQ(beyond.facets[0].values, whole.facets[0].values);
}

TEST(Searcher, CountsNoFacetThatIsNotDeclaredOrForFilteringOnly) {
    const auto built =
        support::build({support::random_catalogue(5, {})}, support::catalogue_settings());
    auto params = query("");
    params.facets = {"series", "name", "brand", "brand", "nothing"};
    const auto result = search(*built.snapshot, params);
    ASSERT_EQ(result.facets.size(), 1U);
    EXPECT_EQ(result.facets[0].attribute, "brand");
}

TEST(Searcher, MarksTheWordsItRemoved) {
    const auto built = support::build({{R"({"objectID":"1","name":"red lamp"})"}}, {});
    auto params = query("Red  Lamp zzzz");
    params.remove_words_if_no_results = data::RemoveWords::kLastWords;
    auto result = search(*built.snapshot, params);
    EXPECT_EQ(result.num_hits, 1U);
    EXPECT_EQ(result.query_after_removal, "Red  Lamp <em>zzzz</em>");
    EXPECT_EQ(result.parsed_query, "red lamp");

    params.query = "zzzz yyyy lamp";
    params.remove_words_if_no_results = data::RemoveWords::kFirstWords;
    result = search(*built.snapshot, params);
    EXPECT_EQ(result.query_after_removal, "<em>zzzz</em> <em>yyyy</em> lamp");

    params.remove_words_if_no_results = data::RemoveWords::kNone;
    EXPECT_EQ(search(*built.snapshot, params).num_hits, 0U);
}

TEST(Searcher, RemovesWordsOfASimilarQueryToo) {
    const auto built = support::build({{R"({"objectID":"1","name":"red lamp"})"}}, {});
    data::SearchParams params;
    params.similar_query = "xxxx zzzz";
    params.remove_words_if_no_results = data::RemoveWords::kLastWords;
    const auto result = search(*built.snapshot, params);
    EXPECT_EQ(result.num_hits, 0U);
    EXPECT_EQ(result.query_after_removal, "xxxx <em>zzzz</em>");
}

TEST(Searcher, BrowsesEveryMatchOnceInTheOrderOfTheIds) {
    auto runs = support::split(support::random_catalogue(9, {}), 3);
    runs[2].push_back(runs[0][0]);
    const auto built = support::build(runs, support::catalogue_settings());
    for (const bool filtered : {false, true}) {
        Rng rng(3);
        auto params = query("");
        if (filtered) params.facet_filters = support::random_facet_filters(rng);
        const Reference reference(support::live_records(runs), support::catalogue_settings());
        auto expected = ids_of(reference.search(params).all);
        std::sort(expected.begin(), expected.end());
        for (const std::size_t count : {1U, 7U, 1000U}) {
            std::vector<std::string> seen;
            bool is_last = false;
            while (!is_last) {
                std::optional<std::string_view> after;
                if (!seen.empty()) after = seen.back();
                const auto page = browse(*built.snapshot, params, after, count);
                EXPECT_EQ(page.num_hits, expected.size());
                is_last = page.is_last;
                ASSERT_TRUE(is_last || page.hits.size() == count);
                std::vector<std::string> ids;
                for (const auto& hit : page.hits) ids.push_back(id_of(*built.snapshot, hit));
                seen.insert(seen.end(), ids.begin(), ids.end());
            }
            EXPECT_EQ(seen, expected);
        }
    }
}

TEST(Searcher, FindsFacetValuesByPrefixAndTyposMostProductsFirst) {
    const auto built = support::build(
        {{R"({"objectID":"1","brand":"Samsung"})", R"({"objectID":"2","brand":"Sandisk"})",
          R"({"objectID":"3","brand":"Sandisk"})", R"({"objectID":"4","brand":"Bose & Sam"})",
          R"({"objectID":"5","brand":"Apple"})"}},
        data::Settings::parse(R"j({"attributesForFaceting":["searchable(brand)"]})j"));
    const auto find = [&](const std::string& text, data::SearchParams params = {}) {
        std::vector<std::string> found;
        params.facet_query = text;
        for (const auto& [value, count, highlighted] :
             search_facet(*built.snapshot, params, "brand")) {
            found.push_back(highlighted + " " + std::to_string(count));
        }
        return found;
    };
    EXPECT_THAT(find("sa"),
                ElementsAre("<em>Sa</em>ndisk 2", "Bose & <em>Sa</em>m 1", "<em>Sa</em>msung 1"));
    EXPECT_THAT(find("samsnug"), ElementsAre("<em>Samsung</em> 1"));
    EXPECT_THAT(find("ung"), ElementsAre()) << "no infix match";
    EXPECT_THAT(find("sam bose"), ElementsAre("<em>Bose</em> & <em>Sam</em> 1"));
    EXPECT_EQ(find("").size(), 4U);
    data::SearchParams alpha;
    alpha.sort_facet_values_by = data::FacetOrder::kAlpha;
    EXPECT_EQ(find("sa", alpha), find("sa")) << "by count, whatever the order of facets";
    data::SearchParams filtered;
    filtered.filters.kind = data::Filter::Kind::kFacet;
    filtered.filters.attribute = "objectID";
    filtered.filters.value = "1";
    EXPECT_THAT(find("", filtered), ElementsAre("Samsung 1"));
    data::SearchParams one;
    one.max_facet_hits = 1;
    EXPECT_EQ(find("sa", one).size(), 1U);
}

TEST(Searcher, FindsAnObjectInItsNewestForm) {
    const auto built = support::build({{R"({"objectID":"a","v":1})", R"({"objectID":"b","v":1})"},
                                       {R"({"objectID":"a","v":2})", R"({"objectID":"a","v":3})"}},
                                      {});
    const auto found = find_object(*built.snapshot, "a");
    ASSERT_TRUE(found);
    const auto& segment = *built.snapshot->segments[found->segment].segment;
    EXPECT_EQ(segment.records().read(found->product), R"({"objectID":"a","v":3})");
    EXPECT_TRUE(find_object(*built.snapshot, "b"));
    EXPECT_FALSE(find_object(*built.snapshot, "c"));
    EXPECT_EQ(built.snapshot->num_products(), 2U);
}

TEST(Searcher, AnswersFromAnIndexWithoutSegmentsOrRecords) {
    const Snapshot none;
    auto params = query("red lamp");
    params.facets = {"*"};
    EXPECT_EQ(search(none, params).num_hits, 0U);
    EXPECT_TRUE(browse(none, {}, std::nullopt, 10).is_last);
    EXPECT_TRUE(search_facet(none, {}, "brand").empty());
    EXPECT_FALSE(find_object(none, "a"));
    const auto empty = support::build({{}}, support::catalogue_settings());
    EXPECT_EQ(search(*empty.snapshot, params).num_hits, 0U);
    EXPECT_EQ(search(*empty.snapshot, query("")).num_hits, 0U);
    EXPECT_TRUE(browse(*empty.snapshot, {}, std::nullopt, 10).hits.empty());
}

TEST(Searcher, GivesUpOnceTheDeadlineHasPassed) {
    const auto built = support::build({{R"({"objectID":"1","name":"red lamp"})"}}, {});
    const data::Deadline passed(data::Deadline::Clock::now() - std::chrono::seconds(1));
    try {
        (void)search(*built.snapshot, query("red"), {passed});
        FAIL();
    } catch (const data::Error& error) {
        EXPECT_EQ(error.code(), data::ErrorCode::kDeadline);
    }
}

} // namespace
} // namespace aisle::search
