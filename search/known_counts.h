#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "search/row_sets.h"
#include "search/snapshot.h"

namespace aisle::search {

/// What was counted of several attributes of one segment in one pass, by attribute.
struct KnownCounts {
    /// How many matching products have each value.
    std::map<std::string, std::vector<std::uint32_t>, std::less<>> values;
    /// How many matching rows have each number.
    std::map<std::string, std::vector<std::pair<double, std::uint32_t>>, std::less<>> numbers;
    /// What there is no more to count of.
    std::set<std::string, std::less<>> complete;
};

/// What matches in one segment, in whichever form it is at hand.
struct MatchingWords {
    const OrdinalSet* products = nullptr; ///< null: those of `rows`
    const CellWords* rows = nullptr;      ///< null: all of `products`
    const ShopView* shop = nullptr;       ///< may be null
};

/// Counts those of `attributes` together that can be, where that is faster.
[[nodiscard]] KnownCounts count_together(const SegmentView& view,
                                         const std::vector<std::string>& attributes,
                                         const MatchingWords& matching);

/// The same for all segments.
/// Shapes: one entry a segment.
[[nodiscard]] std::vector<KnownCounts> count_together(const Snapshot& snapshot,
                                                      const std::vector<std::string>& attributes,
                                                      const std::vector<Matching>& matching);

} // namespace aisle::search
