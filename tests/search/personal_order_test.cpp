// Properties of personal orders, for random requests on random catalogues:
//   1. Totals, counts and the products that are found stay as they are, and all behind the window
//      stay at their places.
//   2. Within what ties up to the step `filters` matches go by their place less their rise, and
//      nothing else moves; so none rises by more places than allowed.
//   3. Pages put together are the whole order, products grouped or not.
//   4. Without affinities, without a rise, and without the step `filters` nothing moves.
//   5. Ranking information has the affinities of the window, and of it alone.
//   6. What rules pin stays where they want it.
#include "search/personal_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "data/rule_set.h"
#include "search/searcher.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/random_request.h"

namespace aisle::search {
namespace {

using support::Rng;

constexpr std::size_t kWindow = 30;

/// Of a product, whatever the request: some suit fully, most hardly.
float affinity_of(const Candidate& candidate, std::uint64_t seed) {
    Rng rng(seed * 1'000'003 + candidate.segment * 1009 + candidate.product);
    const float share = static_cast<float>(rng.below(101)) / 100;
    return share * share;
}

SearchOptions options_for(std::uint64_t seed, std::uint32_t max_rise) {
    SearchOptions options;
    options.now = 0;
    options.personalise = [=](const data::SearchParams&) {
        Personalisation personalisation;
        personalisation.window = kWindow;
        personalisation.max_rise = max_rise;
        personalisation.affinities = [=](std::span<const Candidate> matches) {
            std::vector<Affinity> result;
            for (const auto& match : matches) {
                result.push_back({0, 0, affinity_of(match, seed)});
            }
            return result;
        };
        return std::optional(personalisation);
    };
    return options;
}

using Ids = std::vector<std::pair<std::uint32_t, data::Ordinal>>;

Ids ids_of(const SearchResult& result) {
    Ids ids;
    for (const auto& hit : result.hits) {
        ids.emplace_back(hit.candidate.segment, hit.candidate.product);
    }
    return ids;
}

/// A request for the first hundred, ranked as the protocol does.
data::SearchParams request_of(std::uint64_t seed) {
    Rng rng(seed);
    auto params = support::random_request(rng);
    params.ranking = data::SearchParams().ranking;
    params.typo_tolerance = data::TypoTolerance::kOn;
    params.distinct = 0;
    params.length.reset();
    params.page = 0;
    params.hits_per_page = 100;
    params.pagination_limited_to = 1000;
    params.geo.boxes.clear(); // with them, distance would be no step
    params.geo.polygons.clear();
    params.get_ranking_info = true;
    if (rng.chance(.5)) params.filters = data::Filter();
    return params;
}

bool ties(const RankingInfo& a, const RankingInfo& b) {
    return a.match.typos == b.match.typos && a.match.num_words == b.match.num_words &&
           a.ranked_distance_m == b.ranked_distance_m &&
           a.place.has_value() == b.place.has_value() && a.filter_score == b.filter_score;
}

/// The order as described, from the hits in their usual order.
Ids expected_order(const std::vector<Hit>& hits, std::uint64_t seed, std::uint32_t max_rise) {
    struct Place {
        std::size_t tier;
        double key;
        Candidate candidate;
    };

    std::vector<Place> places;
    for (std::size_t i = 0; i < hits.size(); ++i) {
        const bool is_behind = i >= kWindow;
        const bool is_new =
            i == 0 || is_behind || !ties(*hits[i - 1].ranking_info, *hits[i].ranking_info);
        const std::size_t tier = i == 0 ? 0 : places.back().tier + (is_new ? 1 : 0);
        places.push_back(
            {tier, static_cast<double>(i) - max_rise * double{affinity_of(hits[i].candidate, seed)},
             hits[i].candidate});
    }
    std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) {
        return a.tier != b.tier ? a.tier < b.tier : a.key < b.key;
    });
    Ids ids;
    for (const auto& place : places) {
        ids.emplace_back(place.candidate.segment, place.candidate.product);
    }
    return ids;
}

class PersonalOrder : public testing::Test {
protected:
    static const Snapshot& snapshot() {
        static const auto index =
            support::build(support::split(support::random_catalogue(1, {.num_products = 300}), 2),
                           support::catalogue_settings());
        return *index.snapshot;
    }
};

