// Properties of search/merged_values.h:
//   1. What is added up is what adding text by text gives, for dictionaries of any sizes that share
//      some of their values, and values of no dictionary; in either order, cut off anywhere.
#include "search/merged_values.h"

#include <gtest/gtest.h>

#include "search/facets.h"
#include "tests/support/built_index.h"
#include "tests/support/rng.h"

namespace aisle::search {
namespace {

using support::Rng;
using Values = std::vector<std::pair<std::string, std::uint64_t>>;

std::vector<std::string> products_of(std::uint32_t num_brands, std::uint32_t one_in, Rng& rng) {
    std::vector<std::string> records;
    for (std::uint32_t brand = 0; brand < num_brands; ++brand) {
        if (rng.below(one_in) != 0) continue;
        records.push_back(R"({"objectID":"x)" + std::to_string(brand) + R"(","brand":"b)" +
                          std::to_string(brand) + "\"}");
    }
    records.emplace_back(R"({"objectID":"y"})");
    return records;
}

TEST(MergedValues, AddUpTextByText) {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        Rng rng(seed);
        support::SegmentRecords runs;
        for (std::uint32_t i = 0; i < 1 + seed % 4; ++i) {
            runs.push_back(products_of(300, rng.chance(0.5) ? 2 : 30, rng));
        }
        const auto built =
            support::build(runs, data::Settings::parse(R"({"attributesForFaceting":["brand"]})"));
        for (int i = 0; i < 20; ++i) {
            MergedValues merged;
            std::map<std::string, std::uint64_t> expected;
            for (const auto& view : built.snapshot->segments) {
                const auto* column = view.columns().facet("brand");
                if (column == nullptr) continue;
                std::vector<std::uint32_t> counts;
                for (data::ValueId id = 0; id < column->num_values(); ++id) {
                    counts.push_back(rng.chance(0.7) ? rng.below(5) : 0);
                    if (counts.back() > 0) expected[std::string(column->value(id))] += counts[id];
                }
                merged.add(*column, std::make_shared<const ValueCounts>(std::move(counts)));
            }
            for (std::uint32_t j = rng.below(4); j > 0; --j) {
                const auto text = "b" + std::to_string(rng.below(310));
                expected[text] += j;
                merged.add(text, j);
            }
            const auto order = i % 2 == 0 ? data::FacetOrder::kCount : data::FacetOrder::kAlpha;
            const std::size_t limit = i % 3 == 0 ? 1000 : rng.below(20);
            Values sorted(expected.begin(), expected.end());
            sort_values(sorted, order, limit);
            EXPECT_EQ(std::move(merged).first(order, limit), sorted) << "seed " << seed;
        }
    }
}

TEST(MergedValues, OfNothingAreNone) {
    EXPECT_EQ(MergedValues().first(data::FacetOrder::kCount, 10), Values());
}

} // namespace
} // namespace aisle::search
