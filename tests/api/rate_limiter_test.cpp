// Properties of the rate limiter:
//   1. It decides as a limiter does that remembers every subject, for random acts, as long as
//      there are no more subjects than it has room for.
//   2. It holds no more subjects than it was allowed, and forgets the oldest first.
//   3. Many threads together take no more than the limit.
#include "api/rate_limiter.h"

#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace aisle::api {
namespace {

constexpr std::int64_t kHour_ms = 3'600'000;

/// Remembers everything.
class SlowLimiter {
public:
    bool try_take(const std::string& subject, std::uint64_t amount, std::uint64_t limit,
                  std::int64_t now_ms) {
        auto& [began, taken] = hours_[subject];
        if (taken == 0 || began + kHour_ms <= now_ms) began = now_ms, taken = 0;
        if (taken + amount > limit) return false;
        taken += amount;
        return true;
    }

private:
    std::map<std::string, std::pair<std::int64_t, std::uint64_t>> hours_;
};

TEST(RateLimiter, DecidesAsOneThatRemembersEverything) {
    for (unsigned seed = 0; seed < 50; ++seed) {
        std::mt19937 random(seed);
        RateLimiter limiter(10);
        SlowLimiter slow;
        std::int64_t now = 1'700'000'000'000;
        for (int act = 0; act < 2'000; ++act) {
            now += static_cast<std::int64_t>(random() % 60'000);
            const std::string subject = "s" + std::to_string(random() % 10);
            const std::uint64_t amount = 1 + random() % 3;
            const std::uint64_t limit = 5 + random() % 10;
            ASSERT_EQ(limiter.try_take(subject, amount, limit, now),
                      slow.try_take(subject, amount, limit, now))
                << "seed " << seed << " act " << act;
        }
    }
}

TEST(RateLimiter, ForgetsTheOldestWhenItIsFull) {
    RateLimiter limiter(3);
    for (const char* subject : {"a", "b", "c"}) EXPECT_TRUE(limiter.try_take(subject, 1, 1, 0));
    EXPECT_FALSE(limiter.try_take("a", 1, 1, 1));
    EXPECT_TRUE(limiter.try_take("d", 1, 1, 2));
    EXPECT_FALSE(limiter.try_take("b", 1, 1, 3));
    EXPECT_TRUE(limiter.try_take("a", 1, 1, 4)); // forgotten for d
}

TEST(RateLimiter, TakesNothingBeyondTheLimit) {
    RateLimiter limiter;
    EXPECT_FALSE(limiter.try_take("a", 11, 10, 0));
    EXPECT_TRUE(limiter.try_take("a", 10, 10, 0));
    EXPECT_FALSE(limiter.try_take("a", 1, 10, kHour_ms - 1));
    EXPECT_FALSE(limiter.try_take("a", ~0ULL, 10, kHour_ms - 1));
    EXPECT_TRUE(limiter.try_take("a", 10, 10, kHour_ms));
}

TEST(RateLimiter, HoldsForManyThreads) {
    RateLimiter limiter;
    std::atomic<int> num_taken = 0;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&] {
                for (int i = 0; i < 1'000; ++i) num_taken += limiter.try_take("a", 1, 500, 7);
            });
        }
    }
    EXPECT_EQ(num_taken, 500);
}

} // namespace
} // namespace aisle::api
