// Properties of data/search_params_parser.h and what it rests on:
//   1. Every parameter reads its JSON form and its text form into the same typed value.
//   2. The settings' defaults come first, then the params string, then the members.
//   3. Ranges and types are checked; the error names path, expectation and value.
//   4. Unknown parameters are refused with the nearest name; those without effect are accepted.
//   5. What depends on several parameters is settled last: languages, currency, facets, distinct.
//   6. The commerce parameters refuse wrong types and unknown members by their path.
//   7. Random requests never crash the parser.
#include "data/search_params_parser.h"

#include <array>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"
#include "data/search_params_table.h"
#include "data/url_params.h"

namespace aisle::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Names = std::vector<std::string>;

SearchParams parse(const std::string& json, const Settings& settings = Settings()) {
    const rapidjson::Document document = parse_json(json);
    return parse_search_params(JsonAt(document), settings);
}

std::string error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
        return error.what();
    }
    return "";
}

std::string error_of(const std::string& json) {
    return error_of([&] { (void)parse(json); });
}

/// What `parameter=text` in a params string reads as.
SearchParams parse_url(const std::string& name, const std::string& text) {
    SearchParams params;
    apply_search_params(name + "=" + encode_url_text(text), params);
    finish_search_params(Settings(), params);
    return params;
}

TEST(SearchParams, AreTheDefaultsWhenNothingIsAsked) {
    EXPECT_EQ(parse("{}"), SearchParams());
}

TEST(SearchParams, ReadJsonAndTextFormsAlike) {
    // name, JSON value, text value
    const std::vector<std::array<std::string, 3>> kForms = {
        {"query", R"("blue tent")", "blue tent"},
        {"page", "3", "3"},
        {"hitsPerPage", "0", "0"},
        {"length", "7.0", "7"},
        {"advancedSyntax", "true", "1"},
        {"synonyms", "false", "false"},
        {"getRankingInfo", "1", "true"},
        {"facets", R"(["brand","color"])", "brand,color"},
        {"facets", R"(["brand"])", R"(["brand"])"},
        {"facets", R"("brand")", "brand"},
        {"facets", R"(["*"])", "*"},
        {"optionalWords", R"(["red tent","x"])", "red tent, x"},
        {"typoTolerance", R"("min")", "min"},
        {"typoTolerance", "false", "false"},
        {"queryType", R"("prefixAll")", "prefixAll"},
        {"removeWordsIfNoResults", R"("allOptional")", "allOptional"},
        {"ignorePlurals", R"(["de","en"])", "de,en"},
        {"ignorePlurals", "true", "true"},
        {"removeStopWords", "false", "0"},
        {"distinct", "2", "2"},
        {"distinct", "true", "true"},
        {"sortFacetValuesBy", R"("alpha")", "alpha"},
        {"attributesToSnippet", R"(["description:20","*:5","name"])", "description:20,*:5,name"},
        {"attributesToHighlight", "[]", ""},
        {"aroundLatLng", R"("48.85, 2.35")", "48.85,2.35"},
        {"aroundRadius", R"("all")", "all"},
        {"aroundRadius", "1000", "1000"},
        {"aroundPrecision", "100", "100"},
        {"aroundPrecision", R"([{"from":500,"value":50},{"from":0,"value":10}])",
         R"([{"from":0,"value":10},{"from":500,"value":50}])"},
        {"insideBoundingBox", "[[1,2,3,4],[5,6,7,8]]", "1,2,3,4,5,6,7,8"},
        {"insideBoundingBox", "[1,2,3,4]", "[[1,2,3,4]]"},
        {"insidePolygon", "[[1,2,3,4,5,6]]", "1,2,3,4,5,6"},
        {"filters", R"("a:1 OR b AND c>2")", "a:1 OR b AND c>2"},
        {"facetFilters", R"(["a:1",["b:2","b:-3"]])", "a:1,(b:2,b:-3)"},
        {"facetFilters", R"(["a:1",["b:2"]])", R"(["a:1",["b:2"]])"},
        {"numericFilters", R"(["p>=50","p<=200"])", "p>=50,p<=200"},
        {"tagFilters", R"("")", ""},
        {"optionalFilters", R"(["a:1<score=2>"])", "a:1<score=2>"},
        {"ranking", "[\"typo\",\"desc(price)\",\"relevance\"]", "typo,desc(price),relevance"},
        {"advancedSyntaxFeatures", R"(["exactPhrase"])", "exactPhrase"},
        {"alternativesAsExact", R"(["multiWordsSynonym"])", "multiWordsSynonym"},
        {"renderingContent", R"({"a":[1]})", R"({"a":[1]})"},
        {"disjunctiveFacets", R"(["color"])", "color"},
        {"facetImpact", "true", "1"},
        {"facetRanges", R"({"price":{"edges":[0,25,50]},"size":{"buckets":3}})",
         R"({"price":{"edges":[0,25,50]},"size":{"buckets":3}})"},
        {"priceContext", R"({"lists":["vip"],"at":1764600000})",
         R"({"lists":["vip"],"at":"2025-12-01T14:40:00Z"})"},
        {"availability", R"({"locations":["s1"],"mode":"boost"})",
         R"({"mode":"boost","locations":["s1"]})"},
    };
    for (const auto& [name, json, text] : kForms) {
        const std::string object = "{\"" + name + "\":" + json + "}";
        EXPECT_EQ(parse(object), parse_url(name, text)) << object;
    }
}

