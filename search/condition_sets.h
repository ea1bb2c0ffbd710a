#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "data/columns.h"
#include "data/filter.h"
#include "search/bounded_cache.h"
#include "search/ordinal_set.h"

namespace aisle::search {

/// Spells a condition on the cells of `space`: no other one has this name.
[[nodiscard]] std::string name_of_condition(const data::Filter& condition, data::ColumnSpace space);

/// The cells of one segment that pass conditions on sealed values. A store's pages refine by the
/// same few values again and again: of a category, a brand, a colour.
/// Threads: any.
class ConditionSets {
public:
    /// The cells that pass the condition called `name`; `evaluate` makes them where they are not
    /// kept.
    [[nodiscard]] OrdinalSet find(const std::string& name,
                                  const std::function<OrdinalSet()>& evaluate);

    /// What all kept sets may take, for each cell of the segment: as much as so many bitmaps.
    static constexpr std::size_t kMaxBitmaps = 128;

private:
    BoundedCache<OrdinalSet> sets_; ///< by the name of the condition
};

} // namespace aisle::search
