#include "api/timestamps.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

namespace aisle::api {

std::string rfc3339(std::int64_t unix_seconds) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                       fmt::gmtime(static_cast<std::time_t>(unix_seconds)));
}

} // namespace aisle::api
