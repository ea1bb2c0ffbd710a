#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "search/facet_columns.h"
#include "search/kept_counts.h"
#include "search/row_sets.h"
#include "search/sealed_match.h"
#include "search/snapshot.h"

namespace aisle::search {

/// What was counted of one attribute in one segment together with others.
struct KnownCounts : AttributeCounts { // null where it is rather counted by itself
    bool is_complete = false;          ///< there is no more to count
};

/// What matches in one segment, in whichever form it is at hand.
struct MatchingWords {
    const OrdinalSet* products = nullptr; ///< null: those of `rows`
    const CellWords* rows = nullptr;      ///< null: all of `products`
    const ShopView* shop = nullptr;       ///< may be null
    /// The sealed set that this comes from; null: none is known.
    const SealedMatch* sealed = nullptr;
};

/// Counts those of `attributes` together that can be, where that is faster; what was counted of
/// the same sealed set before is not counted again.
/// Shapes: one entry an attribute.
[[nodiscard]] std::vector<KnownCounts> count_together(const SegmentView& view,
                                                      std::span<const FacetColumns> attributes,
                                                      const MatchingWords& matching);

/// The same for all segments.
/// Shapes: one entry a segment, each of one entry an attribute.
[[nodiscard]] std::vector<std::vector<KnownCounts>>
count_together(const Snapshot& snapshot, const std::vector<std::string_view>& attributes,
               const std::vector<Matching>& matching);

} // namespace aisle::search
