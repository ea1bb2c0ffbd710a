#include "api/recent_events.h"

#include <xxhash.h>

#include <string>

namespace aisle::api {

namespace {

/// Each part ends with a byte that no UTF-8 text has, so that parts cannot run into one another.
std::uint64_t hash_of(const data::Event& event) {
    constexpr char kEnd = '\xff';
    std::string text = std::to_string(static_cast<int>(event.kind)) + kEnd +
                       std::to_string(event.time_ms) + kEnd + event.index + kEnd + event.user_token;
    for (const auto& object : event.objects) {
        text += kEnd + object.object_id + kEnd + std::to_string(object.quantity);
    }
    return XXH3_64bits(text.data(), text.size());
}

} // namespace

bool RecentEvents::add(const data::Event& event) {
    const std::uint64_t hash = hash_of(event);
    if (!hashes_.insert(hash).second) return false;
    by_arrival_.push_back(hash);
    if (by_arrival_.size() > max_events_) {
        hashes_.erase(by_arrival_.front());
        by_arrival_.pop_front();
    }
    return true;
}

} // namespace aisle::api
