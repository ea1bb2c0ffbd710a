// Properties of data/rule.h and data/rule_set.h:
//   1. Every member of the protocol's rule is read into its typed value, both forms of `condition`
//      and of `objectID` included, and the JSON is kept as it was given.
//   2. What is wrong is refused with the path, the value and what would be right.
//   3. Patterns are cut into normalised words and facets.
//   4. A rule is active while it is enabled and in one of its periods.
//   5. Changes make new sets and leave the old one alone; random changes agree with a map.
//   6. Equal rules give equal bytes, whatever led to them, and the bytes read back as they are.
//   7. A batch with one bad rule changes nothing and names it.
//   8. A search among rules finds by words, anchoring, context and state, page by page.
//   9. Random JSON never crashes the reader.
#include "data/rule_set.h"

#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"

namespace aisle::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Rule read(const std::string& json) {
    const rapidjson::Document document = parse_json(json);
    return parse_rule(JsonAt(document));
}

RuleSet with(const RuleSet& set, const std::string& json, const std::string& id) {
    const rapidjson::Document document = parse_json(json);
    return set.with(JsonAt(document), id);
}

RuleSet with_batch(const RuleSet& set, const std::string& json, bool clear = false) {
    const rapidjson::Document document = parse_json(json);
    return set.with_batch(JsonAt(document), clear);
}

std::string error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
        return error.what();
    }
    return "no error";
}

template <class Rules>
std::vector<std::string> ids_of(const Rules& rules) {
    std::vector<std::string> ids;
    for (const auto& rule : rules) ids.push_back(rule->object_id);
    return ids;
}

RulePage find(const RuleSet& set, const std::string& query) {
    const rapidjson::Document document = parse_json(query);
    return set.search(parse_rule_query(JsonAt(document)));
}

TEST(Rule, EveryMemberIsReadIntoItsTypedValue) {
    const std::string json = R"({
        "objectID":"r1","enabled":false,"description":"Tents first","tags":["spring","tents"],
        "scope":"test",
        "conditions":[{"pattern":"{facet:brand} Tént","anchoring":"startsWith",
            "alternatives":true,"context":"mobile","filters":"brand:Luma AND price > 5"},
            {"context":"web"}],
        "consequence":{
            "promote":[{"objectID":"a","position":0},{"objectIDs":["b","c"],"position":3}],
            "filterPromotes":true,"hide":[{"objectID":"d"}],"userData":{"banner":1},
            "params":{"query":{"remove":["cheap"],
                    "edits":[{"type":"replace","delete":"tent","insert":"shelter"},
                             {"type":"remove","delete":"{facet:brand}"}]},
                "automaticFacetFilters":[{"facet":"brand","score":3,"disjunctive":true}],
                "automaticOptionalFacetFilters":["color"],
                "renderingContent":{"redirect":{"url":"/x"}},
                "filters":"stock > 0","hitsPerPage":7}},
        "validity":[{"from":10,"until":20},{"from":30,"until":40}]})";
    const Rule rule = read(json);
    EXPECT_EQ(rule.object_id, "r1");
    EXPECT_FALSE(rule.enabled);
    EXPECT_EQ(rule.description, "Tents first");
    EXPECT_THAT(rule.tags, ElementsAre("spring", "tents"));
    EXPECT_EQ(rule.scope, "test");
    ASSERT_EQ(rule.conditions.size(), 2U);
    const auto& condition = rule.conditions[0];
    EXPECT_THAT(*condition.pattern, ElementsAre(PatternPart{"", "brand"}, PatternPart{"tent", ""}));
    EXPECT_EQ(condition.anchoring, Anchoring::kStartsWith);
    EXPECT_TRUE(condition.alternatives);
    EXPECT_EQ(condition.context, "mobile");
    EXPECT_EQ(condition.filters.kind, Filter::Kind::kAnd);
    EXPECT_FALSE(rule.conditions[1].pattern);
    const auto& consequence = rule.consequence;
    ASSERT_EQ(consequence.promote.size(), 2U);
    EXPECT_THAT(consequence.promote[1].object_ids, ElementsAre("b", "c"));
    EXPECT_EQ(consequence.promote[1].position, 3U);
    EXPECT_TRUE(consequence.filter_promotes);
    EXPECT_THAT(consequence.hide, ElementsAre("d"));
    EXPECT_EQ(consequence.user_data_json, R"({"banner":1})");
    ASSERT_EQ(consequence.edits.size(), 3U);
    EXPECT_EQ(consequence.edits[0].from, "cheap");
    EXPECT_EQ(consequence.edits[1].to, "shelter");
    EXPECT_EQ(consequence.edits[2].to, "");
    ASSERT_EQ(consequence.automatic_filters.size(), 1U);
    EXPECT_EQ(consequence.automatic_filters[0].score, 3);
    EXPECT_TRUE(consequence.automatic_filters[0].disjunctive);
    EXPECT_EQ(consequence.automatic_optional_filters[0].facet, "color");
    EXPECT_EQ(consequence.rendering_content_json, R"({"redirect":{"url":"/x"}})");
    EXPECT_EQ(consequence.params_json, R"({"filters":"stock > 0","hitsPerPage":7})");
    EXPECT_THAT(rule.validity, ElementsAre(std::pair(10, 20), std::pair(30, 40)));
    EXPECT_EQ(parse_json(rule.json), parse_json(json));
}

