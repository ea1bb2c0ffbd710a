// Properties of search/distinct.h:
//   1. Products with the same value are one group, over all segments; those without are alone.
//   2. The number of groups and the counts of a facet are those of a map from groups to products.
//   3. Of every group the first few are kept, groups in the order of their first members.
#include "search/distinct.h"

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

using support::Rng;

/// A few products of every segment, and the record of each.
struct Sample {
    Sample(const support::SegmentRecords& runs, Rng& rng) {
        for (std::uint32_t s = 0; s < runs.size(); ++s) {
            std::vector<std::uint32_t> products;
            for (std::uint32_t p = 0; p < runs[s].size(); ++p) {
                if (!rng.chance(0.6)) continue;
                products.push_back(p);
                candidates.push_back({s, p});
                records.emplace_back(runs[s][p]);
            }
            auto& segment = matching.emplace_back();
            segment.products =
                OrdinalSet::from_sorted(products, static_cast<std::uint32_t>(runs[s].size()));
        }
    }

    [[nodiscard]] std::string group_of(std::size_t i) const {
        const auto values = records[i].values("series", 0);
        return values.empty() ? "alone " + records[i].id() : values.front();
    }

    std::vector<Matching> matching;
    std::vector<Candidate> candidates;
    std::vector<support::JsonRecord> records;
};

TEST(ProductGroups, CountAndKeepAsAMapFromGroupsToProducts) {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        Rng rng(seed);
        const auto runs = support::split(support::random_catalogue(seed, {}), rng.between(1, 3));
        const auto built = support::build(runs, support::catalogue_settings());
        const ProductGroups groups(*built.snapshot, "series");
        const Sample sample(runs, rng);

        std::map<std::string, std::uint32_t> number_of;
        std::map<std::string, std::set<std::string>> groups_with;
        std::map<std::string, std::vector<std::size_t>> members;
        std::vector<std::string> in_order;
        for (std::size_t i = 0; i < sample.candidates.size(); ++i) {
            const auto name = sample.group_of(i);
            const auto number = groups.group_of(sample.candidates[i]);
            const auto [entry, is_new] = number_of.emplace(name, number);
            EXPECT_EQ(entry->second, number) << name;
            if (is_new) in_order.push_back(name);
            members[name].push_back(i);
            for (std::size_t row = 0; row < sample.records[i].num_rows(); ++row) {
                for (const auto& color : sample.records[i].values("color", row)) {
                    groups_with[color].insert(name);
                }
            }
        }
        std::set<std::uint32_t> numbers;
        for (const auto& [name, number] : number_of) numbers.insert(number);
        EXPECT_EQ(numbers.size(), number_of.size()) << "different groups, different numbers";
        EXPECT_EQ(groups.count(sample.matching), number_of.size());

        const auto facet = groups.count_facet(*built.snapshot, "color", sample.matching, {});
        EXPECT_EQ(facet.values.size(), groups_with.size());
        for (const auto& [value, count] : facet.values) {
            EXPECT_EQ(count, groups_with[value].size()) << value;
        }

        for (std::uint32_t per_group = 1; per_group <= 3; ++per_group) {
            const auto best = groups.keep_best(sample.candidates, per_group);
            ASSERT_EQ(best.size(), in_order.size());
            for (std::size_t g = 0; g < best.size(); ++g) {
                const auto& all = members[in_order[g]];
                ASSERT_EQ(best[g].size(), std::min<std::size_t>(per_group, all.size()));
                for (std::size_t i = 0; i < best[g].size(); ++i) {
                    EXPECT_EQ(best[g][i].segment, sample.candidates[all[i]].segment);
                    EXPECT_EQ(best[g][i].product, sample.candidates[all[i]].product);
                }
            }
        }
    }
}

TEST(ProductGroups, AreProductsWhereNobodyHasTheAttribute) {
    const auto built =
        support::build({{R"({"objectID":"a"})", R"({"objectID":"b"})"}}, data::Settings());
    const ProductGroups groups(*built.snapshot, "nothing");
    EXPECT_EQ(groups.num_groups(), 2U);
    EXPECT_NE(groups.group_of({0, 0}), groups.group_of({0, 1}));
}

} // namespace
} // namespace aisle::search
