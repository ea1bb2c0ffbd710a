// Properties of search/filter_evaluator.h, search/filter_plan.h and search/condition_sets.h:
//   1. A filter passes the rows, and where no variant has its attributes the products, that pass
//      it when it is evaluated on the JSON, for trees of any shape.
//   2. All conditions of a request hold on one and the same row.
//   3. A comparison on a missing value is false, `!=` included; its negation is true.
//   4. Values compare without case and diacritics, tags with them; numbers match as values.
//   5. Leaving out an attribute disregards the groups that are all on it, levels of a hierarchy
//      together, and no others.
//   6. Numbers can be filtered on everywhere unless the settings list the attributes.
//   7. A kept set is what evaluating its condition gives, also after more of them than are kept;
//      only what the bytes of the segment decide is kept.
#include "search/filter_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/filter_lists.h"
#include "data/filter_parser.h"
#include "data/json.h"
#include "data/search_params_parser.h"
#include "search/filter_evaluator.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/json_record.h"
#include "tests/support/random_request.h"

namespace aisle::search {
namespace {

using support::JsonRecord;
using support::Rng;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kColorSize = R"({"attributesForFaceting":["color","size","brand"]})";

TEST(FilterEvaluator, PassesTheRowsThatPassOnTheJson) {
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        const auto texts = support::random_catalogue(
            seed, {.num_products = 80, .variants = seed % 2 == 0 ? 0.5 : 0});
        const auto built = support::build({texts}, support::catalogue_settings());
        const auto& columns = built.snapshot->segments[0].columns();
        const ShopRules rules;
        const ShopView shop(built.snapshot->segments[0], rules);
        const FilterEvaluator evaluator(shop, built.snapshot->settings);
        std::vector<JsonRecord> records;
        for (const auto& text : texts) records.emplace_back(text);
        for (int i = 0; i < 150; ++i) {
            Rng rng(seed * 1000 + static_cast<std::uint64_t>(i));
            const auto filter = support::random_filter(rng, 3);
            std::vector<std::uint32_t> rows;
            std::vector<std::uint32_t> products;
            for (std::uint32_t p = 0; p < records.size(); ++p) {
                for (std::uint32_t row = 0; row < records[p].num_rows(); ++row) {
                    if (!records[p].row_passes(filter, row)) continue;
                    rows.push_back(columns.first_row(p) + row);
                    if (products.empty() || products.back() != p) products.push_back(p);
                }
            }
            EXPECT_EQ(evaluator.evaluate(filter, data::ColumnSpace::kRow).to_vector(), rows);
            if (evaluator.is_about_rows(filter)) continue;
            EXPECT_EQ(evaluator.evaluate(filter, data::ColumnSpace::kProduct).to_vector(),
                      products);
        }
    }
}

TEST(ConditionSets, KeepWhatEvaluatingGives) {
    const auto built =
        support::build({support::random_catalogue(7, {.num_products = 80, .variants = 0.5})},
                       support::catalogue_settings());
    const auto& view = built.snapshot->segments[0];
    const ShopRules rules;
    const ShopView shop(view, rules);
    const FilterEvaluator evaluator(shop, built.snapshot->settings);
    int num_evaluated = 0;
    for (int i = 0; i < 3000; ++i) {
        Rng rng(static_cast<std::uint64_t>(i));
        const auto filter = support::random_filter(rng, 3);
        const auto expected = evaluator.evaluate(filter, data::ColumnSpace::kRow);
        const auto evaluate = [&] {
            ++num_evaluated;
            return expected;
        };
        const int before = num_evaluated;
        for (int again = 0; again < 2; ++again) {
            EXPECT_EQ(view.condition_sets->find(name_of_condition(filter, data::ColumnSpace::kRow),
                                                evaluate),
                      expected);
        }
        EXPECT_LE(num_evaluated, before + 1);
        if (evaluator.is_about_rows(filter)) continue;
        EXPECT_EQ(view.condition_sets->find(
                      name_of_condition(filter, data::ColumnSpace::kProduct),
                      [&] { return evaluator.evaluate(filter, data::ColumnSpace::kProduct); }),
                  evaluator.evaluate(filter, data::ColumnSpace::kProduct));
    }
    EXPECT_LT(num_evaluated, 3000) << "small conditions come again";
}

TEST(FilterEvaluator, TakesForSealedWhatNeitherRequestsNorSettingsChange) {
    const auto built = support::build({{R"({"objectID":"a","price":1,"brand":"x"})"}},
                                      data::Settings::parse(kColorSize));
    const auto sealed = [&](const std::string& filters, const std::string& settings = kColorSize) {
        const auto parsed = data::Settings::parse(settings);
        const auto request = data::parse_json(R"({"priceContext": {"lists": ["l"]}})");
        const auto params = data::parse_search_params(data::JsonAt(request), parsed);
        const auto rules = make_shop_rules(*built.snapshot, params);
        const ShopView shop(built.snapshot->segments[0], rules);
        return FilterEvaluator(shop, parsed).is_sealed(data::parse_filters(filters));
    };
    EXPECT_TRUE(sealed("brand:x AND NOT _tags:new"));
    EXPECT_FALSE(sealed("brand:x OR price < 3")) << "prices depend on who asks";
    EXPECT_FALSE(sealed("seller:x"));
    EXPECT_FALSE(sealed("objectID:a"));
}

/// The ids of a few products that pass, in their order.
class Shelf {
public:
    explicit Shelf(const std::vector<std::string>& records, const std::string& settings = "{}")
        : built_(support::build({records}, data::Settings::parse(settings))) {}