TEST(SearchParams, FillTheTypedFields) {
    const SearchParams params =
        parse(R"({"query":"x","hitsPerPage":5,"typoTolerance":"strict","facets":"brand",)"
              R"("attributesToSnippet":["d:3","e"],"aroundLatLng":"-10, 20","aroundRadius":"all",)"
              R"("insideBoundingBox":[[1,2,3,4]],"ignorePlurals":["de"],"userToken":"u-1",)"
              R"("facetRanges":{"price":{"interval":2.5}},"attributesToHighlight":["*"]})");
    EXPECT_EQ(params.query, "x");
    EXPECT_EQ(params.hits_per_page, 5U);
    EXPECT_EQ(params.typo_tolerance, TypoTolerance::kStrict);
    EXPECT_THAT(params.facets, ElementsAre("brand"));
    EXPECT_THAT(params.attributes_to_snippet,
                ElementsAre(SnippetAttribute{"d", 3}, SnippetAttribute{"e", 10}));
    EXPECT_EQ(params.geo.around, (GeoPoint{-10, 20}));
    EXPECT_TRUE(params.geo.radius_is_all);
    EXPECT_EQ(params.geo.boxes.front().second, (GeoPoint{3, 4}));
    EXPECT_THAT(params.ignore_plurals, ElementsAre("de"));
    EXPECT_EQ(params.facet_ranges.front().interval, 2.5);
    EXPECT_EQ(params.attributes_to_highlight, Names{"*"});
    EXPECT_FALSE(params.restrict_searchable_attributes.has_value());
}

TEST(SearchParams, LayMembersOverTheParamsStringOverTheSettings) {
    Settings settings;
    settings.query_defaults.hits_per_page = 7;
    settings.query_defaults.optional_words = {"the"};
    settings.query_defaults.max_values_per_facet = 3;
    const SearchParams params =
        parse(R"({"hitsPerPage":9,"indexName":"i","params":"hitsPerPage=8&page=2&query=a+b%21"})",
              settings);
    EXPECT_EQ(params.hits_per_page, 9U);
    EXPECT_EQ(params.page, 2U);
    EXPECT_EQ(params.query, "a b!");
    EXPECT_EQ(params.max_values_per_facet, 3U);
    EXPECT_EQ(parse(R"({"hitsPerPage":null})", settings).hits_per_page, 7U);
    EXPECT_TRUE(parse(R"({"optionalWords":null})", settings).optional_words.empty());
    EXPECT_EQ(parse(R"({"params":"page=undefined&hitsPerPage=undefined"})", settings).page, 0U);
    EXPECT_EQ(parse(R"({"params":"query=undefined"})").query, "undefined");
}

