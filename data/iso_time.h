#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace aisle::data {

/// Seconds since 1970 of an ISO 8601 moment: a date ("2026-01-31", its midnight) or a date and a
/// time ("2026-01-31T12:00", seconds optional, fractions cut), in UTC with or without Z, or with
/// an offset ("+01:00"). Anything else, impossible dates included, gives nothing.
[[nodiscard]] std::optional<std::int64_t> parse_iso_time(std::string_view text);

} // namespace aisle::data