TEST(Rule, OlderFormsAreReadAndAnswersCanBeSentBack) {
    const Rule rule = read(R"({"objectID":"r","condition":{"pattern":"a","anchoring":"is"},
        "consequence":{"params":{"query":"b"},"promote":null},"_metadata":{"lastUpdate":1},
        "_highlightResult":{}})");
    ASSERT_EQ(rule.conditions.size(), 1U);
    EXPECT_EQ(rule.consequence.query, "b");
    EXPECT_THAT(rule.json, Not(HasSubstr("_metadata")));
    EXPECT_THAT(rule.json, HasSubstr(R"("condition":{"pattern":"a","anchoring":"is"})"));
}

TEST(Rule, WhatIsWrongIsRefusedByItsPath) {
    const auto refusal = [](const std::string& json) {
        return error_of([&] { (void)read(json); });
    };
    const auto of_condition = [&](const std::string& json) {
        return refusal(R"({"objectID":"r","consequence":{},"conditions":[)" + json + "]}");
    };
    const auto of_consequence = [&](const std::string& json) {
        return refusal(R"({"objectID":"r","consequence":)" + json + "}");
    };
    EXPECT_EQ(refusal("[]"), "expected an object, got []");
    EXPECT_EQ(refusal(R"({"consequence":{}})"), "expected a member objectID");
    EXPECT_EQ(refusal(R"({"objectID":"","consequence":{}})"),
              "objectID: expected an objectID, got \"\"");
    EXPECT_EQ(refusal(R"({"objectID":"r"})"), "expected a member consequence");
    EXPECT_EQ(refusal(R"({"objectID":"r","consequence":{},"enable":true})"),
              "enable: unknown member; did you mean enabled?");
    EXPECT_EQ(refusal(R"({"objectID":"r","consequence":{},"condition":{},"conditions":[]})"),
              "expected conditions or condition, got both");
    EXPECT_EQ(refusal(R"({"objectID":"r","consequence":{},"validity":[{"from":5,"until":5}]})"),
              "validity[0]: expected from before until, got {\"from\":5,\"until\":5}");
    EXPECT_THAT(of_condition(R"({"pattern":"a","anchoring":"has"})"),
                HasSubstr("conditions[0].anchoring: expected one of is, startsWith"));
    EXPECT_EQ(of_condition(R"({"pattern":"a"})"),
              "conditions[0]: expected pattern and anchoring together, or neither");
    EXPECT_THAT(of_condition(R"({"pattern":"","anchoring":"contains"})"),
                HasSubstr("only allowed with anchoring is"));
    EXPECT_THAT(of_condition(R"({"filters":"a:b OR a:c"})"),
                HasSubstr("conditions[0].filters: expected filters combined with AND only"));
    EXPECT_THAT(of_condition(R"({"filters":"a:"})"), HasSubstr("conditions[0].filters: "));
    EXPECT_EQ(of_consequence(R"({"promote":[{"objectID":"a"}]})"),
              "consequence.promote[0]: expected a member position");
    EXPECT_THAT(of_consequence(R"({"promote":[{"objectID":"a","position":-1}]})"),
                HasSubstr("consequence.promote[0].position: expected an integer"));
    EXPECT_EQ(of_consequence(R"({"promote":[{"position":1}]})"),
              "consequence.promote[0]: expected a member objectID or objectIDs");
    EXPECT_EQ(of_consequence(R"({"hide":[{}]})"),
              "consequence.hide[0]: expected a member objectID");
    EXPECT_THAT(of_consequence(R"({"userData":"text"})"),
                HasSubstr("consequence.userData: expected an object"));
    EXPECT_THAT(of_consequence(R"({"userData":{"a":")" + std::string(1100, 'x') + "\"}}"),
                HasSubstr("at most 1024 bytes"));
    EXPECT_THAT(of_consequence(R"({"params":{"hitPerPage":3}})"),
                HasSubstr("consequence.params.hitPerPage: unknown parameter; did you mean"));
    EXPECT_THAT(of_consequence(R"({"params":{"filters":"a OR"}})"), HasSubstr("filters"));
    EXPECT_THAT(
        of_consequence(R"({"params":{"query":{"edits":[{"type":"replace","delete":"a"}]}}})"),
        HasSubstr("consequence.params.query.edits[0]: expected type replace with insert"));
    EXPECT_THAT(of_consequence(R"({"params":{"automaticFacetFilters":[{"score":1}]}})"),
                HasSubstr("automaticFacetFilters[0]: expected a member facet"));
    std::string many;
    for (int i = 0; i < 301; ++i) many += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\"";
    EXPECT_EQ(of_consequence(R"({"promote":[{"position":0,"objectIDs":[)" + many + "]}]}"),
              "consequence.promote: expected at most 300, got 301");
}

