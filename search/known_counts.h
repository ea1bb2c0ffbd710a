#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "search/row_sets.h"
#include "search/sealed_match.h"
#include "search/snapshot.h"

namespace aisle::search {

/// What was counted of several attributes of one segment in one pass, by attribute.
struct KnownCounts {
    std::map<std::string, std::shared_ptr<const ValueCounts>, std::less<>> values;

    void add_values(const std::string& attribute, std::vector<std::uint32_t> counts) {
        values.emplace(attribute, std::make_shared<const ValueCounts>(std::move(counts)));
    }

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
    /// The sealed set that this comes from; null: none is known.
    const SealedMatch* sealed = nullptr;
};

/// Counts those of `attributes` together that can be, where that is faster; what was counted of
/// the same sealed set before is not counted again.
[[nodiscard]] KnownCounts count_together(const SegmentView& view,
                                         const std::vector<std::string>& attributes,
                                         const MatchingWords& matching);

/// The same for all segments.
/// Shapes: one entry a segment.
[[nodiscard]] std::vector<KnownCounts> count_together(const Snapshot& snapshot,
                                                      const std::vector<std::string>& attributes,
                                                      const std::vector<Matching>& matching);

} // namespace aisle::search
