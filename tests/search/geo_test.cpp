// Properties of search/geo.h:
//   1. Distances are those along the chord between two points of a sphere, symmetric, and right
//      for pairs of cities known from atlases.
//   2. A box holds the points between its corners, whichever two were given, and across the date
//      line; a polygon holds what a ray crosses an odd number of times.
//   3. Boxes and polygons win over a place with a radius, and are united; a product with several
//      places is inside when one of them is.
//   4. Distances are ranked in buckets that begin at their steps.
//   5. The automatic radius reaches the products that are alive, and no less than asked for.
#include "search/geo.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "search/text_search.h"
#include "tests/support/built_index.h"
#include "tests/support/reference.h"
#include "tests/support/rng.h"

namespace aisle::search {
namespace {

using data::GeoPoint;
using ::testing::ElementsAre;

GeoPoint random_point(support::Rng& rng) {
    return {rng.below(180'000) / 1000.0 - 90, rng.below(360'000) / 1000.0 - 180};
}

TEST(Geo, MeasuresTheDistanceOnASphere) {
    support::Rng rng(1);
    for (int i = 0; i < 2000; ++i) {
        const GeoPoint a = random_point(rng);
        const GeoPoint b = random_point(rng);
        const double expected = support::chord_distance_m(a, b);
        EXPECT_NEAR(distance_m(a, b), expected, 1 + expected * 1e-7);
        EXPECT_DOUBLE_EQ(distance_m(a, b), distance_m(b, a));
        EXPECT_EQ(distance_m(a, a), 0);
    }
    const GeoPoint paris = {48.8566, 2.3522};
    const GeoPoint berlin = {52.52, 13.405};
    const GeoPoint sydney = {-33.8688, 151.2093};
    EXPECT_NEAR(distance_m(paris, berlin), 878'000, 3'000);
    EXPECT_NEAR(distance_m(paris, sydney), 16'960'000, 30'000);
}

TEST(Geo, FindsTheNearestOfSeveralPlaces) {
    const std::vector<GeoPoint> places = {{10, 10}, {0, 1}, {0, -3}};
    const auto found = nearest(places, {0, 0});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->place, places[1]);
    EXPECT_FALSE(nearest({}, {0, 0}));
}

std::string place(const char* id, const char* geoloc) {
    return std::string(R"({"objectID":")") + id + R"(","_geoloc":)" + geoloc + "}";
}

/// Places a, b, c, d; one without.
support::BuiltIndex map_of_places() {
    return support::build({{place("a", R"({"lat":1,"lng":1})"),
                            place("b", R"([{"lat":50,"lng":50},{"lat":2,"lng":179}])"),
                            place("c", R"({"lat":-5,"lng":-179.5})"), R"({"objectID":"none"})",
                            place("d", R"({"lat":10,"lng":10})")}},
                          data::Settings());
}

std::vector<std::uint32_t> inside(const support::BuiltIndex& built, const data::GeoParams& geo,
                                  double radius_m = 0) {
    return products_inside(geo, radius_m, built.snapshot->segments[0].columns()).to_vector();
}

TEST(Geo, FindsWhatIsInsideBoxesPolygonsAndCircles) {
    const auto built = map_of_places();
    data::GeoParams geo;
    EXPECT_FALSE(restricts(geo));
    geo.around = GeoPoint{0, 0};
    EXPECT_TRUE(restricts(geo));
    EXPECT_THAT(inside(built, geo, 200'000), ElementsAre(0));
    EXPECT_THAT(inside(built, geo, 2'000'000), ElementsAre(0, 4));
    geo.radius_is_all = true;
    EXPECT_THAT(inside(built, geo), ElementsAre(0, 1, 2, 4));

    geo.boxes = {{{0, 0}, {20, 20}}};
    EXPECT_THAT(inside(built, geo), ElementsAre(0, 4)) << "the box wins";
    geo.boxes = {{{20, 20}, {0, 0}}};
    EXPECT_THAT(inside(built, geo), ElementsAre(0, 4));
    geo.boxes = {{{20, 0}, {0, 20}}};
    EXPECT_THAT(inside(built, geo), ElementsAre(0, 4));
    geo.boxes = {{{10, 170}, {-10, -170}}};
    EXPECT_THAT(inside(built, geo), ElementsAre(1, 2)) << "across the date line";
    geo.boxes = {{{0, 0}, {2, 2}}, {{60, 60}, {40, 40}}};
    EXPECT_THAT(inside(built, geo), ElementsAre(0, 1)) << "united";

    geo.polygons = {{{9, 9}, {9, 11}, {12, 10}}};
    EXPECT_THAT(inside(built, geo), ElementsAre(0, 1, 4)) << "united with the boxes";
    geo.boxes.clear();
    geo.polygons = {{{0, 0}, {0, 20}, {20, 20}, {8, 10}, {20, 0}}};
    EXPECT_THAT(inside(built, geo), ElementsAre(0)) << "d is in the notch";
}

TEST(Geo, RanksDistancesInBucketsFromTheirSteps) {
    data::GeoParams geo;
    EXPECT_EQ(rank_distance(geo, 0), 0);
    EXPECT_EQ(rank_distance(geo, 19.9), 10);
    geo.precision_m = {{0, 25}, {100, 70}};
    EXPECT_EQ(rank_distance(geo, 99), 75);
    EXPECT_EQ(rank_distance(geo, 100), 100);
    EXPECT_EQ(rank_distance(geo, 169), 100);
    EXPECT_EQ(rank_distance(geo, 171), 170);
    support::Rng rng(3);
    double before = 0;
    for (double at = 0; at < 5000; at += rng.below(20)) {
        EXPECT_GE(rank_distance(geo, at), before);
        EXPECT_LE(rank_distance(geo, at), at);
        before = rank_distance(geo, at);
    }
}

TEST(Geo, ChoosesARadiusThatReachesTheProductsThatAreAlive) {
    auto built = support::build(
        {{place("near", R"({"lat":0,"lng":1})"), place("far", R"({"lat":0,"lng":20})")},
         {R"({"objectID":"far"})"}},
        data::Settings());
    data::SearchParams params;
    params.geo.around = GeoPoint{0, 0};
    const data::Deadline never;
    const double degree_m = distance_m({0, 0}, {0, 1});
    {
        const TextSearch text(*built.snapshot, params, never);
        EXPECT_EQ(text.automatic_radius_m(), std::ceil(degree_m));
        EXPECT_EQ(text.num_products(), 1U);
    }
    params.geo.minimum_radius_m = 1e6;
    EXPECT_EQ(TextSearch(*built.snapshot, params, never).automatic_radius_m(), 1e6);
    params.geo.radius_m = 10;
    const TextSearch text(*built.snapshot, params, never);
    EXPECT_FALSE(text.automatic_radius_m());
    EXPECT_EQ(text.num_products(), 0U);
}

} // namespace
} // namespace aisle::search
