#include "search/facet_columns.h"

#include "search/facet_values.h"

namespace aisle::search {

FacetColumns::FacetColumns(const SegmentView& view, const ShopView* shop, std::string_view name)
    : attribute(data::strip_variants(name)),
      values(shop != nullptr ? shop->facet(attribute) : view.columns().facet(attribute)),
      numbers(numeric_values(view.columns(), shop, attribute)) {
    if (numbers == nullptr) return;
    if (numbers->is_flag()) {
        numbers = nullptr;
    } else {
        has_sealed_numbers = numbers == view.columns().numeric(attribute) &&
                             !(view.hot && view.hot->contains(attribute));
    }
}

std::vector<FacetColumns> facet_columns(const SegmentView& view, const ShopView* shop,
                                        const std::vector<std::string_view>& names) {
    std::vector<FacetColumns> columns;
    columns.reserve(names.size());
    for (const auto name : names) columns.emplace_back(view, shop, name);
    return columns;
}

} // namespace aisle::search
