// Properties of data/versioned_array.h:
//   1. What was published never changes, however many changes come after it.
//   2. Every version is the fold of all changes up to it, whatever readers hold on to.
//   3. It holds while other threads read.
#include "data/versioned_array.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <thread>

#include "tests/support/rng.h"

namespace aisle::data {
namespace {

using Array = VersionedArray<std::int64_t>;

TEST(VersionedArray, PublishesTheFoldOfItsChangesAndNeverChangesIt) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        support::Rng rng(seed);
        std::vector<std::int64_t> expected(rng.between(1, 300));
        Array array(expected);
        std::vector<std::pair<Array::Pointer, std::vector<std::int64_t>>> held;
        for (int step = 0; step < 300; ++step) {
            for (auto n = rng.below(rng.chance(0.05) ? 3000 : 20); n > 0; --n) {
                const auto i = rng.below(static_cast<std::uint32_t>(expected.size()));
                expected[i] = step * 1000 + n;
                array.set(i, expected[i]);
            }
            auto version = array.publish();
            ASSERT_EQ(*version, expected) << "seed " << seed << ", step " << step;
            if (rng.chance(0.5)) held.emplace_back(std::move(version), expected);
            if (rng.chance(0.3) && !held.empty()) {
                held.erase(held.begin() + rng.below(static_cast<std::uint32_t>(held.size())));
            }
        }
        for (const auto& [version, content] : held) ASSERT_EQ(*version, content);
    }
}

TEST(VersionedArray, SharesAVersionUntilItChanges) {
    Array first(std::vector<std::int64_t>{1, 2, 3});
    const auto version = first.publish();
    EXPECT_EQ(first.publish(), version) << "nothing changed";
    Array second(version);
    EXPECT_EQ(second.publish(), version);
    second.set(1, 9);
    EXPECT_EQ(*second.publish(), (std::vector<std::int64_t>{1, 9, 3}));
    EXPECT_EQ(*version, (std::vector<std::int64_t>{1, 2, 3}));
}

TEST(VersionedArray, CanBeReadWhileItChanges) {
    constexpr std::size_t kSize = 1000;
    Array array(std::vector<std::int64_t>(kSize, 0));
    std::mutex mutex;
    Array::Pointer newest = array.publish();
    std::atomic<bool> is_done{false};
    std::vector<std::jthread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&] {
            while (!is_done) {
                Array::Pointer version;
                {
                    const std::lock_guard lock(mutex);
                    version = newest;
                }
                // Every version holds one number, throughout.
                for (const auto number : *version) ASSERT_EQ(number, version->front());
            }
        });
    }
    for (std::int64_t number = 1; number <= 300; ++number) {
        for (std::size_t i = 0; i < kSize; ++i) array.set(i, number);
        auto next = array.publish();
        const std::lock_guard lock(mutex);
        newest.swap(next);
    }
    is_done = true;
}

} // namespace
} // namespace aisle::data
