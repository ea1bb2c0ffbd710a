// What users of other engines reported as wrong about products and their variants, prices and
// stock, each rebuilt with our own data and named after the report:
//   1. typesense#2862: grouped variants, joined with prices and stock, are counted once a group.
//   2. typesense#2366: ten variants of one product do not inflate a count tenfold.
//   3. typesense#1209: number ranges are counted for groups, too.
//   4. meilisearch-js-plugins#1354: picking a facet value does not switch between counting
//      products and counting variants.
//   5. meilisearch#4677, #3235: the prices and colours of siblings stay in the facets.
//   6. elasticsearch#33266: totals and facets are of what is shown, exactly.
//   7. elasticsearch#24130: the number of groups is known.
// And one thing that was asked for: labelled ranges and hidden values from the settings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/json.h"
#include "data/search_params_parser.h"
#include "search/searcher.h"
#include "tests/support/built_index.h"

namespace aisle::search {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr const char* kVariantSettings =
    R"({"attributesForFaceting":["color","size","brand","name","price"]})";

constexpr const char* kFlatSettings =
    R"({"attributesForFaceting":["color","size","name","price"],"attributeForDistinct":"product"})";

/// A small store to be searched with JSON requests.
class Store {
public:
    Store(const std::vector<std::string>& records, const std::string& settings)
        : built_(support::build({records}, data::Settings::parse(settings))) {}

    [[nodiscard]] SearchResult search(const std::string& request) const {
        const auto document = data::parse_json(request);
        const auto& settings = built_.snapshot->settings;
        return search::search(*built_.snapshot,
                              data::parse_search_params(data::JsonAt(document), settings));
    }

private:
    support::BuiltIndex built_;
};

std::vector<std::string> jackets() {
    return {R"({"objectID":"j1","name":"jacket","color":"brown","price":100,"product":"p1"})",
            R"({"objectID":"j2","name":"jacket","color":"black","price":200,"product":"p1"})",
            R"({"objectID":"j3","name":"jacket","color":"blue","price":300,"product":"p2"})"};
}

TEST(PublicReports, Typesense2862CountsAGroupOnceAcrossPricesAndStock) {
    const Store store({R"({"objectID":"a","variants":[
              {"sku":"a1","color":"red","prices":[{"currency":"EUR","amount":500}],
               "inventory":[{"location":"s1","quantity":1},{"location":"s2","quantity":1}]},
              {"sku":"a2","color":"red","prices":[{"currency":"EUR","amount":900}],
               "inventory":[{"location":"s1","quantity":1}]}]})",
                       R"({"objectID":"b","variants":[
              {"sku":"b1","color":"red","prices":[{"currency":"EUR","amount":500}]}]})"},
                      kVariantSettings);
    const auto result =
        store.search(R"({"facets":["color","location"],"priceContext":{},"filters":"price < 20"})");
    EXPECT_EQ(result.num_hits, 2U);
    EXPECT_THAT(result.facets[0].values, ElementsAre(Pair("red", 2)));
    EXPECT_THAT(result.facets[1].values, ElementsAre(Pair("s1", 1), Pair("s2", 1)));
}

TEST(PublicReports, Typesense2366DoesNotInflateCountsByTheVariants) {
    std::string variants;
    for (int i = 0; i < 10; ++i) {
        variants += (i == 0 ? "" : ",") + (R"({"sku":"v)" + std::to_string(i) + R"("})");
    }
    const Store store({R"({"objectID":"a","name":"foo","variants":[)" + variants + "]}"},
                      kVariantSettings);
    EXPECT_THAT(store.search(R"({"facets":["name"]})").facets[0].values,
                ElementsAre(Pair("foo", 1)));
    std::vector<std::string> flat;
    for (int i = 0; i < 10; ++i) {
        flat.push_back(R"({"objectID":")" + std::to_string(i) + R"(","name":"foo","product":"p"})");
    }
    const Store grouped(flat, kFlatSettings);
    EXPECT_THAT(
        grouped.search(R"({"facets":["name"],"distinct":true,"facetingAfterDistinct":true})")
            .facets[0]
            .values,
        ElementsAre(Pair("foo", 1)));
}