TEST(SearchParams, NameWhatIsWrong) {
    EXPECT_EQ(error_of(R"({"hitsPerPage":1001})"),
              "hitsPerPage: expected an integer from 0 to 1000, got 1001");
    EXPECT_EQ(error_of(R"({"params":"hitsPerPage=x"})"),
              "hitsPerPage: expected an integer from 0 to 1000, got \"x\"");
    EXPECT_EQ(error_of(R"({"page":-1})"), "page: expected an integer from 0 to 2147483647, got -1");
    EXPECT_EQ(error_of(R"({"length":1.5})"), "length: expected an integer from 0 to 1000, got 1.5");
    EXPECT_EQ(error_of(R"({"query":5})"), "query: expected a string, got 5");
    EXPECT_EQ(error_of(R"({"facets":["a",{}]})"), "facets[1]: expected a string, got {}");
    EXPECT_EQ(error_of(R"({"queryType":"prefix"})"),
              "queryType: expected one of prefixLast, prefixAll, prefixNone, got \"prefix\"");
    EXPECT_EQ(error_of(R"({"synonyms":"yes"})"), "synonyms: expected true or false, got \"yes\"");
    EXPECT_EQ(error_of(R"({"typoTolerance":"max"})"),
              "typoTolerance: expected true, false, \"min\" or \"strict\", got \"max\"");
    EXPECT_EQ(error_of(R"({"filters":"a:b c"})"),
              "filters: Unexpected token c, expected AND, OR or the end at col 5");
    EXPECT_THAT(error_of(R"({"numericFilters":["a>b"]})"), HasSubstr("numericFilters[0]: "));
    EXPECT_EQ(error_of(R"({"aroundLatLng":"91,0"})"),
              "aroundLatLng: expected latitudes from -90 to 90, got \"91,0\"");
    EXPECT_EQ(error_of(R"({"aroundLatLng":"1"})"),
              "aroundLatLng: expected \"latitude, longitude\", got \"1\"");
    EXPECT_EQ(error_of(R"({"insideBoundingBox":[[1,2,3,4],[1,2,3]]})"),
              "insideBoundingBox[1]: expected four numbers for each box, got [1,2,3]");
    EXPECT_EQ(error_of(R"({"ranking":["tpyo"]})"),
              "ranking: expected the name of a criterion, asc(attribute) or desc(attribute), "
              "got \"tpyo\"");
    EXPECT_NE(error_of(R"({"distinct":5})"), "");
    EXPECT_NE(error_of(R"({"minProximity":8})"), "");
    EXPECT_NE(error_of(R"({"ignorePlurals":["english"]})"), "");
    EXPECT_NE(error_of(R"({"attributesToSnippet":["a:b"]})"), "");
    EXPECT_NE(error_of(R"({"aroundRadius":0})"), "");
    EXPECT_NE(error_of(R"({"maxValuesPerFacet":1001})"), "");
    EXPECT_NE(error_of(R"({"params":5})"), "");
    EXPECT_NE(error_of("[]"), "");
}

TEST(SearchParams, RefuseUnknownNamesAndAcceptThoseWithoutEffect) {
    EXPECT_EQ(error_of(R"({"hitPerPage":5})"),
              "hitPerPage: unknown parameter; did you mean hitsPerPage?");
    EXPECT_EQ(error_of(R"({"xyzzyPlugh":5})"), "xyzzyPlugh: unknown parameter");
    EXPECT_EQ(error_of(R"({"paginationLimitedTo":5})"),
              "paginationLimitedTo: is a setting of the index, not a parameter of a search");
    EXPECT_EQ(
        parse(
            R"({"analytics":false,"analyticsTags":["a"],"percentileComputation":true,)"
            R"("enableABTest":true,"enableReRanking":false,"mode":"keywordSearch",)"
            R"("extensions":{},"naturalLanguages":["en"],"aroundLatLngViaIP":true,)"
            R"("x-algolia-agent":"a","X-Algolia-API-Key":"k","indexName":"i","type":"facet","facet":"b"})"),
        SearchParams());
}

