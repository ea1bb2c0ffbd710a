#pragma once

#include <vector>

#include "data/deadline.h"
#include "search/distinct.h"
#include "search/facet_ranges.h"
#include "search/facets.h"
#include "search/text_search.h"

namespace aisle::search {

/// What the facets of one answer are counted from.
struct FacetInputs {
    const Snapshot& snapshot;
    const data::SearchParams& params;
    TextSearch& text;
    const ProductGroups* groups = nullptr; ///< null: products are counted
    const data::Deadline& deadline;
};

/// The facets that a request asks for, those that are disjunctive with their own refinements left
/// out, without the values that renderingContent hides.
/// Throws: Error{kDeadline}.
[[nodiscard]] std::vector<FacetCounts> count_facets(const FacetInputs& inputs);

/// The same for facetRanges. `facets` were counted of the same.   Throws: as count_ranges();
/// Error{kDeadline}.
[[nodiscard]] std::vector<RangeCounts> count_all_ranges(const FacetInputs& inputs,
                                                        const std::vector<FacetCounts>& facets);

} // namespace aisle::search
