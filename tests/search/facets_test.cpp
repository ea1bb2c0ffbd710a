// Properties of search/facets.h, search/facet_bits.h and search/packed_records.h:
//   1. A count is the number of distinct products with a matching row that has the value, for
//      columns per product and per row, of one value a cell and of several.
//   2. Statistics run over the numbers of the matching rows, whatever the other products are.
//   3. First rows and packed records count what the columns count; attributes counted together
//      have the counts that each has alone.
//   4. Segments add up; values are sorted by count and then by value, or by value, and cut off.
#include "search/facets.h"

#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/json_record.h"
#include "tests/support/rng.h"

namespace aisle::search {
namespace {

using support::JsonRecord;
using support::Rng;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr const char* kAttributes[] = {"brand",           "color",  "size",  "categories.lvl0",
                                       "categories.lvl1", "active", "price", "weights"};

/// Rows drawn at random as if some condition had let them pass; as products when there are
/// no variants or nothing is about rows.
Matching random_matching(const data::Columns& columns, bool by_row, Rng& rng) {
    const double share = rng.chance(0.3) ? 1 : 0.4;
    Matching matching;
    matching.has_rows = by_row;
    std::vector<std::uint32_t> rows;
    std::vector<std::uint32_t> products;
    for (std::uint32_t p = 0; p < columns.num_products(); ++p) {
        const bool takes_product = rng.chance(share);
        for (auto row = columns.first_row(p); row < columns.end_row(p); ++row) {
            if (by_row ? !rng.chance(share) : !takes_product) continue;
            rows.push_back(row);
            if (products.empty() || products.back() != p) products.push_back(p);
        }
    }
    matching.products = OrdinalSet::from_sorted(products, columns.num_products());
    if (by_row) matching.rows = OrdinalSet::from_sorted(rows, columns.num_rows());
    return matching;
}

TEST(Facets, CountDistinctProductsWithAMatchingRow) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        const auto runs =
            support::split(support::random_catalogue(
                               seed, {.num_products = 90, .variants = seed % 2 == 0 ? 0.5 : 0}),
                           seed % 3 + 1);
        const auto built = support::build(runs, support::catalogue_settings());
        for (int i = 0; i < 20; ++i) {
            Rng rng(seed * 100 + static_cast<std::uint64_t>(i));
            std::vector<Matching> matching;
            std::map<std::string, std::map<std::string, std::uint64_t>> counts;
            std::map<std::string, std::vector<double>> numbers;
            const bool by_row = rng.chance(0.7);
            for (std::size_t s = 0; s < runs.size(); ++s) {
                const auto& columns = built.snapshot->segments[s].columns();
                matching.push_back(random_matching(columns, by_row, rng));
                for (std::uint32_t p = 0; p < runs[s].size(); ++p) {
                    const JsonRecord record(runs[s][p]);
                    std::set<std::pair<std::string, std::string>> seen;
                    for (std::uint32_t row = 0; row < record.num_rows(); ++row) {
                        const bool is_in = matching[s].products.contains(p) &&
                                           matching[s].contains_row(columns.first_row(p) + row);
                        if (!is_in) continue;
                        for (const std::string attribute : kAttributes) {
                            for (const auto& value : record.values(attribute, row)) {
                                counts[attribute][value] += seen.emplace(attribute, value).second;
                            }
                            for (const double n : record.numbers(attribute, row)) {
                                numbers[attribute].push_back(n);
                            }
                        }
                    }
                }
            }
            for (const std::string attribute : kAttributes) {
                SCOPED_TRACE(attribute + ", seed " + std::to_string(seed));
                const auto facet = count_facet(*built.snapshot, attribute, matching,
                                               {.order = data::FacetOrder::kAlpha});
                const auto& expected = counts[attribute];
                EXPECT_EQ(facet.values, (std::vector<std::pair<std::string, std::uint64_t>>(
                                            expected.begin(), expected.end())));
                const auto& values = numbers[attribute];
                ASSERT_EQ(facet.stats.has_value(), !values.empty());
                if (values.empty()) continue;
                double sum = 0;
                for (const double n : values) sum += n;
                EXPECT_NEAR(facet.stats->sum, sum, 1e-6);
                EXPECT_NEAR(facet.stats->avg, sum / static_cast<double>(values.size()), 1e-6);
                EXPECT_EQ(facet.stats->min, *std::min_element(values.begin(), values.end()));
                EXPECT_EQ(facet.stats->max, *std::max_element(values.begin(), values.end()));
            }
        }
    }
}

