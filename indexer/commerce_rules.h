#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <rapidjson/document.h>

namespace aisle::indexer {

/// What is wrong with one attribute.
struct FieldError {
    std::string field;  ///< its path, as "variants[2].prices[0].amount"
    std::string reason; ///< what was found and what would be right
    friend bool operator==(const FieldError&, const FieldError&) = default;
};

/// Checks the attributes whose meaning is fixed: `variants`, `prices`, `inventory`,
/// `_geoloc` and `_tags`. Each may be left out or null. Returns the first error in that
/// order. Requires: record.IsObject().
[[nodiscard]] std::optional<FieldError> check_reserved_attributes(const rapidjson::Value& record);

/// Checks one element of `prices`, or of `inventory`. Fields are named within it.
[[nodiscard]] std::optional<FieldError> check_offer(const rapidjson::Value& offer);
[[nodiscard]] std::optional<FieldError> check_stock(const rapidjson::Value& entry);

/// A value as compact JSON for a message, cut short when it is long.
[[nodiscard]] std::string shown(const rapidjson::Value& value);

} // namespace aisle::indexer
