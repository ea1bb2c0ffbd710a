// Properties of search/coarser_values.h:
//   1. An upper level of a hierarchy is told by a lower one where products with the same lower
//   value
//      have the same upper one and those without have none; where one product differs it is not.
//   2. Nothing else is told: by an upper level, another hierarchy, several values, values of rows.
//   3. What is added up is what counting gives, whatever other attributes are counted with it.
#include "search/coarser_values.h"

#include <gtest/gtest.h>

#include "search/facets.h"
#include "tests/support/built_index.h"
#include "tests/support/rng.h"

namespace aisle::search {
namespace {

using support::Rng;

const data::Settings& settings() {
    static const auto kSettings = data::Settings::parse(
        R"({"attributesForFaceting":["brand","c.lvl0","c.lvl1","c.lvl2","d.lvl0","d.lvl1"]})");
    return kSettings;
}

std::string record(int id, const std::string& members) {
    return R"({"objectID":")" + std::to_string(id) + "\"" + (members.empty() ? "" : ",") + members +
           "}";
}

/// True when lvl1 tells lvl0 in products with these members.
bool tells(const std::vector<std::string>& products) {
    std::vector<std::string> records;
    for (const auto& members : products) {
        records.push_back(record(static_cast<int>(records.size()), members));
    }
    const auto built = support::build({records}, settings());
    const ColumnLevels levels(built.snapshot->segments[0].columns());
    EXPECT_EQ(levels.find("c.lvl1", "c.lvl0"), nullptr);
    EXPECT_EQ(levels.find("d.lvl0", "c.lvl1"), nullptr);
    EXPECT_EQ(levels.find("c.lvl0", "c.lvl0"), nullptr);
    return levels.find("c.lvl0", "c.lvl1") != nullptr;
}

TEST(CoarserValues, AreToldByWhatHasThemInEveryProduct) {
    const std::string a_x = R"("c":{"lvl0":"a","lvl1":"x"})";
    const std::string a_y = R"("c":{"lvl0":"a","lvl1":"y"})";
    const std::string x_only = R"("c":{"lvl1":"x"})";
    const std::string z_only = R"("c":{"lvl1":"z"})";
    EXPECT_TRUE(tells({a_x, a_x, a_y, "", z_only, z_only}));
    EXPECT_FALSE(tells({a_x, R"("c":{"lvl0":"b","lvl1":"x"})"})) << "in two of them";
    EXPECT_FALSE(tells({a_x, R"("c":{"lvl0":"a"})"})) << "no lower value";
    EXPECT_FALSE(tells({a_x, x_only})) << "no upper value";
    EXPECT_FALSE(tells({x_only, a_x})) << "no upper value";
    EXPECT_FALSE(tells({a_x, R"("c":{"lvl0":["a","b"],"lvl1":"x"})"})) << "several values";
    EXPECT_FALSE(tells({a_x, R"("c":{"lvl0":"a","lvl1":["x","y"]})"})) << "several values";
    EXPECT_FALSE(tells({a_x, R"("variants":[{"sku":"1","c":{"lvl0":"a","lvl1":"x"}},)"
                             R"({"sku":"2","c":{"lvl0":"a","lvl1":"y"}}])"}))
        << "of rows";
    EXPECT_FALSE(tells({R"("c":{"lvl0":"a"},"d":{"lvl1":"x"})"}));
}

/// Hierarchies of which some products, at times, break the rule.
std::string random_product(int id, double broken, Rng& rng) {
    std::string members = R"("brand":"b)" + std::to_string(rng.below(40)) + '"';
    const auto fine = rng.below(60);
    std::string levels;
    const auto add = [&](const char* level, std::uint32_t value) {
        levels += std::string(levels.empty() ? "" : ",") + '"' + level + "\":\"" +
                  std::to_string(value) + '"';
    };
    if (rng.chance(0.9)) {
        add("lvl0", rng.chance(broken) ? rng.below(3) : fine / 20);
        add("lvl1", rng.chance(broken) ? rng.below(12) : fine / 5);
        if (!rng.chance(broken)) add("lvl2", fine);
    }
    members += R"(,"c":{)" + levels + R"(},"d":{"lvl0":"u","lvl1":"v)" +
               std::to_string(rng.below(2)) + "\"}";
    return record(id, members);
}

TEST(CoarserValues, AddUpToWhatCountingGives) {
    const std::vector<std::string_view> names = {"c.lvl1", "brand",  "c.lvl0",
                                                 "d.lvl1", "c.lvl2", "d.lvl0"};
    int num_told = 0;
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        Rng rng(seed);
        const double broken = seed % 2 == 0 ? 0 : 0.001;
        std::vector<std::string> records;
        for (int i = 0; i < 3000; ++i) records.push_back(random_product(i, broken, rng));
        const auto built = support::build(support::split(records, 1 + seed % 2), settings());
        for (const auto& view : built.snapshot->segments) {
            const auto& levels = view.column_levels->get(view.columns());
            EXPECT_NE(levels.find("d.lvl0", "d.lvl1"), nullptr);
            for (const char* fine : {"c.lvl1", "c.lvl2"}) {
                num_told += levels.find("c.lvl0", fine) != nullptr;
            }
        }
        for (const double share : {0.0, 0.01, 0.1, 0.5, 1.0}) {
            std::vector<Matching> matching;
            for (const auto& view : built.snapshot->segments) {
                auto products = OrdinalSet::all(view.columns().num_products());
                if (share < 1) products.filter([&](data::Ordinal) { return rng.chance(share); });
                matching.emplace_back().products = std::move(products);
            }
            const auto known = count_together(*built.snapshot, names, matching);
            for (std::size_t n = 0; n < names.size(); ++n) {
                SCOPED_TRACE(std::string(names[n]) + ", seed " + std::to_string(seed));
                std::vector<KnownCounts> of_name;
                for (const auto& segment : known) of_name.push_back(segment[n]);
                EXPECT_EQ(count_facet(*built.snapshot, names[n], matching, {}, of_name).values,
                          count_facet(*built.snapshot, names[n], matching, {}).values);
            }
        }
    }
    EXPECT_GT(num_told, 8);
    EXPECT_LT(num_told, 24);
}

} // namespace
} // namespace aisle::search
