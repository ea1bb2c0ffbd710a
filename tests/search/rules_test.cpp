// Properties of search/rules.h, search/rule_triggers.h, search/pins.h and what search() makes of
// them:
//   1. A rule is triggered by its pattern and anchoring, facets of the index in the pattern,
//      alternatives, context, selected filters and time; by nothing while off.
//   2. The most specific rule comes first, and wins where rules collide.
//   3. Words are removed and replaced without leaving gaps; parsedQuery shows it, the highlights
//      follow it.
//   4. Parameters of rules are added to the request's or override them; captured facet values
//      become filters.
//   5. Hidden products are gone from hits, totals and facets, as if filtered out.
//   6. Promoted products stand at their positions, matching or not, alive, filtered on demand.
//   7. For random pins and pages: all pages put together are the list of matches with the pins
//      put in, nothing lost or repeated, and nbHits is its length; facets count the matches.
//   8. The same with groups: every group once, its pinned products first.
//   9. What rules may not undo holds: limits on parameters, and products that must not be seen.
//  10. userData, renderingContent and the ids of applied rules are handed on.
#include "search/rules.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/json.h"
#include "data/search_params_parser.h"
#include "search/rule_triggers.h"
#include "search/searcher.h"
#include "tests/support/built_index.h"

namespace aisle::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Ids = std::vector<std::string>;

constexpr std::int64_t kNow = 1000;

constexpr const char* kSettings = R"json({"searchableAttributes":["name"],
    "attributesForFaceting":["brand","color","sku","kind","city"],"attributeForDistinct":"kind",
    "customRanking":["desc(sales)"]})json";

/// A small store whose rules each test sets.
class Store {
public:
    explicit Store(const std::vector<std::string>& records, std::size_t num_segments = 1)
        : index_(support::build(support::split(records, num_segments),
                                data::Settings::parse(kSettings))) {}

    void set_rules(const std::string& json) {
        index_.snapshot->rules = std::make_shared<const data::RuleSet>(data::RuleSet::parse(json));
    }

    [[nodiscard]] data::SearchParams params(const std::string& request) const {
        const auto json = data::parse_json(request);
        return data::parse_search_params(data::JsonAt(json), index_.snapshot->settings);
    }

    [[nodiscard]] SearchResult search(const std::string& request) const {
        return search::search(*index_.snapshot, params(request), {{}, kNow, limits});
    }

    [[nodiscard]] Ids ids(const SearchResult& result) const {
        Ids ids;
        for (const auto& hit : result.hits) ids.push_back(id_of(hit.candidate));
        return ids;
    }

    [[nodiscard]] Ids ids(const std::string& request) const { return ids(search(request)); }

    /// The ids of the rules that apply, in order.
    [[nodiscard]] Ids applied(const std::string& request) const {
        return search(request).rules.ids;
    }

    [[nodiscard]] std::string id_of(const Candidate& candidate) const {
        const auto& columns = index_.snapshot->segments[candidate.segment].columns();
        return std::string(columns.object_id(candidate.product));
    }

    [[nodiscard]] const Snapshot& snapshot() const { return *index_.snapshot; }

    /// What the next searches run under.
    SearchLimits limits;

private:
    support::BuiltIndex index_;
};

std::map<std::string, std::uint64_t> counts_of(const SearchResult& result,
                                               const std::string& facet) {
    for (const auto& counts : result.facets) {
        if (counts.attribute == facet) return {counts.values.begin(), counts.values.end()};
    }
    return {};
}

Store make_store() {
    return Store({
        R"({"objectID":"t1","name":"red tent","brand":"Luma","color":"red","kind":"tent","sales":9})",
        R"({"objectID":"t2","name":"blue tent","brand":"Luma","color":"blue","kind":"tent","sales":8})",
        R"({"objectID":"t3","name":"green tent","brand":"Oak","color":"green","kind":"dome","sales":7})",
        R"({"objectID":"b1","name":"red boots","brand":"Oak","color":"red","kind":"boots","sales":6})",
        R"({"objectID":"b2","name":"blue boots","brand":"Luma","color":"blue","kind":"boots","sales":5})",
        R"({"objectID":"c1","name":"city map","brand":"Oak","city":"New York","kind":"map","sales":4})",
    });
}

