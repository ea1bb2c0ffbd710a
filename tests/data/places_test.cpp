// Properties of data/places.h, over random places, few and many different ones:
//   1. Sealed places are what they were, in whole and in part, and the best of some is known.
//   2. Up to 256 different places take a byte each.
//   3. Arrays that do not fit together are known.

#include "data/places.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/rng.h"

namespace aisle::data {
namespace {

using support::Rng;

std::vector<Place> random_places(Rng& rng, std::uint32_t max_position) {
    std::vector<Place> places(rng.between(0, 2000));
    for (auto& place : places) {
        place = {rng.below(4), rng.between(0, max_position), rng.chance(0.2)};
    }
    return places;
}

TEST(Places, AreWhatTheyWere) {
    int num_wide = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed);
        const auto places = random_places(rng, rng.chance(0.5) ? 20 : 500);
        const PlaceCodes few(places);
        const bool is_wide = few.codes.empty();
        num_wide += is_wide && !places.empty();
        const auto wide = is_wide ? places : std::vector<Place>();
        const Places sealed({few.table, few.codes, wide});
        ASSERT_TRUE(sealed.fits(places.size()));
        ASSERT_EQ(sealed.size(), places.size());
        const auto begin = rng.between(0, static_cast<std::uint32_t>(places.size()));
        const auto count = rng.between(0, static_cast<std::uint32_t>(places.size()) - begin);
        const auto some = sealed.subspan(begin, count);
        EXPECT_EQ(some.first(), begin);
        ASSERT_EQ(some.size(), count);
        Place best;
        for (std::size_t i = 0; i < count; ++i) {
            ASSERT_EQ(some[i], places[begin + i]) << seed;
            if (some[i].number() < best.number()) best = some[i];
        }
        EXPECT_EQ(some.best(), best) << seed;
    }
    EXPECT_GT(num_wide, 20);
    EXPECT_LT(num_wide, 180);
}

TEST(PlaceCodes, TakeUpTo256Places) {
    std::vector<Place> places;
    for (std::uint32_t position = 0; position < 256; ++position) {
        places.emplace_back(0, position, true);
    }
    EXPECT_EQ(PlaceCodes(places).codes.size(), places.size());
    places.emplace_back(0, 256, true);
    EXPECT_TRUE(PlaceCodes(places).codes.empty());
    EXPECT_TRUE(PlaceCodes(places).table.empty());
}

TEST(Places, KnowArraysThatDoNotFit) {
    const std::vector<Place> places = {{0, 1, true}, {1, 0, false}};
    const PlaceCodes few(places);
    EXPECT_TRUE(Places({few.table, few.codes, {}}).fits(2));
    EXPECT_TRUE(Places({{}, {}, places}).fits(2));
    EXPECT_TRUE(Places({{}, {}, {}}).fits(0));
    EXPECT_FALSE(Places({few.table, few.codes, {}}).fits(3));
    EXPECT_FALSE(Places({{}, {}, places}).fits(1));
    EXPECT_FALSE(Places({few.table, few.codes, places}).fits(2));
    EXPECT_FALSE(Places({std::span(few.table).first(2), few.codes, {}}).fits(2));
}

} // namespace
} // namespace aisle::data
