#pragma once

#include <cstdint>
#include <string>

namespace aisle::api {

/// "2026-01-31T09:30:15Z".
[[nodiscard]] std::string rfc3339(std::int64_t unix_seconds);

} // namespace aisle::api
