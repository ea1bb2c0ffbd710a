// Properties of search/bounded_cache.h:
//   1. What is kept is not made again; what was dropped is, and is the same.
//   2. When a value does not fit beside the others, as few of those are dropped as need be, and it
//      is kept. Of values that are asked for in turns, and do not all fit, most are kept.
//   3. A value that is too large by itself is handed out and not kept, nor does it drop others.

#include "search/bounded_cache.h"

#include <gtest/gtest.h>

namespace aisle::search {
namespace {

class BoundedCacheTest : public testing::Test {
protected:
    /// The value of `key`, which takes `bytes` of room for three entries of a hundred.
    int find(const std::string& key, std::size_t bytes = 100) {
        using Cache = BoundedCache<int>;
        const auto make = [&] {
            ++num_made_;
            return std::stoi(key);
        };
        const std::size_t limit = 3 * (100 + key.size() + Cache::kBytesPerEntry);
        return *cache_.find(key, make, [&](int) { return Cache::Bytes{bytes, limit}; });
    }

    BoundedCache<int> cache_;
    int num_made_ = 0;
};

TEST_F(BoundedCacheTest, makes_a_value_once_while_it_is_kept) {
    for (int round = 0; round < 3; ++round) {
        for (const auto* key : {"1", "2", "3"}) EXPECT_EQ(find(key), std::stoi(key));
    }
    EXPECT_EQ(num_made_, 3);
}

TEST_F(BoundedCacheTest, drops_as_few_others_as_need_be) {
    for (const auto* key : {"1", "2", "3", "4"}) static_cast<void>(find(key));
    EXPECT_EQ(find("4"), 4);
    EXPECT_EQ(num_made_, 4);
    int num_kept = 0;
    for (const auto* key : {"1", "2", "3"}) num_kept += cache_.find(key) != nullptr ? 1 : 0;
    EXPECT_EQ(num_kept, 2);
    for (const auto* key : {"1", "2", "3"}) EXPECT_EQ(find(key), std::stoi(key));
    EXPECT_GE(num_made_, 5);
    static_cast<void>(find("5", 300 + BoundedCache<int>::kBytesPerEntry)); // room of two
    num_kept = 0;
    for (const auto* key : {"1", "2", "3", "4"}) num_kept += cache_.find(key) != nullptr ? 1 : 0;
    EXPECT_LE(num_kept, 1);
    EXPECT_NE(cache_.find("5"), nullptr);
}

TEST_F(BoundedCacheTest, keeps_most_of_what_is_a_little_too_much) {
    using Cache = BoundedCache<int>;
    const auto ask = [&](int number) {
        const auto make = [&] {
            ++num_made_;
            return number;
        };
        const std::size_t limit = 18 * (100 + 2 + Cache::kBytesPerEntry);
        return *cache_.find(std::to_string(number), make, [&](int) {
            return Cache::Bytes{100, limit};
        });
    };
    constexpr int kRounds = 100;
    for (int round = 0; round < kRounds; ++round) {
        for (int number = 10; number < 30; ++number) EXPECT_EQ(ask(number), number);
    }
    EXPECT_LT(num_made_, kRounds * 20 / 2);
}

TEST_F(BoundedCacheTest, does_not_keep_what_is_too_large_by_itself) {
    EXPECT_EQ(find("1"), 1);
    EXPECT_EQ(find("2", 10'000), 2);
    EXPECT_EQ(find("2", 10'000), 2);
    EXPECT_EQ(num_made_, 3);
    EXPECT_EQ(find("1"), 1);
    EXPECT_EQ(num_made_, 3);
}

} // namespace
} // namespace aisle::search