TEST(Rules, PatternsMatchAsTheirAnchoringSays) {
    Store store = make_store();
    store.set_rules(R"([
        {"objectID":"is","conditions":[{"pattern":"red tent","anchoring":"is"}],"consequence":{}},
        {"objectID":"starts","conditions":[{"pattern":"Red","anchoring":"startsWith"}],
         "consequence":{}},
        {"objectID":"ends","conditions":[{"pattern":"TENT","anchoring":"endsWith"}],
         "consequence":{}},
        {"objectID":"has","conditions":[{"pattern":"red tent","anchoring":"contains"}],
         "consequence":{}},
        {"objectID":"empty","conditions":[{"pattern":"","anchoring":"is"}],"consequence":{}}])");
    EXPECT_THAT(store.applied(R"({"query":"red  Tent"})"),
                ElementsAre("is", "has", "starts", "ends"));
    EXPECT_THAT(store.applied(R"({"query":"big red tent"})"), ElementsAre("has", "ends"));
    EXPECT_THAT(store.applied(R"({"query":"red tent pegs"})"), ElementsAre("has", "starts"));
    EXPECT_THAT(store.applied(R"({"query":"tent red"})"), IsEmpty());
    EXPECT_THAT(store.applied(R"({"query":"redtent"})"), IsEmpty());
    EXPECT_THAT(store.applied(R"({"query":" "})"), ElementsAre("empty"));
    EXPECT_THAT(store.applied(R"({"query":"red tent","enableRules":false})"), IsEmpty());
}

TEST(Rules, AlternativesTakePluralsAndTypos) {
    Store store = make_store();
    store.set_rules(R"([
        {"objectID":"all","conditions":[{"pattern":"dress","anchoring":"is","alternatives":true}],
         "consequence":{}},
        {"objectID":"exact","conditions":[{"pattern":"dress","anchoring":"is"}],
         "consequence":{}}])");
    EXPECT_THAT(store.applied(R"({"query":"dress"})"), ElementsAre("all", "exact"));
    EXPECT_THAT(store.applied(R"({"query":"dresses"})"), ElementsAre("all"));
    EXPECT_THAT(store.applied(R"({"query":"drees"})"), ElementsAre("all"));
    EXPECT_THAT(store.applied(R"({"query":"drees","typoTolerance":false})"), IsEmpty());
    EXPECT_THAT(store.applied(R"({"query":"boots"})"), IsEmpty());
}

TEST(Rules, ContextsFiltersAndTimeAreConditions) {
    Store store = make_store();
    store.set_rules(R"([
        {"objectID":"always","consequence":{}},
        {"objectID":"context","conditions":[{"context":"mobile"}],"consequence":{}},
        {"objectID":"either","conditions":[{"context":"web"},{"context":"app"}],"consequence":{}},
        {"objectID":"filter","conditions":[{"filters":"brand:luma"}],"consequence":{}},
        {"objectID":"filters","conditions":[{"filters":"brand:Luma AND color:red"}],
         "consequence":{}},
        {"objectID":"now","consequence":{},"validity":[{"from":1000,"until":1001}]},
        {"objectID":"off","consequence":{},"enabled":false},
        {"objectID":"over","consequence":{},"validity":[{"from":0,"until":1000}]}])");
    EXPECT_THAT(store.applied("{}"), ElementsAre("now", "always"));
    EXPECT_THAT(store.applied(R"({"ruleContexts":["mobile","app"]})"),
                ElementsAre("context", "either", "now", "always"));
    EXPECT_THAT(store.applied(R"({"facetFilters":[["brand:Luma","brand:Oak"]]})"),
                ElementsAre("filter", "now", "always"));
    EXPECT_THAT(store.applied(R"({"filters":"brand:Luma AND color:red"})"),
                ElementsAre("filters", "filter", "now", "always"));
    EXPECT_THAT(store.applied(R"({"facetFilters":["brand:-Luma"]})"), ElementsAre("now", "always"));
}

