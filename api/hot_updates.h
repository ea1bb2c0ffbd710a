#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/hot_change.h"

namespace aisle::api {

/// One line of a feed: a number, a flag, an offer or a stock level of a product, or of the
/// variants with a sku.
struct HotUpdate {
    std::string object_id; ///< empty where a sku is given
    std::string sku;
    std::string attribute;
    data::HotChange value;
    /// The update was made at this moment, and gives way to what was set then or later. Absent:
    /// it was made when it was received, and always counts.
    std::optional<std::int64_t> if_older_than_ms;
};

/// Reads JSON lines such as
/// {"sku":"A-1","attribute":"stock","value":5,"ifOlderThan":1700000000000}, or with an offer or a
/// stock level as a record has it:
/// {"sku":"A-1","attribute":"prices","value":{"list":"vip","currency":"EUR","amount":1999}}
/// {"sku":"A-1","attribute":"inventory","value":{"location":"store-1","quantity":3}}.
/// With `allowed`, numbers and flags of other attributes are refused.
/// Throws: Error{kInvalidRequest} naming the line, the member and what would be right.
[[nodiscard]] std::vector<HotUpdate>
parse_hot_updates(std::string_view lines, const std::vector<std::string>* allowed = nullptr);

} // namespace aisle::api
