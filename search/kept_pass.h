#pragma once

#include <optional>
#include <span>
#include <vector>

#include "search/facet_columns.h"
#include "search/kept_counts.h"
#include "search/known_counts.h"
#include "search/row_sets.h"
#include "search/sealed_match.h"
#include "search/snapshot.h"

namespace aisle::search {

/// The counts of one sealed set that are kept, and what matches of it: the set but for what is
/// gone, which is counted and taken off.
/// Threads: one; borrows the arguments of the constructor.
class KeptPass {
public:
    KeptPass(const SegmentView& view, const SealedMatch& sealed)
        : view_(view), columns_(view.columns()), sealed_(sealed) {}

    /// What is kept of `attributes`, as it is of what matches.
    /// Shapes: one entry an attribute.
    [[nodiscard]] std::vector<KnownCounts> find(std::span<const FacetColumns> attributes);

    /// Keeps what is `known` of `attributes`, as it is of the whole set.
    /// Shapes: `known` has one entry an attribute.
    void keep(std::span<const FacetColumns> attributes, std::span<const KnownCounts> known);

private:
    void add_gone(const FacetColumns& attribute, int times, AttributeCounts& counts);

    const SegmentView& view_;
    const data::Columns& columns_;
    const SealedMatch& sealed_;
    std::optional<Matching> gone_; ///< once something asked for it
};

} // namespace aisle::search
