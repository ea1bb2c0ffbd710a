#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <rapidjson/document.h>

namespace aisle::indexer {

/// One quantity of a part.
struct PartStock {
    std::uint32_t location = 0; ///< index into StockPart::locations
    std::uint32_t row = 0;
    std::int64_t quantity = 0;
};

/// The inventory of consecutive records, row by row; rows that inherit repeat their record's.
struct StockPart {
    std::vector<std::string> locations; ///< in order of appearance
    std::map<std::string, std::uint32_t, std::less<>> index_of_location;
    std::vector<PartStock> entries; ///< ascending by row
    std::uint32_t num_rows = 0;
};

/// Adds the inventory of one record.   Requires: `record` is a valid record.
void add_stock(const rapidjson::Value& record, StockPart& part);

} // namespace aisle::indexer