TEST(SearchParams, SettleLanguagesCurrencyFacetsAndDistinctLast) {
    Settings settings;
    EXPECT_THAT(parse(R"({"ignorePlurals":true})").ignore_plurals, ElementsAre("en"));
    settings.index_languages = {"nl"};
    EXPECT_THAT(parse(R"({"ignorePlurals":"true"})", settings).ignore_plurals, ElementsAre("nl"));
    EXPECT_THAT(parse(R"({"removeStopWords":true,"queryLanguages":["fr","de"]})", settings)
                    .remove_stop_words,
                ElementsAre("fr", "de"));
    EXPECT_THAT(parse(R"({"facets":["a"],"disjunctiveFacets":["b","a"]})").facets,
                ElementsAre("a", "b"));
    EXPECT_EQ(parse(R"({"distinct":3})", settings).distinct, 0U);
    settings.attribute_for_distinct = "group";
    EXPECT_EQ(parse(R"({"distinct":3})", settings).distinct, 3U);
    settings.default_currency = "SEK";
    EXPECT_EQ(parse(R"({"priceContext":{}})", settings).price_context->currency, "SEK");
    PriceContext expected;
    expected.lists = {"b2b"};
    expected.quantity = 4;
    settings.query_defaults.price_context = expected;
    const PriceContext merged =
        *parse(R"({"priceContext":{"quantity":9,"currency":"USD"}})", settings).price_context;
    expected.currency = "USD";
    expected.quantity = 9;
    EXPECT_EQ(merged, expected);
}

TEST(SearchParams, CheckTheCommerceParameters) {
    EXPECT_EQ(error_of(R"({"priceContext":{"lists":["a",5]}})"),
              "priceContext.lists[1]: expected a string, got 5");
    EXPECT_EQ(error_of(R"({"priceContext":{"list":"a"}})"),
              "priceContext.list: unknown member, expected one of lists, currency, at, quantity, "
              "location, convert, missing");
    EXPECT_EQ(error_of(R"({"priceContext":{"currency":"eur"}})"),
              "priceContext.currency: expected a currency code of three capital letters, such as "
              "EUR, got \"eur\"");
    EXPECT_EQ(error_of(R"({"priceContext":{"at":"soon"}})"),
              "priceContext.at: expected Unix seconds or an ISO 8601 time in UTC, got \"soon\"");
    EXPECT_EQ(error_of(R"({"availability":{"minQuantity":0}})"),
              "availability.minQuantity: expected an integer from 1 to 4294967295, got 0");
    EXPECT_EQ(error_of(R"({"availability":{"mode":"hide"}})"),
              "availability.mode: expected one of filter, boost, got \"hide\"");
    EXPECT_EQ(error_of(R"({"facetRanges":{"price":{"edges":[0,5,5]}}})"),
              "facetRanges.price.edges[2]: expected a number above the edge before it, got 5");
    EXPECT_EQ(error_of(R"({"facetRanges":{"price":{"interval":0}}})"),
              "facetRanges.price.interval: expected a number above 0, got 0");
    EXPECT_NE(error_of(R"({"priceContext":{"convert":"true"}})"), "");
    EXPECT_NE(error_of(R"({"priceContext":[]})"), "");
    EXPECT_NE(error_of(R"({"facetRanges":{"price":{}}})"), "");
    EXPECT_NE(error_of(R"({"facetRanges":{"price":{"bucket":3}}})"), "");
}

TEST(SearchParams, SurviveRandomRequests) {
    const std::vector<std::string> kValues = {"1",
                                              "-1",
                                              "1e300",
                                              "0.5",
                                              "true",
                                              "null",
                                              "[]",
                                              "{}",
                                              "\"\"",
                                              "\"a\"",
                                              "\"true\"",
                                              "\"a:1\"",
                                              "[\"a:1\",[\"b>2\"]]",
                                              "[[1,2,3,4]]",
                                              "{\"edges\":[1,2]}",
                                              "\"[1,2\"",
                                              "\"a,b\"",
                                              "[1e99,null]",
                                              "{\"a\":{\"buckets\":9}}",
                                              "\"1,2\"",
                                              "9007199254740993"};
    std::mt19937 random(11);
    const auto params = all_params();
    for (int i = 0; i < 30'000; ++i) {
        std::string json = "{";
        for (int n = 0; n < 3; ++n) {
            json += n > 0 ? ",\"" : "\"";
            json += params[random() % params.size()].name;
            json += "\":" + kValues[random() % kValues.size()];
        }
        (void)error_of(json + "}");
    }
}

} // namespace
} // namespace aisle::data