TEST(FirstRows, CountWhatTheColumnCounts) {
    int num_columns = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto built =
            support::build({support::random_catalogue(
                               seed, {.num_products = 90, .variants = seed % 2 == 0 ? 0.5 : 0})},
                           support::catalogue_settings());
        const auto& columns = built.snapshot->segments[0].columns();
        for (const auto& [path, column] : columns.facets()) {
            if (!FirstRows::fits(column, columns)) continue;
            const FirstRows first_rows(column, columns);
            for (int i = 0; i < 10; ++i) {
                Rng rng(seed * 100 + static_cast<std::uint64_t>(i));
                const auto matching = random_matching(columns, false, rng);
                EXPECT_EQ(first_rows.count(matching.products, column, columns),
                          count_values(column, columns, matching))
                    << path << ", seed " << seed;
            }
            ++num_columns;
        }
    }
    EXPECT_GT(num_columns, 20);
}

TEST(PackedRecords, CountWhatTheColumnsCount) {
    std::size_t num_fields = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto built =
            support::build({support::random_catalogue(
                               seed, {.num_products = 700, .variants = seed % 2 == 0 ? 0.5 : 0})},
                           support::catalogue_settings());
        const auto& columns = built.snapshot->segments[0].columns();
        const PackedRecords records(columns);
        std::vector<std::string> names;
        std::vector<const PackedRecords::Field*> fields;
        for (const auto& entry : columns.facets()) {
            const auto* field = records.find(entry.first);
            if (field == nullptr) continue;
            names.push_back(entry.first);
            fields.push_back(field);
        }
        num_fields += fields.size();
        for (int i = 0; i < 10; ++i) {
            Rng rng(seed * 100 + static_cast<std::uint64_t>(i));
            const auto matching = random_matching(columns, false, rng);
            const auto counts = records.count(matching.products, fields);
            ASSERT_EQ(counts.size(), names.size());
            for (std::size_t f = 0; f < names.size(); ++f) {
                EXPECT_EQ(counts[f], count_values(*columns.facet(names[f]), columns, matching))
                    << names[f] << ", seed " << seed;
            }
        }
    }
    EXPECT_GT(num_fields, 20U);
}

TEST(Facets, CountedTogetherAreWhatEachIsAlone) {
    std::vector<std::string> records;
    Rng rng(4);
    for (int i = 0; i < 5000; ++i) {
        records.push_back(R"({"objectID":")" + std::to_string(i) + R"(","brand":"b)" +
                          std::to_string(rng.below(900)) + R"(","size":"s)" +
                          std::to_string(rng.below(5)) + R"(","kind":["k","l)" +
                          std::to_string(rng.below(3)) + "\"]}");
    }
    const auto built = support::build(
        support::split(records, 2),
        data::Settings::parse(R"({"attributesForFaceting":["brand","size","kind"]})"));
    const std::vector<std::string_view> names = {"brand", "size", "kind", "none"};
    for (int i = 0; i < 20; ++i) {
        std::vector<Matching> matching;
        for (const auto& view : built.snapshot->segments) {
            auto& one = matching.emplace_back();
            std::vector<data::Ordinal> products;
            const double share = i % 2 == 0 ? 0.05 : 0.5; // few are counted together
            for (data::Ordinal p = 0; p < view.columns().num_products(); ++p) {
                if (rng.chance(share)) products.push_back(p);
            }
            one.products = OrdinalSet::from_sorted(products, view.columns().num_products());
        }
        const auto known = count_together(*built.snapshot, names, matching);
        EXPECT_EQ(known[0][0].values != nullptr, i % 2 == 0);
        EXPECT_NE(known[0][2].values, nullptr);
        for (std::size_t n = 0; n < names.size(); ++n) {
            for (const WantedValues& wanted :
                 {WantedValues(), WantedValues{data::FacetOrder::kCount, 7},
                  WantedValues{data::FacetOrder::kAlpha, 7}}) {
                EXPECT_EQ(count_facet(*built.snapshot, names[n], matching, wanted,
                                      std::vector{known[0][n], known[1][n]})
                              .values,
                          count_facet(*built.snapshot, names[n], matching, wanted).values)
                    << names[n];
            }
        }
    }
}

