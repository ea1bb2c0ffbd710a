#pragma once

#include <string_view>

#include "data/columns.h"
#include "data/filter.h"
#include "data/settings.h"
#include "search/ordinal_set.h"
#include "search/shop_view.h"

namespace aisle::search {

/// Evaluates filters on one segment, to sets of cells: of rows when a filter speaks of an
/// attribute that variants have, else of products.
///
/// A record's `NOT price > 20` holds for a row without a price: a comparison on a missing
/// value is false, and the negation of false is true.
/// Threads: any; borrows the arguments of the constructor.
class FilterEvaluator {
public:
    /// Conditions on offers are evaluated on the rows whose prices `shop` has.
    FilterEvaluator(const ShopView& shop, const data::Settings& settings)
        : shop_(shop), columns_(shop.segment().columns()), settings_(settings) {}

    /// True when the filter speaks of an attribute that is kept per row in this segment.
    [[nodiscard]] bool is_about_rows(const data::Filter& filter) const;

    /// True when nothing but the bytes of the segment decides what passes: no offers, no stock, no
    /// hot updates and no settings.
    [[nodiscard]] bool is_sealed(const data::Filter& filter) const;

    /// The cells of `space` that pass.
    /// Requires: `space` is kRow when the filter is about rows.
    [[nodiscard]] OrdinalSet evaluate(const data::Filter& filter, data::ColumnSpace space) const;

private:
    [[nodiscard]] OrdinalSet evaluate_facet(const data::Filter& filter,
                                            data::ColumnSpace space) const;
    [[nodiscard]] OrdinalSet evaluate_tag(std::string_view tag, data::ColumnSpace space) const;
    [[nodiscard]] OrdinalSet evaluate_numeric(const data::Filter& filter,
                                              data::ColumnSpace space) const;
    [[nodiscard]] bool is_filterable_number(std::string_view path) const;
    [[nodiscard]] bool is_sealed_attribute(std::string_view path) const;
    /// Moves a set of cells of a column to `space`.
    [[nodiscard]] OrdinalSet in_space(OrdinalSet set, data::ColumnSpace from,
                                      data::ColumnSpace space) const;
    [[nodiscard]] std::uint32_t bound(data::ColumnSpace space) const noexcept;

    const ShopView& shop_;
    const data::Columns& columns_;
    const data::Settings& settings_;
};

/// True when `filter` holds for at least one of the numbers.
[[nodiscard]] bool passes(const data::Filter& filter, double number) noexcept;

} // namespace aisle::search