TEST_F(PersonalOrder, IsTheDescribedOneAndNothingElseChanges) {
    std::size_t num_moved = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const auto params = request_of(seed);
        const auto max_rise = static_cast<std::uint32_t>(seed % 101);
        const auto plain = search(snapshot(), params, {.now = 0});
        const auto personal = search(snapshot(), params, options_for(seed, max_rise));
        EXPECT_EQ(personal.num_hits, plain.num_hits);
        ASSERT_EQ(personal.facets.size(), plain.facets.size());
        for (std::size_t i = 0; i < plain.facets.size(); ++i) {
            EXPECT_EQ(personal.facets[i].values, plain.facets[i].values);
        }
        const auto before = ids_of(plain);
        const auto after = ids_of(personal);
        ASSERT_EQ(after, expected_order(plain.hits, seed, max_rise));
        num_moved += before != after ? 1 : 0;
        for (std::size_t i = 0; i < after.size(); ++i) {
            const auto was = std::find(before.begin(), before.end(), after[i]) - before.begin();
            EXPECT_LE(was - static_cast<std::ptrdiff_t>(i), max_rise);
            const auto& affinity = personal.hits[i].ranking_info->affinity;
            ASSERT_EQ(affinity.has_value(), i < kWindow);
            if (affinity) {
                EXPECT_EQ(affinity->total, affinity_of(personal.hits[i].candidate, seed));
            }
        }
    }
    EXPECT_GT(num_moved, 50U);
}

TEST_F(PersonalOrder, IsTheSameHoweverItIsCutInPages) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        auto params = request_of(seed);
        params.distinct = seed % 2 == 0 ? 0 : 2;
        const auto options = options_for(seed, 100);
        const auto whole = search(snapshot(), params, options);
        const std::uint32_t groups = 7;
        Ids pages;
        params.hits_per_page = groups;
        for (params.page = 0; pages.size() < whole.hits.size(); ++params.page) {
            const auto page = ids_of(search(snapshot(), params, options));
            ASSERT_FALSE(page.empty()) << "seed " << seed;
            pages.insert(pages.end(), page.begin(), page.end());
        }
        pages.resize(whole.hits.size());
        EXPECT_EQ(pages, ids_of(whole)) << "seed " << seed;
    }
}

TEST_F(PersonalOrder, IsTheUsualOneWhereNothingMayMove) {
    const auto params = request_of(3);
    const auto usual = ids_of(search(snapshot(), params, {.now = 0}));
    EXPECT_EQ(ids_of(search(snapshot(), params, options_for(3, 0))), usual);
    SearchOptions unknown;
    unknown.personalise = [](const auto&) { return std::nullopt; };
    EXPECT_EQ(ids_of(search(snapshot(), params, unknown)), usual);
    auto unfiltered = data::SearchParams();
    unfiltered.ranking = {"custom"};
    unfiltered.custom_ranking = {"desc(popularity)"};
    EXPECT_EQ(ids_of(search(snapshot(), unfiltered, options_for(3, 100))),
              ids_of(search(snapshot(), unfiltered, {.now = 0})));
}

TEST_F(PersonalOrder, LeavesWhatIsPinned) {
    std::vector<std::string> records;
    for (int i = 0; i < 50; ++i) {
        records.push_back(R"({"objectID":"p)" + std::to_string(100 + i) + R"(","name":"shoe"})");
    }
    const auto index = support::build({records}, data::Settings::parse("{}"));
    index.snapshot->rules = std::make_shared<const data::RuleSet>(data::RuleSet::parse(R"([{
        "objectID":"r","conditions":[{"pattern":"shoe","anchoring":"is"}],
        "consequence":{"promote":[{"objectID":"p149","position":2}]}}])"));
    data::SearchParams params;
    params.query = "shoe";
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto result = search(*index.snapshot, params, options_for(seed, 100));
        EXPECT_EQ(result.num_hits, 50U);
        EXPECT_TRUE(result.hits[2].is_promoted);
        EXPECT_EQ(std::ranges::count_if(result.hits, &Hit::is_promoted), 1);
    }
}

} // namespace
} // namespace aisle::search
