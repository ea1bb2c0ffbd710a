// Properties of data/settings.h:
//   1. Entries with modifiers are unwrapped into typed attributes, older spellings understood.
//   2. Settings that are search parameters become the defaults of every search.
//   3. An update lays members over the old ones, null resets one, the rest stays word for word.
//   4. What is stored reads back to the same settings; defaults are reported but never stored.
//   5. The reported defaults are the defaults of SearchParams.
//   6. Only what shapes the index's bytes changes the schema.
//   7. Errors name the member, what is right, and for unknown ones the nearest known name.
//   8. Random settings never crash, and those accepted survive storing and copying.
#include "data/settings.h"

#include <functional>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"
#include "data/json.h"
#include "data/search_params_table.h"

namespace aisle::data {
namespace {

using testing::ElementsAre;

std::string error_of(const std::string& json) {
    try {
        (void)Settings::parse(json);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
        return error.what();
    }
    return "";
}

TEST(Settings, UnwrapAttributesAndTheirModifiers) {
    const Settings settings = Settings::parse(
        R"j({"searchableAttributes":["name","brand, unordered(variants.color)","ordered(text)","name"],)j"
        R"j("attributesForFaceting":["brand","searchable(seller)","afterDistinct(searchable(size))",)j"
        R"j("filterOnly(sku)"],"replicas":["by_price","virtual(by_date)"],)j"
        R"j("numericAttributesForFiltering":["price","equalOnly(year)"]})j");
    EXPECT_THAT(settings.searchable_attributes,
                ElementsAre(SearchableAttribute{"name", 0, true},
                            SearchableAttribute{"brand", 1, true},
                            SearchableAttribute{"variants.color", 1, false},
                            SearchableAttribute{"text", 2, true}));
    EXPECT_THAT(settings.attributes_for_faceting,
                ElementsAre(FacetAttribute{"brand", false, false, false},
                            FacetAttribute{"seller", true, false, false},
                            FacetAttribute{"size", true, false, true},
                            FacetAttribute{"sku", false, true, false}));
    EXPECT_THAT(settings.replicas,
                ElementsAre(Replica{"by_price", false}, Replica{"by_date", true}));
    EXPECT_EQ(settings.numeric_attributes_for_filtering,
              (std::vector<std::string>{"price", "year"}));
}

TEST(Settings, UnderstandOlderSpellings) {
    const Settings settings = Settings::parse(
        R"({"attributesToIndex":["a"],"numericAttributesToIndex":["b"],"slaves":["c"],"version":2})");
    EXPECT_EQ(
        settings.stored_json(),
        R"({"searchableAttributes":["a"],"numericAttributesForFiltering":["b"],"replicas":["c"]})");
    EXPECT_EQ(settings.searchable_attributes.front().path, "a");
}

TEST(Settings, BecomeTheDefaultsOfSearches) {
    const Settings settings = Settings::parse(
        R"j({"hitsPerPage":7,"typoTolerance":"min","customRanking":["desc(sales)"],"distinct":true,)j"
        R"j("ignorePlurals":["de"],"attributesToSnippet":["d:3"],"paginationLimitedTo":50,)j"
        R"j("relevancyStrictness":40,"ranking":["desc(price)","relevance","custom"],)j"
        R"j("defaultPriceContext":{"lists":["b2b"]},"defaultCurrency":"SEK",)j"
        R"j("exchangeRates":{"base":"EUR","rates":{"USD":1.08,"JPY":160}},"pausedSellers":["s1"],)j"
        R"j("hotAttributes":["stock"]})j");
    EXPECT_EQ(settings.query_defaults.hits_per_page, 7U);
    EXPECT_EQ(settings.query_defaults.typo_tolerance, TypoTolerance::kMin);
    EXPECT_EQ(settings.query_defaults.distinct, 1U);
    EXPECT_EQ(settings.query_defaults.pagination_limited_to, 50U);
    EXPECT_THAT(settings.query_defaults.custom_ranking, ElementsAre("desc(sales)"));
    EXPECT_THAT(settings.query_defaults.price_context->lists, ElementsAre("b2b"));
    EXPECT_EQ(settings.default_currency, "SEK");
    EXPECT_THAT(settings.exchange_rates->rates,
                ElementsAre(ExchangeRate{"JPY", 160, 0}, ExchangeRate{"USD", 108, 2}));
    EXPECT_THAT(settings.paused_sellers, ElementsAre("s1"));
    EXPECT_THAT(settings.hot_attributes, ElementsAre("stock"));
}

TEST(Settings, UpdateMemberByMember) {
    const Settings first = Settings::parse(
        R"({"hitsPerPage":7,"userData":{"a":1,"b":2},"attributesForFaceting":["x"]})");
    const Settings second = first.updated_with(
        R"({"hitsPerPage":null,"userData":{"c":3},"queryType":"prefixAll","distinct":null})");
    EXPECT_EQ(second.stored_json(),
              R"({"userData":{"c":3},"attributesForFaceting":["x"],"queryType":"prefixAll"})");
    EXPECT_EQ(second.query_defaults.hits_per_page, 20U);
    EXPECT_EQ(second.attributes_for_faceting.size(), 1U);
    EXPECT_EQ(first.query_defaults.hits_per_page, 7U) << "the old value is untouched";
    const Settings repeated = Settings::parse(R"({"replicas":["a"],"replicas":["a","b"]})");
    EXPECT_EQ(repeated.replicas.size(), 2U);
}

TEST(Settings, ReportDefaultsWithoutStoringThem) {
    const rapidjson::Document reported =
        parse_json(Settings::parse(R"({"hitsPerPage":7})").to_json());
    EXPECT_EQ(reported["hitsPerPage"].GetInt(), 7);
    EXPECT_EQ(reported["minWordSizefor1Typo"].GetInt(), 4);
    EXPECT_EQ(reported["ranking"].Size(), 8U);
    EXPECT_EQ(std::string(reported["typoTolerance"].GetString()), "true");
    EXPECT_FALSE(reported.HasMember("searchableAttributes"));
    EXPECT_EQ(Settings().stored_json(), "{}");
    const Settings copied = Settings::parse(Settings().to_json());
    EXPECT_EQ(copied.query_defaults, SearchParams());
    EXPECT_TRUE(copied.has_same_schema(Settings()));
}

TEST(Settings, TellWhetherTheIndexStaysTheSame) {
    const Settings none;
    for (const char* const json :
         {R"({"searchableAttributes":["a"]})", R"({"attributesForFaceting":["a"]})",
          R"({"attributeForDistinct":"a"})", R"({"separatorsToIndex":"+"})",
          R"({"camelCaseAttributes":["a"]})", R"({"numericAttributesForFiltering":["a"]})",
          R"j({"customRanking":["asc(a)"]})j", R"j({"ranking":["asc(a)","typo"]})j",
          R"({"keepDiacriticsOnCharacters":"x"})", R"({"hotAttributes":["a"]})",
          R"({"indexLanguages":["de"]})", R"({"decompoundedAttributes":{"de":["a"]}})"})
        EXPECT_FALSE(Settings::parse(json).has_same_schema(none)) << json;
    for (const char* const json :
         {R"({"hitsPerPage":3})", R"({"userData":1})", R"({"replicas":["a"]})",
          R"({"ranking":["custom","typo"]})", R"({"unretrievableAttributes":["a"]})",
          R"({"defaultCurrency":"USD"})", R"({"pausedSellers":["a"]})"})
        EXPECT_TRUE(Settings::parse(json).has_same_schema(none)) << json;
    EXPECT_TRUE(Settings::parse(R"j({"customRanking":["asc(a)","desc(b)"]})j")
                    .has_same_schema(Settings::parse(
                        R"j({"ranking":["asc(b)"],"customRanking":["desc(a)"]})j")));
}

TEST(Settings, NameWhatIsWrong) {
    EXPECT_EQ(error_of(R"({"searchableAttribute":["a"]})"),
              "searchableAttribute: unknown setting; did you mean searchableAttributes?");
    EXPECT_EQ(error_of(R"({"xyzzyPlugh":null})"), "xyzzyPlugh: unknown setting");
    EXPECT_EQ(error_of(R"({"filters":"a:1"})"),
              "filters: is a parameter of a search, not a setting of the index");
    EXPECT_EQ(error_of(R"j({"attributesForFaceting":["serchable(a)"]})j"),
              "attributesForFaceting: expected an attribute, optionally in searchable(...), "
              "filterOnly(...) or afterDistinct(...), got \"serchable(a)\"");
    EXPECT_EQ(error_of(R"({"customRanking":["price"]})"),
              "customRanking: expected asc(attribute) or desc(attribute), got \"price\"");
    EXPECT_EQ(error_of(R"({"ranking":["typos"]})"),
              "ranking: expected the name of a criterion, asc(attribute) or desc(attribute), got "
              "\"typos\"; did you mean typo?");
    EXPECT_EQ(error_of(R"({"exchangeRates":{"rates":{"USD":0}}})"),
              "exchangeRates.rates.USD: expected a number above 0 with at most 15 digits, got 0");
    EXPECT_EQ(error_of(R"({"defaultPriceContext":{"quantity":0}})"),
              "defaultPriceContext.quantity: expected an integer from 1 to 4294967295, got 0");
    EXPECT_EQ(error_of(R"j({"slaves":["a","virtual(a)"]})j"),
              "slaves: expected different index names, got \"virtual(a)\"");
    EXPECT_NE(error_of(R"({"searchableAttributes":["a,"]})"), "");
    EXPECT_NE(error_of(R"({"searchableAttributes":5})"), "");
    EXPECT_NE(error_of(R"({"indexLanguages":["deutsch"]})"), "");
    EXPECT_NE(error_of(R"({"exchangeRates":{"rates":{"usd":1}}})"), "");
    EXPECT_NE(error_of(R"({"exchangeRates":{"rates":{"USD":1e300}}})"), "");
    EXPECT_NE(error_of(R"({"exchangeRates":{"rates":{"USD":1,"USD":2}}})"), "");
    EXPECT_NE(error_of("[]"), "");
    EXPECT_NE(error_of("{"), "");
}

TEST(Settings, SurviveRandomUpdatesAndReadBackWhatTheyStore) {
    const std::vector<std::string> kNames = {
        "searchableAttributes", "attributesForFaceting", "replicas",      "hitsPerPage",
        "exchangeRates",        "customRanking",         "typoTolerance", "userData",
        "defaultPriceContext",  "indexLanguages",        "hotAttributes", "attributesToIndex"};
    const std::vector<std::string> kValues = {
        "null",   "5",    "[]",           "[\"a\"]",   "{}", "[\"unordered(a)\",\"b,c\"]",
        "\"de\"", "true", "[\"asc(p)\"]", "[\"(((\"]", "-1", "{\"rates\":{\"USD\":1.5}}"};
    for (unsigned seed = 0; seed < 300; ++seed) {
        std::mt19937 random(seed);
        Settings settings;
        for (int step = 0; step < 20; ++step) {
            const std::string json = "{\"" + kNames[random() % kNames.size()] +
                                     "\":" + kValues[random() % kValues.size()] + "}";
            try {
                settings = settings.updated_with(json);
            } catch (const Error& error) {
                ASSERT_EQ(error.code(), ErrorCode::kInvalidRequest);
            }
            const Settings again = Settings::parse(settings.stored_json());
            ASSERT_EQ(again.stored_json(), settings.stored_json());
            ASSERT_EQ(again.query_defaults, settings.query_defaults);
            ASSERT_TRUE(again.has_same_schema(settings));
            ASSERT_EQ(Settings::parse(settings.to_json()).query_defaults, settings.query_defaults);
        }
    }
}

} // namespace
} // namespace aisle::data
