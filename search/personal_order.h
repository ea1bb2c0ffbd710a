#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "search/candidates.h"
#include "search/ranking.h"

namespace aisle::search {

/// How well a product suits the shopper, in shares of 1.
struct Affinity {
    float facets = 0; ///< by the facet values of what they chose before
    float taste = 0;  ///< by what others with their past chose
    float total = 0;  ///< what counts
};

/// What a search knows of the shopper it is for.
struct Personalisation {
    std::size_t window = 0;     ///< so many of the first matches may change places
    std::uint32_t max_rise = 0; ///< and none rises by more places than this
    /// The affinities of matches, in step with them.
    std::function<std::vector<Affinity>(std::span<const Candidate>)> affinities = {};
};

using FoundAffinities = std::vector<std::pair<Candidate, Affinity>>;

[[nodiscard]] std::optional<Affinity> find_affinity(const FoundAffinities& affinities,
                                                    const Candidate& candidate);

/// Moves those of the first matches up that suit the shopper: a match at place i goes by
/// i - max_rise * affinity. None overtakes one that is better by a step of the ranking up to
/// `filters`; without that step none moves. Returns the affinities that were asked for.
/// Requires: `ranked` are the first matches of `ranker`, in order, some of them perhaps left out.
FoundAffinities put_in_personal_order(const Personalisation& personalisation, Ranker& ranker,
                                      std::vector<Candidate>& ranked);

} // namespace aisle::search
