#include "api/event_rate.h"

#include <map>
#include <string>
#include <string_view>

#include "data/error.h"

namespace aisle::api {

void EventRate::charge(std::span<const data::Event> events, std::int64_t now_ms) {
    if (per_hour_ == 0) return;
    std::map<std::string_view, std::uint64_t> counts;
    for (const auto& event : events) ++counts[event.user_token];
    for (const auto& [user, count] : counts) {
        if (limiter_.try_take(user, count, per_hour_, now_ms)) continue;
        throw data::Error(data::ErrorCode::kTooManyRequests,
                          "Too many events: userToken " + std::string(user) + " may send " +
                              std::to_string(per_hour_) + " in an hour");
    }
}

} // namespace aisle::api