TEST(Rules, TheMostSpecificComesFirst) {
    Store store = make_store();
    store.set_rules(R"([
        {"objectID":"1 nearer","conditions":[{"pattern":"red","anchoring":"contains"}],
         "consequence":{}},
        {"objectID":"0 later","conditions":[{"pattern":"tent pegs","anchoring":"endsWith"}],
         "consequence":{}},
        {"objectID":"2 context","conditions":[{"pattern":"red","anchoring":"contains",
         "context":"c"}],"consequence":{}},
        {"objectID":"3 facet","conditions":[{"pattern":"{facet:color}","anchoring":"contains"}],
         "consequence":{}},
        {"objectID":"4 longer","conditions":[{"pattern":"red tent","anchoring":"contains"}],
         "consequence":{}},
        {"objectID":"5 start","conditions":[{"pattern":"red","anchoring":"startsWith"}],
         "consequence":{}},
        {"objectID":"6 for now","conditions":[{"pattern":"red","anchoring":"contains"}],
         "consequence":{},"validity":[{"from":0,"until":2000}]},
        {"objectID":"7 always","consequence":{}}])");
    EXPECT_THAT(store.applied(R"({"query":"red tent pegs","ruleContexts":["c"]})"),
                ElementsAre("4 longer", "5 start", "2 context", "6 for now", "1 nearer", "3 facet",
                            "0 later", "7 always"));
}

TEST(Rules, TheFirstRuleWinsWhereEffectsCollide) {
    Store store = make_store();
    store.set_rules(R"([
        {"objectID":"first","conditions":[{"pattern":"tent","anchoring":"is"}],"consequence":{
            "hide":[{"objectID":"t1"}],"promote":[{"objectID":"t3","position":0}],
            "params":{"hitsPerPage":2,"filters":"brand:Luma OR brand:Oak",
                      "renderingContent":{"redirect":{"url":"/first"}}},"userData":{"n":1}}},
        {"objectID":"second","conditions":[{"pattern":"tent","anchoring":"contains"}],
         "consequence":{
            "promote":[{"objectIDs":["t1","b1"],"position":0},{"objectID":"t3","position":1}],
            "params":{"hitsPerPage":4,"filters":"NOT color:blue","query":"tent",
                      "renderingContent":{"redirect":{"url":"/second"},
                                          "facetOrdering":{"facets":{"order":["brand"]}}}},
            "userData":{"n":2}}}])");
    const auto result = store.search(R"({"query":"tent","hitsPerPage":9,
        "renderingContent":{"redirect":{"url":"/request"},"widgets":{"a":1}}})");
    EXPECT_THAT(store.ids(result), ElementsAre("t3", "b1"));
    EXPECT_EQ(result.num_hits, 2U);
    EXPECT_EQ(result.params.hits_per_page, 2U);
    EXPECT_THAT(result.rules.user_data, ElementsAre(R"({"n":1})", R"({"n":2})"));
    EXPECT_EQ(data::parse_json(result.params.rendering_content_json),
              data::parse_json(R"({"redirect":{"url":"/first"},"widgets":{"a":1},
                                   "facetOrdering":{"facets":{"order":["brand"]}}})"));
}

TEST(Rules, WordsAreReplacedWithoutLeavingGaps) {
    EXPECT_EQ(replace_words("red tent blue", "tent", "", ""), "red blue");
    EXPECT_EQ(replace_words("Red tent", "red", "", ""), "tent");
    EXPECT_EQ(replace_words("red tent", "tent", "", ""), "red");
    EXPECT_EQ(replace_words("tent", "tent", "", ""), "");
    EXPECT_EQ(replace_words("tent red tent", "tent", "", ""), "red");
    EXPECT_EQ(replace_words("new york map", "New-York", "nyc", ""), "nyc map");
    EXPECT_EQ(replace_words("tents", "tent", "x", ""), "tents");
    EXPECT_EQ(replace_words("a a a", "a a", "b", ""), "b a");
    EXPECT_EQ(replace_words("c++ c", "c++", "cpp", "+"), "cpp c");
    EXPECT_EQ(replace_words("red", "!", "x", ""), "red");
}

