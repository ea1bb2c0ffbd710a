#pragma once

#include <optional>
#include <string>
#include <vector>

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
    /// `shop` may be null.
    KeptPass(const SegmentView& view, const SealedMatch& sealed, const ShopView* shop)
        : view_(view), columns_(view.columns()), sealed_(sealed), shop_(shop) {}

    /// What is kept of `attributes`, as it is of what matches.
    [[nodiscard]] KnownCounts find(const std::vector<std::string>& attributes);

    /// Keeps what is `known` of `attributes`, as it is of the whole set.
    void keep(const std::vector<std::string>& attributes, const KnownCounts& known);

private:
    void add_gone(const std::string& attribute, int times, AttributeCounts& counts);

    const SegmentView& view_;
    const data::Columns& columns_;
    const SealedMatch& sealed_;
    const ShopView* shop_;
    std::optional<Matching> gone_; ///< once something asked for it
};

/// True for numbers of an attribute that no offer and no hot update has a part in.
[[nodiscard]] bool has_sealed_numbers(const data::NumericColumn& column,
                                      const std::string& attribute, const SegmentView& view);

} // namespace aisle::search
