// Properties of settings derived from records:
//   1. Attributes are ranked by how their names end: titles, kinds, descriptions, others.
//   2. A clearly shorter second name is a model, not a title; translations are titles all.
//   3. Ids, links, pictures, dates and codes are not searched, nor is the objectID.
//   4. Records without any text give settings that can still be used.

#include "bench/eval/default_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aisle::bench {
namespace {

/// "path" for the attributes of each rank, in order.
std::vector<std::vector<std::string>> ranks_of(const std::vector<std::string>& records,
                                               const std::string& id_field = "objectID") {
    std::size_t at = 0;
    const auto next = [&]() -> std::optional<indexer::RawRecord> {
        if (at == records.size()) return std::nullopt;
        return indexer::RawRecord{records[at++], at, ""};
    };
    std::vector<std::vector<std::string>> ranks;
    for (const auto& attribute : derive_settings(next, id_field).searchable_attributes) {
        ranks.resize(std::max<std::size_t>(ranks.size(), attribute.rank + 1));
        ranks[attribute.rank].push_back(attribute.path);
    }
    return ranks;
}

using Ranks = std::vector<std::vector<std::string>>;

TEST(DefaultSettings, RankAttributesByHowTheirNamesEnd) {
    const auto ranks = ranks_of({R"({"objectID": "1", "title": "Oak desk", "brandName": "Nord",
        "supplier": "Nord", "info": {"productType": "Desk", "brand_compatibility": "any"},
        "short_description": "A desk", "longDescription": "A desk of oak", "material": "oak",
        "categories": ["Desks", "Office"], "price": 5})"});
    EXPECT_EQ(ranks, (Ranks{{"title"},
                            {"brandName", "categories", "info.productType", "supplier"},
                            {"longDescription", "short_description"},
                            {"info.brand_compatibility", "material"}}));
}

TEST(DefaultSettings, TakeAShorterNameForAModel) {
    EXPECT_EQ(ranks_of({R"({"objectID": "1", "title": "Nord oak desk with drawers",
                            "name": "Nord X"})"}),
              (Ranks{{"title"}, {"name"}}));
    EXPECT_EQ(ranks_of({R"({"objectID": "1", "name": "Oak desk", "name_de": "Tisch Eiche"})"}),
              (Ranks{{"name", "name_de"}}));
}

TEST(DefaultSettings, LeaveOutWhatNobodyTypes) {
    EXPECT_EQ(
        ranks_of({R"({"sku_id": "A1", "name": "Desk", "image_high": "desk", "page": "https://x.y",
        "ean": ["4006381333931"], "imageUrl": "desk.png", "code": "4711", "releaseDate": "May",
        "number": "X1"})"},
                 "sku_id"),
        (Ranks{{"name"}, {"number"}}));
}

TEST(DefaultSettings, CanBeDerivedFromNothing) {
    EXPECT_TRUE(ranks_of({}).empty());
    EXPECT_TRUE(ranks_of({R"({"objectID": "1", "price": 3})", "no JSON"}).empty());
}

} // namespace
} // namespace aisle::bench