TEST(Rules, QueryEditsShowInTheParsedQueryAndTheHits) {
    Store store = make_store();
    store.set_rules(R"([
        {"objectID":"swap","conditions":[{"pattern":"shelter","anchoring":"contains"}],
         "consequence":{"params":{"query":{"remove":["cheap"],
            "edits":[{"type":"replace","delete":"shelter","insert":"tent"}]}}}},
        {"objectID":"whole","conditions":[{"pattern":"rainy day","anchoring":"is"}],
         "consequence":{"params":{"query":"boots"}}}])");
    auto result = store.search(R"({"query":"cheap red shelter"})");
    EXPECT_EQ(result.parsed_query, "red tent");
    EXPECT_EQ(result.params.query, "red tent");
    EXPECT_THAT(store.ids(result), ElementsAre("t1"));
    EXPECT_EQ(result.highlighter->highlight("a red tent").value, "a <em>red</em> <em>tent</em>");
    result = store.search(R"({"query":"cheap shelter nowhere",
                              "removeWordsIfNoResults":"lastWords"})");
    EXPECT_EQ(result.query_after_removal, "tent <em>nowhere</em>");
    EXPECT_EQ(result.num_hits, 3U);
    EXPECT_THAT(store.ids(R"({"query":"rainy day"})"), ElementsAre("b1", "b2"));
}

TEST(Rules, CapturedFacetValuesBecomeFilters) {
    Store store = make_store();
    store.set_rules(R"([
        {"objectID":"brand","conditions":[{"pattern":"{facet:brand}","anchoring":"contains"}],
         "consequence":{"params":{"automaticFacetFilters":["brand"],
            "query":{"edits":[{"type":"remove","delete":"{facet:brand}"}]}}}},
        {"objectID":"city","conditions":[{"pattern":"{facet:city} map","anchoring":"is"}],
         "consequence":{"params":{"query":"map","automaticFacetFilters":[{"facet":"city"}]}}},
        {"objectID":"color","conditions":[{"pattern":"{facet:color}","anchoring":"contains"}],
         "consequence":{"params":{
            "automaticFacetFilters":[{"facet":"color","disjunctive":true}],
            "query":{"remove":["{facet:color}"]}}}}])");
    const auto result = store.search(R"({"query":"luma tent"})");
    EXPECT_EQ(result.parsed_query, "tent");
    EXPECT_THAT(store.ids(result), ElementsAre("t1", "t2"));
    EXPECT_THAT(store.ids(R"({"query":"luma oak tent"})"), IsEmpty());
    EXPECT_THAT(store.ids(R"({"query":"Red green tent"})"), ElementsAre("t1", "t3"));
    EXPECT_THAT(store.ids(R"({"query":"tent oak green"})"), ElementsAre("t3"));
    EXPECT_THAT(store.ids(R"({"query":"NEW york map"})"), ElementsAre("c1"));
    EXPECT_THAT(store.applied(R"({"query":"new map"})"), IsEmpty());
    store.set_rules(R"([{"objectID":"prefer",
        "conditions":[{"pattern":"{facet:brand}","anchoring":"contains"}],
        "consequence":{"params":{"query":{"remove":["{facet:brand}"]},
            "automaticOptionalFacetFilters":[{"facet":"brand","score":2}]}}}])");
    EXPECT_THAT(store.ids(R"({"query":"oak boots"})"), ElementsAre("b1", "b2"));
    EXPECT_THAT(store.ids(R"({"query":"luma boots"})"), ElementsAre("b2", "b1"));
}

TEST(Rules, ParametersAreAddedOrOverride) {
    Store store = make_store();
    store.set_rules(R"([{"objectID":"r","consequence":{"params":{"facetFilters":["brand:Luma"],
        "numericFilters":["sales > 5"],"facets":["color"],"hitsPerPage":1,
        "ignorePlurals":true}}}])");
    const auto result = store.search(
        R"({"query":"tent","facetFilters":[["color:red","color:green"]],"facets":["brand"],
            "hitsPerPage":10})");
    EXPECT_THAT(store.ids(result), ElementsAre("t1"));
    EXPECT_EQ(result.num_hits, 1U);
    EXPECT_EQ(result.params.hits_per_page, 1U);
    EXPECT_THAT(result.params.facets, ElementsAre("brand", "color"));
    EXPECT_THAT(result.params.ignore_plurals, ElementsAre("en"));
}

