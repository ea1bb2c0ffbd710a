#include "search/personal_order.h"

#include <algorithm>
#include <cassert>

namespace aisle::search {

std::optional<Affinity> find_affinity(const FoundAffinities& affinities,
                                      const Candidate& candidate) {
    for (const auto& [other, affinity] : affinities) {
        if (other.segment == candidate.segment && other.product == candidate.product) {
            return affinity;
        }
    }
    return std::nullopt;
}

FoundAffinities put_in_personal_order(const Personalisation& personalisation, Ranker& ranker,
                                      std::vector<Candidate>& ranked) {
    const std::span first(ranked.data(), std::min(ranked.size(), personalisation.window));
    const auto tiers = ranker.tiers_up_to_filters(first);
    if (tiers.empty()) return {};
    const auto affinities = personalisation.affinities(first);
    assert(affinities.size() == first.size());

    struct Place {
        std::uint32_t tier;
        double key;
        std::size_t from;
    };

    std::vector<Place> places;
    for (std::size_t i = 0; i < first.size(); ++i) {
        const double rise = personalisation.max_rise * double{affinities[i].total};
        places.push_back({tiers[i], static_cast<double>(i) - rise, i});
    }
    std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
        return a.tier != b.tier ? a.tier < b.tier : a.key < b.key;
    });
    FoundAffinities found;
    for (const auto& place : places) {
        found.emplace_back(first[place.from], affinities[place.from]);
    }
    std::transform(found.begin(), found.end(), ranked.begin(),
                   [](const auto& entry) { return entry.first; });
    return found;
}

} // namespace aisle::search
