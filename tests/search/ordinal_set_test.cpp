// Properties of search/ordinal_set.h:
//   1. Every operation equals that of std::set, for sparse, dense, empty and full sets of any
//      bound, also where one set is far smaller than the other, and where the bits of a word are
//      borrowed.
//   2. A set made of sorted, borrowed, unsorted, repeated or several lists of members has those
//      members.
//   3. Members are visited in ascending order; the size is their number.
//   4. A copy keeps its members whatever is done to the other one.
//   5. Sets of the same members are equal, however they came about.
//   6. A set shares with its unchanged copies, and with no set of other members; one that owns what
//      it borrowed keeps it when the lender is gone.
#include "search/ordinal_set.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/posting_bits.h"
#include "tests/support/rng.h"

namespace aisle::search {
namespace {

using Members = std::set<std::uint32_t>;
using support::Rng;

/// About `size` members below `bound`.
Members random_members(std::uint32_t bound, double share, Rng& rng) {
    Members members;
    for (std::uint32_t value = 0; value < bound; ++value) {
        if (rng.chance(share)) members.insert(value);
    }
    return members;
}

OrdinalSet set_of(const Members& members, std::uint32_t bound) {
    const std::vector<std::uint32_t> sorted(members.begin(), members.end());
    return OrdinalSet::from_sorted(sorted, bound);
}

void expect_same(const OrdinalSet& set, const Members& expected) {
    const std::vector<std::uint32_t> members(expected.begin(), expected.end());
    EXPECT_EQ(set.to_vector(), members);
    EXPECT_EQ(set.size(), members.size());
    EXPECT_EQ(set.is_empty(), members.empty());
    EXPECT_EQ(set.is_all(), members.size() == set.bound());
    std::vector<std::uint32_t> visited;
    set.for_each([&](std::uint32_t value) { visited.push_back(value); });
    EXPECT_EQ(visited, members);
    EXPECT_EQ(set, set_of(expected, set.bound()));
    for (std::uint32_t value = 0; value < set.bound() + 70; ++value) {
        ASSERT_EQ(set.contains(value), expected.contains(value)) << value;
    }
}

TEST(OrdinalSet, AgreesWithAStandardSetInEveryOperation) {
    constexpr double kShares[] = {0, 0.002, 0.01, 0.03, 0.1, 0.5, 0.97, 1};
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(seed);
        const std::uint32_t bound = rng.chance(0.2) ? rng.below(70) : rng.between(60, 3000);
        const Members a = random_members(bound, kShares[rng.below(8)], rng);
        const Members b = random_members(bound, kShares[rng.below(8)], rng);
        SCOPED_TRACE("seed " + std::to_string(seed));
        Members both;
        Members either = a;
        Members only_a;
        Members neither;
        either.insert(b.begin(), b.end());
        for (std::uint32_t value = 0; value < bound; ++value) {
            if (a.contains(value) && b.contains(value)) both.insert(value);
            if (a.contains(value) && !b.contains(value)) only_a.insert(value);
            if (!a.contains(value)) neither.insert(value);
        }
        const std::vector<std::uint32_t> lent_a(a.begin(), a.end());
        const std::vector<std::uint32_t> lent_b(b.begin(), b.end());
        const support::OwnPostingBits own_a(lent_a, bound);
        const support::OwnPostingBits own_b(lent_b, bound);
        const auto bits_a = own_a.bits();
        const auto bits_b = own_b.bits();
        const auto some_a = [&] {
            if (rng.chance(0.3)) return OrdinalSet::from_bits(bits_a, bound);
            return rng.chance(0.5) ? OrdinalSet::from_borrowed(lent_a, bound) : set_of(a, bound);
        };
        const auto some_b = [&] {
            if (rng.chance(0.3)) return OrdinalSet::from_bits(bits_b, bound);
            return rng.chance(0.5) ? OrdinalSet::from_borrowed(lent_b, bound) : set_of(b, bound);
        };
        auto set = some_a();
        set.intersect(some_b());
        expect_same(set, both);
        EXPECT_EQ(some_a().intersection_size(some_b()), both.size());
        set = some_a();
        set.unite(some_b());
        expect_same(set, either);
        set = some_a();
        set.subtract(some_b());
        expect_same(set, only_a);
        expect_same(some_a().intersection(lent_b), both);
        set = some_a();
        expect_same(set, a);
        set.own();
        expect_same(set, a);
        set.complement();
        expect_same(set, neither);
        set = some_a();
        set.filter([&](std::uint32_t value) { return b.contains(value); });
        expect_same(set, both);
    }
}

TEST(OrdinalSet, KeepsItsMembersThroughLongChainsOfOperations) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Rng rng(seed);
        const std::uint32_t bound = rng.between(1, 800);
        Members expected;
        OrdinalSet set(bound);
        for (int step = 0; step < 25; ++step) {
            const Members other = random_members(bound, rng.chance(0.5) ? 0.02 : 0.6, rng);
            const auto operand = set_of(other, bound);
            const auto copy = set;
            const auto members = expected;
            switch (rng.below(4)) {
            case 0:
                set.unite(operand);
                expected.insert(other.begin(), other.end());
                break;
            case 1:
                set.intersect(operand);
                std::erase_if(expected, [&](auto value) { return !other.contains(value); });
                break;
            case 2:
                set.subtract(operand);
                std::erase_if(expected, [&](auto value) { return other.contains(value); });
                break;
            default:
                set.complement();
                Members rest;
                for (std::uint32_t value = 0; value < bound; ++value) {
                    if (!expected.contains(value)) rest.insert(value);
                }
                expected = std::move(rest);
            }
            expect_same(copy, members);
            expect_same(operand, other);
        }
        expect_same(set, expected);
    }
}

