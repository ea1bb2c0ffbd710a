// Properties of data/posting_marks.h, over random places and spots, few and many different ones,
// and with more or fewer marks:
//   1. Places read by their marks are what they were, in whole and in part, and the best of some is
//      known.
//   2. So are spots, where there are marks enough; else there may be more, and those that most
//      postings have are what they were.
//   3. Marks are in the order of places.

#include "data/posting_marks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "data/ids.h"
#include "tests/support/rng.h"

namespace aisle::data {
namespace {

using support::Rng;

struct Postings {
    std::vector<Place> places;
    std::vector<SealedSpots> spots;
};

Postings random_postings(Rng& rng) {
    Postings postings;
    const std::uint32_t max_position = rng.chance(0.5) ? 10 : 500;
    const std::uint32_t max_spot = rng.chance(0.5) ? 4 : 31;
    for (auto i = rng.between(0, 2000); i > 0; --i) {
        postings.places.emplace_back(rng.below(4), rng.between(0, max_position), rng.chance(0.2));
        Spots spots = 0;
        for (auto j = rng.between(1, 5); j > 0; --j) spots |= spot_at(rng.between(0, max_spot));
        postings.spots.emplace_back(spots);
    }
    return postings;
}

/// A number of marks that may be too few for all pairs, but not for all places.
std::size_t random_max(Rng& rng, const Postings& postings) {
    std::vector<std::uint32_t> numbers;
    for (const auto place : postings.places) numbers.push_back(place.number());
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers.size() + rng.between(0, 1000);
}

TEST(PostingMarks, KeepPlaces) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(seed);
        const auto postings = random_postings(rng);
        const PostingMarks marks(postings.places, postings.spots, random_max(rng, postings));
        const Places sealed({marks.places, marks.marks});
        const auto size = static_cast<std::uint32_t>(postings.places.size());
        ASSERT_EQ(sealed.size(), size);
        const auto begin = rng.between(0, size);
        const auto count = rng.between(0, size - begin);
        const auto some = sealed.subspan(begin, count);
        EXPECT_EQ(some.first(), begin);
        ASSERT_EQ(some.size(), count);
        Place best;
        for (std::size_t i = 0; i < count; ++i) {
            ASSERT_EQ(some[i], postings.places[begin + i]) << seed;
            if (some[i].number() < best.number()) best = some[i];
        }
        EXPECT_EQ(some.best(), best) << seed;
        EXPECT_TRUE(
            std::is_sorted(marks.places.begin(), marks.places.end(),
                           [](const auto& a, const auto& b) { return a.number() < b.number(); }));
    }
}

TEST(PostingMarks, KeepSpotsOfMostPostings) {
    int num_full = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(seed);
        const auto postings = random_postings(rng);
        const std::size_t max_marks = random_max(rng, postings);
        const PostingMarks marks(postings.places, postings.spots, max_marks);
        ASSERT_LE(marks.places.size(), max_marks);
        ASSERT_EQ(marks.places.size(), marks.spots.size());
        const PostingSpots sealed(marks.spots, marks.marks);
        ASSERT_EQ(sealed.size(), postings.spots.size());
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> counts;
        for (std::size_t i = 0; i < sealed.size(); ++i) {
            ++counts[{postings.places[i].number(), postings.spots[i].number()}];
        }
        const bool are_enough = counts.size() <= max_marks;
        num_full += !are_enough;
        std::uint32_t fewest_exact = kNoId; // postings of a pair
        std::uint32_t most_inexact = 0;
        const auto begin = rng.between(0, static_cast<std::uint32_t>(sealed.size()));
        const auto rest = sealed.subspan(begin, sealed.size() - begin);
        for (std::size_t i = 0; i < rest.size(); ++i) {
            const auto expected = postings.spots[begin + i];
            EXPECT_EQ(rest[i] & expected.spots(), expected.spots());
            const auto count = counts[{postings.places[begin + i].number(), expected.number()}];
            if (rest[i] == expected.spots()) {
                fewest_exact = std::min(fewest_exact, count);
            } else {
                most_inexact = std::max(most_inexact, count);
            }
        }
        EXPECT_LE(most_inexact, fewest_exact) << seed;
        if (are_enough) {
            EXPECT_EQ(most_inexact, 0U) << seed;
        }
    }
    EXPECT_GT(num_full, 50);
    EXPECT_LT(num_full, 290);
}

TEST(PostingMarks, AreEnoughForAnyPlaces) {
    Postings postings;
    for (std::uint32_t rank = 0; rank <= Place::kMaxRank; ++rank) {
        for (std::uint32_t position = 0; position <= Place::kMaxPosition; ++position) {
            for (const bool is_whole : {false, true}) {
                for (const Spots spots : {spot_at(position), spot_at(position + 1)}) {
                    postings.places.emplace_back(rank, position, is_whole);
                    postings.spots.emplace_back(spots);
                }
            }
        }
    }
    const PostingMarks marks(postings.places, postings.spots);
    ASSERT_EQ(marks.places.size(), PostingMarks::kMaxMarks);
    const Places places({marks.places, marks.marks});
    const PostingSpots spots(marks.spots, marks.marks);
    for (std::size_t i = 0; i < places.size(); ++i) {
        ASSERT_EQ(places[i], postings.places[i]);
        ASSERT_EQ(spots[i], ~Spots{0});
    }
}

} // namespace
} // namespace aisle::data