TEST(Rules, PromotedProductsNeedNotMatchButMustExist) {
    Store store = make_store();
    const auto rule = [](const std::string& consequence) {
        return R"([{"objectID":"r","consequence":)" + consequence + "}]";
    };
    store.set_rules(rule(R"({"promote":[{"objectIDs":["gone","b1","t3"],"position":1}]})"));
    const auto result = store.search(R"({"query":"tent","facets":["kind"],
        "getRankingInfo":true})");
    EXPECT_THAT(store.ids(result), ElementsAre("t1", "b1", "t3", "t2"));
    EXPECT_EQ(result.num_hits, 4U);
    EXPECT_EQ(counts_of(result, "kind"),
              (std::map<std::string, std::uint64_t>{{"tent", 2}, {"dome", 1}}));
    EXPECT_FALSE(result.hits[0].is_promoted);
    EXPECT_TRUE(result.hits[1].is_promoted);
    EXPECT_TRUE(result.hits[2].is_promoted);
    const std::string filtered = R"({"query":"tent","filters":"brand:Luma"})";
    EXPECT_THAT(store.ids(filtered), ElementsAre("t1", "b1", "t3", "t2"));
    store.set_rules(
        rule(R"({"promote":[{"objectIDs":["b1","b2"],"position":1}],"filterPromotes":true})"));
    EXPECT_THAT(store.ids(filtered), ElementsAre("t1", "b2", "t2"));
    store.set_rules(rule(R"({"promote":[{"objectID":"c1","position":99}]})"));
    EXPECT_THAT(store.ids(R"({"query":"boots"})"), ElementsAre("b1", "b2", "c1"));
    EXPECT_THAT(store.ids(R"({"query":"nothing"})"), ElementsAre("c1"));
}

TEST(Rules, AnInvisibleProductIsNotPromoted) {
    // The second run replaces t1: the product of the first is dead, the new one is shown.
    Store store({R"({"objectID":"t1","name":"old","sales":1})",
                 R"({"objectID":"t1","name":"new","sales":1})"},
                2);
    store.set_rules(
        R"([{"objectID":"r","consequence":{"promote":[{"objectID":"t1","position":0}]}}])");
    const auto result = store.search(R"({"query":"old"})");
    ASSERT_EQ(result.hits.size(), 1U);
    EXPECT_EQ(result.hits[0].candidate.segment, 1U);
}

TEST(Rules, LimitsHoldWhateverARuleSays) {
    Store store = make_store();
    store.set_rules(R"([{"objectID":"r","consequence":{
        "promote":[{"objectIDs":["c1","b1"],"position":0}],
        "params":{"hitsPerPage":100,"facets":["brand"]}}}])");
    const auto free = store.search(R"({"query":"tent"})");
    EXPECT_THAT(store.ids(free), ElementsAre("c1", "b1", "t1", "t2", "t3"));
    store.limits.enforce = [](data::SearchParams& params) { params.hits_per_page = 2; };
    store.limits.is_visible = [&](const Candidate& c) { return store.id_of(c) != "c1"; };
    const auto limited = store.search(R"({"query":"tent"})");
    EXPECT_THAT(store.ids(limited), ElementsAre("b1", "t1"));
    EXPECT_EQ(limited.num_hits, 4U);
    EXPECT_EQ(limited.facets.size(), 1U) << "what nothing limits is the rule's";
}

TEST(Rules, FacetSearchesFollowRulesAndBrowsingDoesNot) {
    Store store = make_store();
    store.set_rules(R"([{"objectID":"r","consequence":{"hide":[{"objectID":"t3"}],
        "params":{"filters":"NOT color:blue"}}}])");
    const auto hits = search_facet(store.snapshot(), store.params(R"({"query":"tent"})"), "color");
    ASSERT_EQ(hits.size(), 1U);
    EXPECT_EQ(hits[0].value, "red");
    EXPECT_EQ(browse(store.snapshot(), store.params("{}"), std::nullopt, 10).num_hits, 6U);
}

unsigned below(std::mt19937& random, unsigned bound) {
    return static_cast<unsigned>(random() % bound);
}