TEST(Rule, PatternsAreCutIntoWordsAndFacets) {
    EXPECT_THAT(
        parse_pattern("Red {facet:brand}-shoes"),
        ElementsAre(PatternPart{"red", ""}, PatternPart{"", "brand"}, PatternPart{"shoes", ""}));
    EXPECT_TRUE(parse_pattern("  ").empty());
    EXPECT_THAT(parse_pattern("{facet:a.b}{facet:c}"),
                ElementsAre(PatternPart{"", "a.b"}, PatternPart{"", "c"}));
    EXPECT_THAT(parse_pattern("{facet:x"),
                ElementsAre(PatternPart{"facet", ""}, PatternPart{"x", ""}));
}

TEST(Rule, IsActiveWhileEnabledAndInOneOfItsPeriods) {
    Rule rule;
    EXPECT_TRUE(rule.is_active(0));
    rule.validity = {{10, 20}, {30, 40}};
    for (const auto& [now, active] : std::map<int, bool>{
             {9, false}, {10, true}, {19, true}, {20, false}, {30, true}, {40, false}}) {
        EXPECT_EQ(rule.is_active(now), active) << now;
    }
    rule.enabled = false;
    EXPECT_FALSE(rule.is_active(10));
}

TEST(RuleSet, ChangesMakeNewSets) {
    const RuleSet one = with(RuleSet(), R"({"consequence":{}})", "b");
    EXPECT_EQ(one.to_json(), R"([{"consequence":{},"objectID":"b"}])");
    const RuleSet two = with(one, R"({"objectID":"a","consequence":{}})", "a");
    EXPECT_EQ(one.size(), 1U);
    EXPECT_THAT(ids_of(two.rules()), ElementsAre("a", "b"));
    const RuleSet replaced = with(two, R"({"objectID":"a","consequence":{},"scope":"x"})", "a");
    EXPECT_EQ(replaced.find("a")->scope, "x");
    EXPECT_EQ(two.find("a")->scope, "");
    EXPECT_EQ(replaced.find("b"), two.find("b"));
    EXPECT_EQ(two.find("c"), nullptr);
    EXPECT_THAT(ids_of(two.without("a").rules()), ElementsAre("b"));
    EXPECT_EQ(two.without("c").to_json(), two.to_json());
    EXPECT_THAT(error_of([&] { (void)with(two, R"({"objectID":"x","consequence":{}})", "y"); }),
                HasSubstr("objectID: expected \"y\""));
}

TEST(RuleSet, BatchesReplaceOrClearAndApplyWhollyOrNotAtAll) {
    const RuleSet base = with_batch(RuleSet(), R"([{"objectID":"b","consequence":{}},
        {"objectID":"a","consequence":{}},{"objectID":"b","consequence":{},"scope":"last"}])");
    EXPECT_THAT(ids_of(base.rules()), ElementsAre("a", "b"));
    EXPECT_EQ(base.find("b")->scope, "last");
    const std::string batch = R"([{"objectID":"c","consequence":{}}])";
    EXPECT_THAT(ids_of(with_batch(base, batch).rules()), ElementsAre("a", "b", "c"));
    EXPECT_THAT(ids_of(with_batch(base, batch, true).rules()), ElementsAre("c"));
    EXPECT_EQ(
        error_of([&] { (void)with_batch(base, R"([{"objectID":"c","consequence":{}},{}])"); }),
        "[1]: expected a member objectID");
}

