#pragma once

#include <cstdint>
#include <span>

#include "api/rate_limiter.h"
#include "data/event.h"

namespace aisle::api {

/// Bounds how many events one person may send, so that nobody alone decides what is trending.
/// Threads: any.
class EventRate {
public:
    static constexpr std::uint64_t kDefaultPerHour = 3'000; ///< one in 1.2 s

    /// `per_hour`: 0 is any number.
    explicit EventRate(std::uint64_t per_hour = kDefaultPerHour) : per_hour_(per_hour) {}

    /// Counts the events of each user. What was counted before one of them had too many stays
    /// counted: requests that are refused are no way around the bound.
    /// Throws: Error{kTooManyRequests} naming the userToken.
    void charge(std::span<const data::Event> events, std::int64_t now_ms);

private:
    const std::uint64_t per_hour_;
    RateLimiter limiter_;
};

} // namespace aisle::api
