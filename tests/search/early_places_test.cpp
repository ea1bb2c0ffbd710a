// Properties of search/early_places.h, over random catalogues:
//   1. Of every range of words, the postings up to a place are visited: each once, ascending, and
//      no others.
//   2. Where the place moves forward meanwhile, nothing later than it is at the end is missed.

#include "search/early_places.h"

#include <gtest/gtest.h>

#include <vector>

#include "search/snapshot.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"

namespace aisle::search {
namespace {

using support::Rng;

data::WordRange random_range(Rng& rng, const data::TextIndex& index) {
    const auto begin = rng.below(index.num_words());
    return {begin, begin + 1 + (rng.chance(0.5) ? 0 : rng.below(index.num_words() - begin))};
}

std::vector<std::size_t> up_to(const data::Places& places, std::uint32_t last) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (places[i].order() <= last) found.push_back(i);
    }
    return found;
}

TEST(EarlyPlaces, VisitsThePostingsUpToAPlace) {
    const auto built = support::build({support::random_catalogue(5, {.num_products = 500})},
                                      support::catalogue_settings());
    const auto& index = built.snapshot->segments.front().text();
    const EarlyPlaces early(index);
    std::size_t num_visited = 0;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        Rng rng(seed);
        const auto places = index.postings(random_range(rng, index)).places;
        const auto last = rng.chance(0.5) ? rng.below(4) : rng.below(1U << 12U);
        std::vector<std::size_t> visited;
        early.for_each_up_to(
            places, [&] { return last; }, [&](std::size_t i) { visited.push_back(i); });
        EXPECT_EQ(visited, up_to(places, last)) << seed;
        num_visited += visited.size();
    }
    EXPECT_GT(num_visited, 1000U);
}

TEST(EarlyPlaces, MissesNothingWhereThePlaceMovesForward) {
    const auto built = support::build({support::random_catalogue(6, {.num_products = 500})},
                                      support::catalogue_settings());
    const auto& index = built.snapshot->segments.front().text();
    const EarlyPlaces early(index);
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        Rng rng(seed);
        const auto places = index.postings(random_range(rng, index)).places;
        std::uint32_t last = data::Place().order();
        std::vector<std::size_t> visited;
        early.for_each_up_to(
            places, [&] { return last; },
            [&](std::size_t i) {
                visited.push_back(i);
                if (rng.chance(0.3)) last = std::max(places[i].order(), last / 2);
            });
        std::erase_if(visited, [&](std::size_t i) { return places[i].order() > last; });
        EXPECT_EQ(visited, up_to(places, last)) << seed;
    }
}

} // namespace
} // namespace aisle::search
