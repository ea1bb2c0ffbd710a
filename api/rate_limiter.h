#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace aisle::api {

/// Counts what each subject did within an hour of its first act, and says when that is too much.
///
/// Memory is bounded: beyond `max_subjects` the count that began first is forgotten, so that an
/// attacker with more addresses than that gains no more than the addresses are worth.
/// Threads: any.
class RateLimiter {
public:
    explicit RateLimiter(std::size_t max_subjects = 65'536) : max_subjects_(max_subjects) {}

    /// Counts `amount` acts, unless they would exceed `limit`: then nothing is counted and the
    /// answer is false.
    /// Requires: `now_ms` hardly ever goes backwards.   Cost: O(1), amortised.
    [[nodiscard]] bool try_take(std::string_view subject, std::uint64_t amount, std::uint64_t limit,
                                std::int64_t now_ms);

private:
    /// A hash of 128 bits stands for the subject, whose text may be long.
    struct Id {
        std::uint64_t low = 0;
        std::uint64_t high = 0;
        friend bool operator==(const Id&, const Id&) = default;
    };

    struct IdHash {
        std::size_t operator()(const Id& id) const noexcept { return id.low; }
    };

    struct Hour {
        Id id;
        std::int64_t began_ms = 0;
        std::uint64_t num_taken = 0;
    };

    void forget_oldest();

    const std::size_t max_subjects_;
    std::mutex mutex_;
    std::list<Hour> hours_;                                           // guarded, oldest first
    std::unordered_map<Id, std::list<Hour>::iterator, IdHash> by_id_; // guarded
};

} // namespace aisle::api
