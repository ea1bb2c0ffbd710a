// Properties of data/spots.h, over random spots:
//   1. Up to three spots are sealed as they are.
//   2. Of more, all are kept, and others only beside them.
//   3. Of two words that follow one another it is never said that they do not.

#include "data/spots.h"

#include <gtest/gtest.h>

#include <bit>

#include "tests/support/rng.h"

namespace aisle::data {
namespace {

using support::Rng;

Spots random_spots(Rng& rng) {
    Spots spots = 0;
    for (auto i = rng.between(1, rng.chance(0.5) ? 3 : 32); i > 0; --i) {
        spots |= spot_at(rng.below(200));
    }
    return spots;
}

TEST(SealedSpots, KeepAllSpotsAndOthersOnlyBesideThem) {
    int num_more = 0;
    for (std::uint64_t seed = 0; seed < 5000; ++seed) {
        Rng rng(seed);
        const auto spots = random_spots(rng);
        const auto sealed = SealedSpots(spots).spots();
        EXPECT_EQ(sealed & spots, spots) << seed;
        if (std::popcount(spots) <= 3) {
            EXPECT_EQ(sealed, spots) << seed;
            continue;
        }
        ++num_more;
        constexpr Spots kLastFour = 0xF0000000;
        Spots beside = spots | (spots & 0x55555555U) << 1U | (spots & 0xAAAAAAAAU) >> 1U;
        if ((spots & kLastFour) != 0) beside |= kLastFour;
        EXPECT_EQ(sealed, beside) << seed;
    }
    EXPECT_GT(num_more, 500);
}

TEST(SealedSpots, NeverDenyThatWordsFollowOneAnother) {
    for (std::uint64_t seed = 0; seed < 5000; ++seed) {
        Rng rng(seed);
        const auto place = rng.below(200);
        const auto distance = rng.between(1, 7);
        const SealedSpots first(random_spots(rng) | spot_at(place));
        const SealedSpots second(random_spots(rng) | spot_at(place + distance));
        EXPECT_TRUE(may_follow(first.spots(), second.spots(), static_cast<int>(distance))) << seed;
    }
}

} // namespace
} // namespace aisle::data