TEST(PublicReports, Typesense1209CountsNumberRangesOfGroups) {
    const Store store(jackets(), kFlatSettings);
    const auto result = store.search(R"({"distinct":true,"facetingAfterDistinct":true,
        "facetRanges":{"price":{"edges":[0,250,500]}}})");
    ASSERT_EQ(result.ranges.front().ranges.size(), 2U);
    EXPECT_EQ(result.ranges.front().ranges[0].count, 1U) << "two records of one group";
    EXPECT_EQ(result.ranges.front().ranges[1].count, 1U);
}

TEST(PublicReports, MeilisearchPlugins1354CountsProductsBeforeAndAfterAPick) {
    const Store store({R"({"objectID":"a","brand":"x","variants":[{"sku":"1","size":"S"},
                           {"sku":"2","size":"M"},{"sku":"3","size":"L"}]})",
                       R"({"objectID":"b","brand":"y","variants":[{"sku":"4","size":"S"},
                           {"sku":"5","size":"M"}]})"},
                      kVariantSettings);
    const auto before =
        store.search(R"({"facets":["size","brand"],"disjunctiveFacets":["brand"]})");
    const auto after = store.search(R"({"facets":["size","brand"],"disjunctiveFacets":["brand"],
                                        "facetFilters":[["brand:x"]]})");
    EXPECT_THAT(before.facets[0].values, ElementsAre(Pair("M", 2), Pair("S", 2), Pair("L", 1)));
    EXPECT_THAT(after.facets[0].values, ElementsAre(Pair("L", 1), Pair("M", 1), Pair("S", 1)));
    EXPECT_THAT(before.facets[1].values, ElementsAre(Pair("x", 1), Pair("y", 1)));
    EXPECT_EQ(after.facets[1].values, before.facets[1].values);
}

TEST(PublicReports, Meilisearch4677KeepsThePricesAndColoursOfSiblings) {
    const Store store(jackets(), kFlatSettings);
    const auto result = store.search(
        R"({"distinct":true,"facetingAfterDistinct":true,"facets":["color","price"]})");
    EXPECT_EQ(result.num_hits, 2U);
    EXPECT_THAT(result.facets[0].values,
                ElementsAre(Pair("black", 1), Pair("blue", 1), Pair("brown", 1)));
    ASSERT_TRUE(result.facets[1].stats);
    EXPECT_EQ(result.facets[1].stats->min, 100);
    EXPECT_EQ(result.facets[1].stats->max, 300);
}

TEST(PublicReports, Elasticsearch33266CountsWhatIsShown) {
    const Store store(jackets(), kFlatSettings);
    const auto result = store.search(R"({"distinct":true,"facetingAfterDistinct":true,
                                         "facets":["name"],"query":"jacket"})");
    EXPECT_THAT(result.facets[0].values, ElementsAre(Pair("jacket", 2)));
    EXPECT_EQ(result.num_hits, result.hits.size());
}

TEST(PublicReports, Elasticsearch24130KnowsTheNumberOfGroups) {
    const Store store(jackets(), kFlatSettings);
    EXPECT_EQ(store.search(R"({"distinct":true,"hitsPerPage":1})").num_hits, 2U);
}

TEST(Presentation, LabelsRangesAndHidesValuesAsTheSettingsSay) {
    const Store store(jackets(), R"({"attributesForFaceting":["color"],
        "facetRanges":{"price":{"edges":[0,150,400],"labels":["cheap","dear"]}},
        "renderingContent":{"facetOrdering":{"values":{"color":{"hide":["black"]}}}}})");
    const auto result = store.search(R"({"facets":["color"],"maxValuesPerFacet":2})");
    EXPECT_THAT(result.facets[0].values, ElementsAre(Pair("blue", 1), Pair("brown", 1)));
    ASSERT_EQ(result.ranges.front().ranges.size(), 2U);
    EXPECT_EQ(result.ranges.front().ranges[0].label, "cheap");
    EXPECT_EQ(result.ranges.front().ranges[1].count, 2U);
}

} // namespace
} // namespace aisle::search
