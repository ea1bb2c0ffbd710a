// Properties of search/compact_set.h:
//   1. A compact set has the members of the set it was made of, of any density and shape.
//   2. What it has in common with another set is what the sets have in common.
//   3. It takes no more than two bytes a member and block.
//   4. Members side by side take a bit each.
#include "search/compact_set.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/posting_bits.h"
#include "tests/support/rng.h"

namespace aisle::search {
namespace {

using support::Rng;

/// Members in stretches, each of a density of its own.
OrdinalSet random_set(std::uint32_t bound, Rng& rng) {
    const std::uint32_t stretch = 1 + rng.below(10'000);
    std::vector<std::uint32_t> members;
    double density = 0;
    for (std::uint32_t i = 0; i < bound; ++i) {
        if (i % stretch == 0) density = rng.chance(0.5) ? 0 : rng.below(1000) / 1000.0;
        if (rng.chance(density)) members.push_back(i);
    }
    return OrdinalSet::from_sorted(std::move(members), bound);
}

TEST(CompactSet, HasTheMembersOfTheSet) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        Rng rng(seed);
        const std::uint32_t bound = 1 + rng.below(seed % 2 == 0 ? 20'000 : 200);
        const auto set = random_set(bound, rng);
        const CompactSet compact(set);
        EXPECT_EQ(compact.is_empty(), set.is_empty());
        EXPECT_EQ(compact.to_set(), set) << "seed " << seed;
        EXPECT_LE(compact.num_bytes(), 2 * (set.size() + 1 + bound / CompactSet::kBlock));
        for (int i = 0; i < 6; ++i) {
            auto other = i == 0 ? OrdinalSet::all(bound) : random_set(bound, rng);
            if (i > 2) other.filter([&](std::uint32_t /*member*/) { return rng.chance(0.02); });
            auto expected = set;
            expected.intersect(other);
            EXPECT_EQ(compact.intersection(other), expected) << "seed " << seed;
            const auto members = other.to_vector();
            const support::OwnPostingBits word(members, bound);
            const auto bits = word.bits();
            if (!members.empty()) {
                EXPECT_EQ(compact.intersection(OrdinalSet::from_bits(bits, bound)), expected);
            }
            other.make_fast();
            EXPECT_EQ(compact.intersection(other), expected) << "seed " << seed;
        }
    }
}

TEST(CompactSet, KeepsNeighboursAsBits) {
    constexpr std::uint32_t kBound = 100 * CompactSet::kBlock;
    constexpr std::uint32_t kNumNeighbours = 512;
    std::vector<std::uint32_t> members;
    for (std::uint32_t block = 0; block < 100; ++block) {
        for (std::uint32_t i = 0; i < kNumNeighbours; ++i) {
            members.push_back(block * CompactSet::kBlock + block + i);
        }
    }
    const auto set = OrdinalSet::from_sorted(std::move(members), kBound);
    const CompactSet compact(set);
    EXPECT_EQ(compact.size(), set.size());
    EXPECT_EQ(compact.to_set(), set);
    // A block tells which cells it has, and has one more where neighbours do not begin with one.
    EXPECT_LE(compact.num_bytes(), 100 * (2 + 8 + kNumNeighbours / 8 + 8));
}

TEST(CompactSet, MayBeEmptyOrFull) {
    EXPECT_TRUE(CompactSet().is_empty());
    EXPECT_TRUE(CompactSet().intersection(OrdinalSet::all(5)).is_empty());
    for (const std::uint32_t bound : {0U, 1U, 4095U, 4096U, 4097U, 9000U}) {
        EXPECT_TRUE(CompactSet(OrdinalSet(bound)).to_set().is_empty());
        EXPECT_EQ(CompactSet(OrdinalSet::all(bound)).to_set(), OrdinalSet::all(bound));
    }
}

} // namespace
} // namespace aisle::search
