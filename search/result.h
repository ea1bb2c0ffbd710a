#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/ids.h"
#include "data/search_params.h"
#include "search/facet_impact.h"
#include "search/facet_ranges.h"
#include "search/facets.h"
#include "search/geo.h"
#include "search/highlight.h"
#include "search/personal_order.h"
#include "search/ranking.h"
#include "search/rules.h"
#include "search/shown_rows.h"

namespace aisle::search {

/// Why a hit stands where it stands.
struct RankingInfo {
    MatchDetails match;
    int filter_score = 0;
    std::optional<NearestPlace> place;
    double ranked_distance_m = 0;
    std::optional<Affinity> affinity = std::nullopt; ///< of those that a shopper's past may move
};

/// One product of the answer.
struct Hit {
    Candidate candidate;
    std::uint32_t distinct_position = 0; ///< within its group, when grouped
    std::optional<RankingInfo> ranking_info = std::nullopt;
    bool is_promoted = false;                     ///< a rule decided on its place
    std::optional<ShownRows> rows = std::nullopt; ///< absent where only the record is shown
};

/// The answer to one search, before it is written as JSON.
struct SearchResult {
    data::SearchParams params;  ///< what was searched: the request's, edited by rules
    AppliedRules rules;         ///< those that applied
    std::uint64_t num_hits = 0; ///< products, or groups of them; exact, promoted ones included
    std::vector<Hit> hits;
    std::vector<ShownRow> rows; ///< those of all hits, which borrow them
    /// Of the matches: a promoted product that does not match is not counted.
    std::vector<FacetCounts> facets;
    std::vector<RangeCounts> ranges;
    std::vector<FacetImpact> impacts; ///< one a facet, where asked for
    std::string parsed_query;
    std::string query_after_removal; ///< empty unless words were removed
    std::optional<double> automatic_radius_m;
    std::optional<Highlighter> highlighter;
};

} // namespace aisle::search
