#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <rapidjson/document.h>

namespace aisle::indexer {

/// Records with more arrays and objects inside each other are refused: what walks a record
/// recursively then needs a bounded stack.
inline constexpr std::uint32_t kMaxRecordDepth = 64;

/// Parses one JSON text into `document`: UTF-8, at most 64 levels deep, every number as the
/// nearest double or exact 64-bit integer. Returns what is wrong with it, or nothing.
[[nodiscard]] std::optional<std::string> parse_json(std::string_view text,
                                                    rapidjson::Document& document);

/// The value of the top-level string or number called `field`, as far as it comes before the
/// first error of a text; else empty.
[[nodiscard]] std::string find_before_error(std::string_view text, std::string_view field);

} // namespace aisle::indexer
