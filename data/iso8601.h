#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace aisle::data {

/// Reads a moment of UTC as ISO 8601 writes it: "2026-01-31" (midnight),
/// "2026-01-31T09:30Z", "2026-01-31T09:30:15Z" or with a fraction of a second, which is cut
/// off. The zone is Z or +00:00; any other zone, and a time without zone, is nullopt.
/// Units: Unix seconds.
[[nodiscard]] std::optional<std::int64_t> parse_iso8601_utc(std::string_view text);

} // namespace aisle::data
