#include "api/rate_limiter.h"

#include <xxhash.h>

namespace aisle::api {

namespace {

constexpr std::int64_t kHour_ms = 3'600'000;

} // namespace

bool RateLimiter::try_take(std::string_view subject, std::uint64_t amount, std::uint64_t limit,
                           std::int64_t now_ms) {
    const auto hash = XXH3_128bits(subject.data(), subject.size());
    const Id id{hash.low64, hash.high64};
    const std::lock_guard lock(mutex_);
    while (!hours_.empty() && hours_.front().began_ms + kHour_ms <= now_ms) forget_oldest();
    const auto found = by_id_.find(id);
    const std::uint64_t taken = found == by_id_.end() ? 0 : found->second->num_taken;
    if (taken >= limit || amount > limit - taken) return false;
    if (found != by_id_.end()) {
        found->second->num_taken += amount;
        return true;
    }
    if (hours_.size() >= max_subjects_) forget_oldest();
    hours_.push_back({id, now_ms, amount});
    by_id_.emplace(id, std::prev(hours_.end()));
    return true;
}

void RateLimiter::forget_oldest() {
    by_id_.erase(hours_.front().id);
    hours_.pop_front();
}

} // namespace aisle::api