TEST(FacetBits, CountTheSameInManyValuesAndProducts) {
    std::vector<std::string> records;
    Rng rng(3);
    for (int i = 0; i < 3000; ++i) {
        std::string variants;
        for (std::uint32_t v = 0; v < 1 + rng.below(5); ++v) {
            variants += (v == 0 ? R"({"sku":")" : R"(,{"sku":")") +
                        std::to_string(i * 10 + int(v)) + R"(","brand":"b)" +
                        std::to_string(rng.below(900)) + R"(","size":"s)" +
                        std::to_string(rng.below(5)) + "\"}";
        }
        records.push_back(R"({"objectID":")" + std::to_string(i) + R"(","variants":[)" + variants +
                          "]}");
    }
    const auto built = support::build(
        {records}, data::Settings::parse(R"({"attributesForFaceting":["brand","size"]})"));
    const auto& view = built.snapshot->segments[0];
    const data::Segment again(view.segment->directory());
    for (const auto& entry : view.columns().facets()) {
        const auto& path = entry.first;
        const auto& column = entry.second;
        const auto rows = view.facet_bits->find_first_rows(path, column, view.columns());
        ASSERT_NE(rows, nullptr);
        EXPECT_EQ(
            view.facet_bits->find_first_rows(path, *again.columns().facet(path), again.columns()),
            rows)
            << "the same segment, mapped elsewhere";
        for (int i = 0; i < 20; ++i) {
            const auto matching = random_matching(view.columns(), false, rng);
            EXPECT_EQ(count_values(column, view.columns(), matching, [&] { return rows; }),
                      count_values(column, view.columns(), matching))
                << path;
        }
    }
}

TEST(Facets, AreSortedByCountThenValueOrByValueAndCutOff) {
    const std::vector<std::pair<std::string, std::uint64_t>> all = {
        {"b", 2}, {"a", 2}, {"d", 7}, {"c", 1}};
    auto values = all;
    sort_values(values, data::FacetOrder::kCount, 3);
    EXPECT_THAT(values, ElementsAre(Pair("d", 7), Pair("a", 2), Pair("b", 2)));
    values = all;
    sort_values(values, data::FacetOrder::kAlpha, 10);
    EXPECT_THAT(values, ElementsAre(Pair("a", 2), Pair("b", 2), Pair("c", 1), Pair("d", 7)));
    values = all;
    sort_values(values, data::FacetOrder::kCount, 0);
    EXPECT_TRUE(values.empty());
}

TEST(Facets, FirstValuesByCountAreThoseOfSorting) {
    Rng rng(9);
    for (int i = 0; i < 200; ++i) {
        std::vector<std::uint32_t> counts(rng.below(600));
        for (auto& count : counts) count = rng.chance(0.5) ? 0 : rng.below(20);
        std::vector<data::ValueId> expected;
        for (data::ValueId id = 0; id < counts.size(); ++id) {
            if (counts[id] > 0) expected.push_back(id);
        }
        std::stable_sort(expected.begin(), expected.end(),
                         [&](auto a, auto b) { return counts[a] > counts[b]; });
        const std::size_t limit = i % 7 == 0 ? data::kNoId : rng.below(150);
        expected.resize(std::min(expected.size(), limit));
        EXPECT_EQ(first_by_count(counts, limit), expected);
    }
}

TEST(Facets, HaveStatisticsThatDoNotDependOnOtherProducts) {
    const std::string two_rows =
        R"({"objectID":"a","price":10,"variants":[{"sku":"1"},{"sku":"2"}]})";
    const std::string one_row = R"({"objectID":"b","price":40})";
    const std::string own_price = R"({"objectID":"c","variants":[{"sku":"3","price":5}]})";
    for (const auto& records :
         {std::vector{two_rows, one_row}, std::vector{two_rows, one_row, own_price}}) {
        const auto built = support::build({records}, data::Settings());
        Matching matching;
        const std::vector<std::uint32_t> products = {0, 1};
        matching.products =
            OrdinalSet::from_sorted(products, static_cast<std::uint32_t>(records.size()));
        const auto facet = count_facet(*built.snapshot, "price", {matching}, {});
        ASSERT_TRUE(facet.stats);
        EXPECT_EQ(facet.stats->sum, 60) << "two rows at 10, one at 40";
        EXPECT_EQ(facet.stats->avg, 20);
    }
}

} // namespace
} // namespace aisle::search