TEST(OrdinalSet, IsTheSameFromSortedUnsortedAndSeveralLists) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed);
        const std::uint32_t bound = rng.between(1, 1500);
        std::vector<std::vector<std::uint32_t>> lists(rng.below(6));
        Members expected;
        std::vector<std::uint32_t> unsorted;
        for (auto& list : lists) {
            const Members members = random_members(bound, rng.chance(0.7) ? 0.01 : 0.3, rng);
            list.assign(members.begin(), members.end());
            expected.insert(members.begin(), members.end());
            unsorted.insert(unsorted.end(), list.rbegin(), list.rend());
        }
        SCOPED_TRACE("seed " + std::to_string(seed));
        const std::vector<std::span<const std::uint32_t>> spans(lists.begin(), lists.end());
        expect_same(OrdinalSet::union_of(spans, bound), expected);
        expect_same(OrdinalSet::from_unsorted(unsorted, bound), expected);
    }
}

TEST(OrdinalSet, SharesWithItsCopiesOnly) {
    std::vector<std::uint32_t> lent = {1, 5, 9};
    const std::vector<std::uint32_t> others = {2, 5, 9};
    auto borrowing = OrdinalSet::from_borrowed(lent, 1000);
    EXPECT_TRUE(borrowing.shares_with(OrdinalSet(borrowing)));
    EXPECT_FALSE(borrowing.shares_with(OrdinalSet::from_borrowed(others, 1000)));
    auto owning = borrowing;
    owning.own();
    EXPECT_TRUE(owning.shares_with(OrdinalSet(owning)));
    EXPECT_FALSE(owning.shares_with(OrdinalSet::from_sorted(others, 1000)));
    lent = others;
    expect_same(owning, {1, 5, 9});
    expect_same(borrowing, {2, 5, 9});
}

TEST(OrdinalSet, HoldsEverythingOrNothingOfAnyBound) {
    for (const std::uint32_t bound : {0U, 1U, 63U, 64U, 65U, 1000U}) {
        Members everything;
        for (std::uint32_t value = 0; value < bound; ++value) everything.insert(value);
        expect_same(OrdinalSet::all(bound), everything);
        expect_same(OrdinalSet(bound), {});
    }
}

} // namespace
} // namespace aisle::search
