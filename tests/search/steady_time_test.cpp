// Properties of the time in which time alone changes nothing:
//   1. It holds the moment asked about, and every edge of a period or rule lies at its ends or
//      beyond.
//   2. At each of its moments the same periods and the same rules are in force, and at its ends
//      others are (over many seeds).
//   3. A snapshot without periods and rules is steady for ever.
#include "search/steady_time.h"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace aisle::search {
namespace {

std::vector<data::Period> random_periods(std::mt19937& random) {
    std::vector<data::Period> periods(random() % 5);
    for (auto& period : periods) {
        if (random() % 4 != 0) period.from = static_cast<std::int64_t>(random() % 40);
        if (random() % 4 != 0) {
            period.until = std::max<std::int64_t>(period.from, 0) + 1 +
                           static_cast<std::int64_t>(random() % 40);
        }
    }
    return periods;
}

std::vector<bool> in_force(const std::vector<data::Period>& periods, std::int64_t now) {
    std::vector<bool> holds;
    for (const auto& period : periods) holds.push_back(period.from <= now && now < period.until);
    return holds;
}

TEST(SteadyTime, EndsWhereSomethingElseComesIntoForce) {
    std::mt19937 random(1);
    for (int round = 0; round < 2000; ++round) {
        const auto periods = random_periods(random);
        const std::int64_t now = static_cast<std::int64_t>(random() % 90);
        const auto steady = steady_time(periods, now);
        ASSERT_LE(steady.from, now);
        ASSERT_LT(now, steady.until);
        const auto expected = in_force(periods, now);
        for (std::int64_t at = 0; at < 90; ++at) {
            if (steady.from <= at && at < steady.until) {
                ASSERT_EQ(in_force(periods, at), expected) << at;
            }
        }
        if (steady.until < std::numeric_limits<std::int64_t>::max()) {
            ASSERT_NE(in_force(periods, steady.until), in_force(periods, steady.until - 1));
        }
        if (steady.from > std::numeric_limits<std::int64_t>::min()) {
            ASSERT_NE(in_force(periods, steady.from), in_force(periods, steady.from - 1));
        }
    }
}

TEST(SteadyTime, EndsWhereARuleBeginsOrEnds) {
    Snapshot snapshot;
    snapshot.rules = std::make_shared<const data::RuleSet>(data::RuleSet::parse(
        R"([{"objectID": "a", "condition": {"pattern": "x", "anchoring": "is"},
             "consequence": {"params": {"filters": "c:1"}},
             "validity": [{"from": 100, "until": 200}, {"from": 300, "until": 400}]},
            {"objectID": "b", "condition": {"pattern": "y", "anchoring": "is"},
             "consequence": {"params": {"filters": "c:2"}}}])"));
    for (const auto& [now, from, until] : std::vector<std::array<std::int64_t, 3>>{
             {150, 100, 200}, {200, 200, 300}, {399, 300, 400}}) {
        const data::Period expected{from, until};
        EXPECT_EQ(steady_time(snapshot, now), expected) << now;
    }
    EXPECT_EQ(steady_time(snapshot, 400).from, 400);
    EXPECT_EQ(steady_time(snapshot, 400).until, data::Period{}.until);
}

TEST(SteadyTime, IsAllTimeWithoutPeriodsAndRules) {
    EXPECT_EQ(steady_time(Snapshot{}, 5), data::Period{});
}

} // namespace
} // namespace aisle::search