/// A catalogue of `count` products of a few words, colours and kinds.
std::vector<std::string> random_records(std::mt19937& random, unsigned count) {
    const char* const words[] = {"red", "blue", "tent", "boots", "map"};
    std::vector<std::string> records;
    for (unsigned i = 0; i < count; ++i) {
        const std::string id = "p" + std::to_string(i);
        std::string kind;
        if (below(random, 5) != 0)
            kind = R"(,"kind":"k)" + std::to_string(below(random, 12)) + "\"";
        records.push_back(R"({"objectID":")" + id + R"(","sku":")" + id + R"(","name":")" +
                          words[below(random, 5)] + " " + words[below(random, 5)] +
                          R"(","color":")" + words[below(random, 2)] + R"(","sales":)" +
                          std::to_string(below(random, 9)) + kind + "}");
    }
    return records;
}

/// Random products at random positions, every product once; "p<count>" and on do not exist.
std::map<std::string, unsigned> random_pins(std::mt19937& random, unsigned count) {
    std::map<std::string, unsigned> pins;
    for (unsigned i = below(random, 8); i > 0; --i) {
        pins["p" + std::to_string(below(random, count + 3))] =
            below(random, 3) == 0 ? below(random, 100) : below(random, 10);
    }
    return pins;
}

std::string promoting_rule(const std::map<std::string, unsigned>& pins) {
    std::string promote;
    for (const auto& [id, position] : pins) {
        promote += std::string(promote.empty() ? "" : ",") + R"({"objectID":")" + id +
                   R"(","position":)" + std::to_string(position) + "}";
    }
    return R"([{"objectID":"r","consequence":{"promote":[)" + promote + "]}}]";
}

/// All hits of a request, fetched in pages of `per_page`; checks that every page agrees on nbHits.
Ids all_pages(const Store& store, const std::string& request, unsigned per_page,
              std::uint64_t num_hits) {
    Ids all;
    for (unsigned page = 0;; ++page) {
        const auto result = store.search("{" + request + R"(,"page":)" + std::to_string(page) +
                                         R"(,"hitsPerPage":)" + std::to_string(per_page) + "}");
        EXPECT_EQ(result.num_hits, num_hits);
        if (result.hits.empty()) return all;
        for (const auto& id : store.ids(result)) all.push_back(id);
    }
}

TEST(Rules, AllPagesTogetherAreTheMatchesWithThePinsPutIn) {
    constexpr unsigned kCount = 60;
    const char* const requests[] = {R"("query":"")", R"("query":"tent")", R"("query":"red boots")",
                                    R"("query":"map","filters":"color:red")", R"("query":"zebra")"};
    for (std::uint32_t seed = 0; seed < 8; ++seed) {
        std::mt19937 random(seed);
        Store store(random_records(random, kCount), 1 + seed % 3);
        for (int round = 0; round < 40; ++round) {
            const std::string request = requests[below(random, 5)];
            const std::string whole = "{" + request + R"(,"hitsPerPage":1000,"facets":["color"])";
            const auto pins = random_pins(random, kCount);
            store.set_rules(promoting_rule(pins));
            const auto plain = store.search(whole + R"(,"enableRules":false})");
            Ids expected = store.ids(plain);
            std::erase_if(expected, [&](const auto& id) { return pins.contains(id); });
            std::vector<std::pair<unsigned, std::string>> ordered;
            for (const auto& [id, position] : pins) {
                if (std::stoul(id.substr(1)) < kCount) ordered.emplace_back(position, id);
            }
            std::stable_sort(ordered.begin(), ordered.end(),
                             [](const auto& a, const auto& b) { return a.first < b.first; });
            std::size_t next_free = 0;
            for (const auto& [position, id] : ordered) {
                const auto at =
                    std::min(std::max<std::size_t>(position, next_free), expected.size());
                expected.insert(expected.begin() + static_cast<std::ptrdiff_t>(at), id);
                next_free = at + 1;
            }
            const auto promoted = store.search(whole + "}");
            ASSERT_EQ(store.ids(promoted), expected) << "seed " << seed << " round " << round;
            EXPECT_EQ(promoted.num_hits, expected.size());
            EXPECT_EQ(counts_of(promoted, "color"), counts_of(plain, "color"));
            const unsigned per_page = 1 + below(random, 12);
            EXPECT_EQ(all_pages(store, request, per_page, expected.size()), expected)
                << "seed " << seed << " round " << round << " pages of " << per_page;
        }
    }
}

