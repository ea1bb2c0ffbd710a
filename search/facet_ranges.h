#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/search_params.h"
#include "search/distinct.h"
#include "search/row_sets.h"
#include "search/snapshot.h"

namespace aisle::search {

/// One range of numbers, [from, to); the last of `buckets` includes its end.
struct RangeCount {
    double from = 0;
    double to = 0;
    std::uint64_t count = 0; ///< distinct products, or groups of them
    std::string label{};     ///< as the request or the settings name it; mostly empty
};

struct RangeCounts {
    std::string attribute;
    std::vector<RangeCount> ranges;
};

struct RangeOptions {
    const ProductGroups* groups = nullptr; ///< null: products are counted
    /// The smallest and the largest number of the matching rows, where they are known.
    std::optional<std::pair<double, double>> span;
};

/// Counts the products (or, with groups, the groups) with a matching row whose number lies in
/// a range. No ranges where nothing has a number, unless their edges are given.
/// Throws: Error{kInvalidRequest} when an interval would make too many ranges.
/// Shapes: `matching` has one entry a segment.
[[nodiscard]] RangeCounts count_ranges(const Snapshot& snapshot, const data::FacetRanges& wanted,
                                       const std::vector<Matching>& matching,
                                       const RangeOptions& options);

} // namespace aisle::search