    [[nodiscard]] std::vector<std::string> passing(const data::SearchParams& params,
                                                   std::optional<std::string_view> left_out = {}) {
        const auto& view = built_.snapshot->segments[0];
        const auto rules = make_shop_rules(*built_.snapshot, params);
        const FilterPlan plan(view, {params, built_.snapshot->settings, rules, 0});
        FilterRun run(plan, OrdinalSet::all(view.columns().num_products()));
        const auto matching = run.matching(left_out);
        std::vector<std::string> ids;
        matching.products.for_each(
            [&](data::Ordinal product) { ids.emplace_back(view.columns().object_id(product)); });
        return ids;
    }

    [[nodiscard]] std::vector<std::string> passing(const std::string& filters) {
        data::SearchParams params;
        params.filters = data::parse_filters(filters);
        return passing(params);
    }

private:
    support::BuiltIndex built_;
};

TEST(FilterPlan, AsksAllConditionsOfOneRow) {
    Shelf shelf({R"({"objectID":"a","variants":[{"sku":"1","color":"red","size":"S"},)"
                 R"({"sku":"2","color":"blue","size":"M"}]})",
                 R"({"objectID":"b","size":"M","variants":[{"sku":"3","color":"red"}]})",
                 R"({"objectID":"c","color":"red","size":"M"})"},
                kColorSize);
    EXPECT_THAT(shelf.passing("color:red AND size:M"), ElementsAre("b", "c"));
    EXPECT_THAT(shelf.passing("color:red OR size:M"), ElementsAre("a", "b", "c"));
    EXPECT_THAT(shelf.passing("NOT color:red"), ElementsAre("a")) << "by its blue row";
    EXPECT_THAT(shelf.passing("variants.color:red AND variants.size:S"), ElementsAre("a"));
    data::SearchParams params;
    params.filters = data::parse_filters("color:red");
    const auto lists = data::parse_json(R"([["size:M"]])");
    params.facet_filters = data::parse_facet_filters(data::JsonAt(lists));
    EXPECT_THAT(shelf.passing(params), ElementsAre("b", "c")) << "across parameters as well";
}

TEST(FilterPlan, TakesEveryComparisonOnAMissingValueForFalse) {
    Shelf shelf({R"({"objectID":"a","price":30})", R"({"objectID":"b"})",
                 R"({"objectID":"c","price":10})"});
    EXPECT_THAT(shelf.passing("price > 20"), ElementsAre("a"));
    EXPECT_THAT(shelf.passing("price != 30"), ElementsAre("c"));
    EXPECT_THAT(shelf.passing("NOT price > 20"), ElementsAre("b", "c"));
    EXPECT_THAT(shelf.passing("NOT price != 30"), ElementsAre("a", "b"));
    EXPECT_THAT(shelf.passing("nothing > 0"), IsEmpty());
    EXPECT_THAT(shelf.passing("NOT nothing > 0"), ElementsAre("a", "b", "c"));
}

TEST(FilterPlan, IncludesTheEndsOfARangeToThreeDecimals) {
    Shelf shelf({R"({"objectID":"a","price":9.9999})", R"({"objectID":"b","price":20.0004})",
                 R"({"objectID":"c","price":20.001})", R"({"objectID":"d","price":9.999})"});
    EXPECT_THAT(shelf.passing("price:10 TO 20"), ElementsAre("a", "b"));
}

TEST(FilterPlan, ComparesValuesWithoutCaseAndTagsWithIt) {
    Shelf shelf({R"({"objectID":"a","brand":"Crème","_tags":["New"],"price":10})",
                 R"({"objectID":"b","brand":"CREME","_tags":["new"],"price":10.5})",
                 R"({"objectID":"c","brand":["x","creme"],"_tags":"new"})"},
                kColorSize);
    EXPECT_THAT(shelf.passing("brand:creme"), ElementsAre("a", "b", "c"));
    EXPECT_THAT(shelf.passing("new"), ElementsAre("b", "c"));
    EXPECT_THAT(shelf.passing("_tags:New"), ElementsAre("a"));
    EXPECT_THAT(shelf.passing("price:10"), ElementsAre("a"));
    EXPECT_THAT(shelf.passing("objectID:b"), ElementsAre("b"));
    EXPECT_THAT(shelf.passing("objectID:B"), IsEmpty());
}

TEST(FilterPlan, LeavesOutTheGroupsThatAreAllOnTheAttribute) {
    Shelf shelf({R"({"objectID":"a","brand":"x","color":"red","price":1,"_tags":["new"]})",
                 R"({"objectID":"b","brand":"y","color":"red","price":2,"_tags":["new"]})",
                 R"({"objectID":"c","brand":"y","color":"blue","price":3})",
                 R"({"objectID":"d","brand":"z","color":"blue","price":4})"},
                kColorSize);
    data::SearchParams params;
    params.disjunctive_facets = {"brand", "variants.color", "_tags"};
    const auto refine = [&](const char* json) {
        const auto lists = data::parse_json(json);
        params.facet_filters = data::parse_facet_filters(data::JsonAt(lists));
    };
    refine(R"(["brand:y",["color:red"]])");
    EXPECT_THAT(shelf.passing(params), ElementsAre("b"));
    EXPECT_THAT(shelf.passing(params, "brand"), ElementsAre("a", "b"));
    EXPECT_THAT(shelf.passing(params, "color"), ElementsAre("b", "c"));
    EXPECT_THAT(shelf.passing(params, "variants.color"), ElementsAre("b", "c"));
    EXPECT_THAT(shelf.passing(params, "price"), ElementsAre("b"));
    refine(R"([["brand:y","color:red"]])");
    EXPECT_THAT(shelf.passing(params, "brand"), ElementsAre("a", "b", "c")) << "a mixed group";
    refine(R"([["brand:-y"]])");
    EXPECT_THAT(shelf.passing(params, "brand"), ElementsAre("a", "b", "c", "d"));
    refine(R"(["_tags:new","brand:y"])");
    EXPECT_THAT(shelf.passing(params, "_tags"), ElementsAre("b", "c"));

    refine("[]");
    const auto numbers = data::parse_json(R"(["price>=2","price<4"])");
    params.numeric_filters = data::parse_numeric_filters(data::JsonAt(numbers));
    EXPECT_THAT(shelf.passing(params, "price"), ElementsAre("b", "c")) << "not disjunctive";
    params.disjunctive_facets = {"price"};
    EXPECT_THAT(shelf.passing(params, "price"), ElementsAre("a", "b", "c", "d"));
}

TEST(FilterPlan, TakesTheLevelsOfAHierarchyForOneAttribute) {
    EXPECT_EQ(facet_family("categories.lvl0"), facet_family("categories.lvl12"));
    EXPECT_EQ(facet_family("variants.color"), "color");
    EXPECT_NE(facet_family("categories.level1"), facet_family("categories.level2"));
    EXPECT_NE(facet_family("a.lvl0"), facet_family("b.lvl0"));
    EXPECT_EQ(facet_family("a.lvl0.name"), "a.lvl0.name");
}

TEST(FilterPlan, FiltersOnTheNumbersThatTheSettingsList) {
    const std::vector<std::string> records = {
        R"({"objectID":"a","price":1,"variants":[{"sku":"1","weight":2}]})"};
    Shelf listed(records, R"({"numericAttributesForFiltering":["price","variants.weight"]})");
    EXPECT_THAT(listed.passing("price = 1 AND weight = 2"), ElementsAre("a"));
    Shelf none(records, R"({"numericAttributesForFiltering":[]})");
    EXPECT_THAT(none.passing("price = 1"), IsEmpty());
}

} // namespace
} // namespace aisle::search
