#pragma once

#include <string_view>
#include <vector>

#include "data/columns.h"
#include "search/snapshot.h"

namespace aisle::search {

class ShopView;

/// Where one attribute of one segment is that is to be counted, as a request sees it.
struct FacetColumns {
    /// `shop` may be null.   Lifetime: borrows all of them.
    FacetColumns(const SegmentView& view, const ShopView* shop, std::string_view name);

    std::string_view attribute;         ///< without a leading "variants."
    const data::FacetColumn* values;    ///< sealed; null where there are none, or they do not count
    const data::NumericColumn* numbers; ///< to be added up; null: none
    bool has_sealed_numbers = true;     ///< no offer and no hot update has a part in them
};

/// The same of several attributes.   Shapes: one entry a name.
[[nodiscard]] std::vector<FacetColumns> facet_columns(const SegmentView& view, const ShopView* shop,
                                                      const std::vector<std::string_view>& names);

} // namespace aisle::search