TEST(Rules, GroupsWithPinnedProductsAreShownOnce) {
    constexpr unsigned kCount = 60;
    for (std::uint32_t seed = 0; seed < 8; ++seed) {
        std::mt19937 random(seed);
        const auto records = random_records(random, kCount);
        Store store(records, 1 + seed % 2);
        std::map<std::string, std::string> kind_of; // a product without one is its own
        for (const auto& record : records) {
            const auto json = data::parse_json(record);
            const std::string id(data::string_of(json["objectID"]));
            kind_of[id] = json.HasMember("kind") ? json["kind"].GetString() : id;
        }
        for (int round = 0; round < 40; ++round) {
            const auto distinct = 1 + below(random, 3);
            const std::string request =
                std::string(below(random, 2) == 0 ? R"("query":"tent")" : R"("query":"")") +
                R"(,"distinct":)" + std::to_string(distinct);
            auto pins = random_pins(random, kCount);
            store.set_rules(promoting_rule(pins));
            std::set<std::string> kinds;
            const auto plain =
                store.search("{" + request + R"(,"hitsPerPage":1000,"enableRules":false})");
            for (const auto& id : store.ids(plain)) kinds.insert(kind_of[id]);
            std::erase_if(pins, [&](const auto& pin) { return !kind_of.contains(pin.first); });
            for (const auto& [id, position] : pins) kinds.insert(kind_of[id]);

            const auto result = store.search("{" + request + R"(,"hitsPerPage":1000})");
            const Ids ids = store.ids(result);
            EXPECT_EQ(result.num_hits, kinds.size()) << "seed " << seed << " round " << round;
            EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
            // Runs of one kind: each kind once, not too long, pinned products before others.
            std::set<std::string> seen;
            for (std::size_t i = 0; i < ids.size();) {
                const std::string kind = kind_of[ids[i]];
                EXPECT_TRUE(seen.insert(kind).second) << kind;
                const std::size_t begin = i;
                for (; i < ids.size() && kind_of[ids[i]] == kind; ++i) {
                    EXPECT_EQ(result.hits[i].distinct_position, i - begin);
                    if (i > begin) {
                        EXPECT_GE(pins.contains(ids[i - 1]), pins.contains(ids[i]));
                    }
                }
                EXPECT_LE(i - begin, distinct);
            }
            EXPECT_EQ(seen, kinds);
            EXPECT_EQ(all_pages(store, request, 1 + below(random, 9), result.num_hits), ids);
        }
    }
}

TEST(Rules, HiddenProductsAreGoneAsIfFilteredOut) {
    constexpr unsigned kCount = 60;
    for (std::uint32_t seed = 0; seed < 8; ++seed) {
        std::mt19937 random(seed);
        Store store(random_records(random, kCount), 1 + seed % 3);
        for (int round = 0; round < 30; ++round) {
            std::string hide;
            std::string filter;
            for (unsigned i = 1 + below(random, 6); i > 0; --i) {
                const std::string id = "p" + std::to_string(below(random, kCount + 3));
                hide += std::string(hide.empty() ? "" : ",") + R"({"objectID":")" + id + "\"}";
                filter += std::string(filter.empty() ? "" : " AND ") + "NOT sku:" + id;
            }
            store.set_rules(R"([{"objectID":"r","consequence":{"hide":[)" + hide + "]}}]");
            const std::string request =
                R"({"query":"tent","facets":["color","kind"],"hitsPerPage":50,
                    "disjunctiveFacets":["color"],"facetFilters":[["color:red"]])" +
                std::string(round % 2 == 0 ? R"(,"distinct":2)" : R"(,"distinct":0)");
            const auto hidden = store.search(request + "}");
            const auto filtered =
                store.search(request + R"(,"enableRules":false,"filters":")" + filter + "\"}");
            EXPECT_EQ(store.ids(hidden), store.ids(filtered));
            EXPECT_EQ(hidden.num_hits, filtered.num_hits);
            EXPECT_EQ(counts_of(hidden, "color"), counts_of(filtered, "color"));
            EXPECT_EQ(counts_of(hidden, "kind"), counts_of(filtered, "kind"));
        }
    }
}

} // namespace
} // namespace aisle::search