TEST(RuleSet, RandomChangesAgreeWithAMapAndSurviveStoring) {
    for (std::uint32_t seed = 0; seed < 50; ++seed) {
        std::mt19937 random(seed);
        const auto pick = [&](unsigned n) { return random() % n; };
        RuleSet set;
        std::map<std::string, std::string> oracle;
        for (int step = 0; step < 60; ++step) {
            const std::string id = std::to_string(pick(12));
            const std::string json = R"({"objectID":")" + id + R"(","consequence":{},"scope":")" +
                                     std::to_string(step) + "\"}";
            switch (pick(4)) {
            case 0:
                set = set.without(id);
                oracle.erase(id);
                break;
            case 1: {
                const bool clears = pick(8) == 0;
                set = with_batch(set, "[" + json + "]", clears);
                if (clears) oracle.clear();
                oracle[id] = json;
                break;
            }
            default:
                set = with(set, json, id);
                oracle[id] = json;
            }
            std::string expected = "[";
            for (const auto& [key, text] : oracle) expected += (expected == "[" ? "" : ",") + text;
            ASSERT_EQ(set.to_json(), expected + "]") << "seed " << seed;
            ASSERT_EQ(RuleSet::parse(set.to_json()).to_json(), set.to_json());
        }
    }
    EXPECT_THAT(error_of([] {
                    (void)RuleSet::parse(
                        R"([{"objectID":"a","consequence":{}},{"objectID":"a","consequence":{}}])");
                }),
                HasSubstr("every objectID once"));
}

TEST(RuleSet, SearchFindsByWordsAnchoringContextAndState) {
    const RuleSet set = with_batch(RuleSet(), R"([
        {"objectID":"a","consequence":{},"description":"Summer Sale"},
        {"objectID":"b","consequence":{},"enabled":false,
         "conditions":[{"pattern":"tent {facet:brand}","anchoring":"contains","context":"mobile"}]},
        {"objectID":"c","consequence":{},"tags":["sale"],
         "conditions":[{"pattern":"sale","anchoring":"is"},{"context":"web"}]}])");
    EXPECT_THAT(ids_of(find(set, "{}").hits), ElementsAre("a", "b", "c"));
    EXPECT_THAT(ids_of(find(set, R"({"query":"SAL"})").hits), ElementsAre("a", "c"));
    EXPECT_THAT(ids_of(find(set, R"({"query":"sale summer"})").hits), ElementsAre("a"));
    EXPECT_THAT(ids_of(find(set, R"({"query":"brand"})").hits), ElementsAre("b"));
    EXPECT_THAT(ids_of(find(set, R"({"anchoring":"is"})").hits), ElementsAre("c"));
    EXPECT_THAT(ids_of(find(set, R"({"context":"mobile"})").hits), ElementsAre("b"));
    EXPECT_THAT(ids_of(find(set, R"({"enabled":true})").hits), ElementsAre("a", "c"));
    EXPECT_THAT(ids_of(find(set, R"({"enabled":null})").hits), ElementsAre("a", "b", "c"));
    const RulePage page = find(set, R"({"page":1,"hitsPerPage":2})");
    EXPECT_THAT(ids_of(page.hits), ElementsAre("c"));
    EXPECT_EQ(page.num_hits, 3U);
    EXPECT_EQ(page.num_pages, 2U);
    EXPECT_TRUE(find(set, R"({"page":9})").hits.empty());
    EXPECT_THAT(error_of([&] { (void)find(set, R"({"hitsPerPage":0})"); }),
                HasSubstr("hitsPerPage: expected"));
    EXPECT_THAT(error_of([&] { (void)find(set, R"({"size":0})"); }), HasSubstr("size: unknown"));
}

TEST(Rule, RandomJsonNeverCrashesTheReader) {
    const std::vector<std::string> pieces = {"{",
                                             "}",
                                             "[",
                                             "]",
                                             ":",
                                             ",",
                                             "\"objectID\"",
                                             "\"r\"",
                                             "1",
                                             "null",
                                             "true",
                                             "\"consequence\"",
                                             "\"params\"",
                                             "\"query\"",
                                             "\"edits\"",
                                             "\"promote\"",
                                             "\"position\"",
                                             "\"conditions\"",
                                             "\"pattern\"",
                                             "\"anchoring\"",
                                             "\"is\"",
                                             "\"{facet:\"",
                                             "\"filters\"",
                                             "\"a:b\""};
    const std::string valid =
        R"({"objectID":"r","conditions":[{"pattern":"a","anchoring":"is","filters":"a:b"}],)"
        R"("consequence":{"promote":[{"objectID":"x","position":1}],"params":{"query":{"edits":[]}}}})";
    for (std::uint32_t seed = 0; seed < 5000; ++seed) {
        std::mt19937 random(seed);
        std::string text = valid;
        for (unsigned edits = 1 + static_cast<unsigned>(random() % 3); edits > 0; --edits) {
            const std::size_t at = random() % text.size();
            text.replace(at, random() % 6, pieces[random() % pieces.size()]);
        }
        try {
            const Rule rule = read(text);
            EXPECT_EQ(read(rule.json).json, rule.json);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest) << text;
        }
    }
}

} // namespace
} // namespace aisle::data
