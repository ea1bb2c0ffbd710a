#include "indexer/stock_part.h"

#include "data/json.h"
#include "indexer/record_rows.h"

namespace aisle::indexer {

namespace {

std::uint32_t location_number(std::string_view name, StockPart& part) {
    const auto known = part.index_of_location.find(name);
    if (known != part.index_of_location.end()) return known->second;
    const auto number = static_cast<std::uint32_t>(part.locations.size());
    part.index_of_location.emplace(name, number);
    part.locations.emplace_back(name);
    return number;
}

} // namespace

void add_stock(const rapidjson::Value& record, StockPart& part) {
    for_each_row(record, [&](const rapidjson::Value* variant) {
        const auto* inventory = variant == nullptr ? nullptr : find_set(*variant, "inventory");
        if (inventory == nullptr) inventory = find_set(record, "inventory");
        const std::uint32_t row = part.num_rows++;
        if (inventory == nullptr) return;
        for (const auto& entry : inventory->GetArray()) {
            const auto name = data::string_of(*find_set(entry, "location"));
            part.entries.push_back(
                {location_number(name, part), row, find_set(entry, "quantity")->GetInt64()});
        }
    });
}

} // namespace aisle::indexer
