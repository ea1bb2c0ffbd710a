#pragma once

#include <cstdint>
#include <limits>

#include "data/columns.h"
#include "search/criteria.h"

namespace aisle::search {

/// The key of a product without a value: last, ascending and descending.
inline constexpr double kNoValueKey = std::numeric_limits<double>::infinity();

/// Calls `take(cell)` for the cells of `column` that speak of `product`: its own, or those of
/// its rows for which `keep(row)` holds.
template <class Column, class KeepRow, class Take>
void for_each_cell(const Column& column, const data::Columns& columns, data::Ordinal product,
                   KeepRow&& keep, Take&& take) {
    if (column.space() == data::ColumnSpace::kProduct) return take(product);
    for (auto row = columns.first_row(product); row < columns.end_row(product); ++row) {
        if (keep(row)) take(row);
    }
}

/// The smallest number of `product` in the rows kept, or, descending, the largest negated.
template <class KeepRow>
[[nodiscard]] double numeric_key(const data::NumericColumn& column, const data::Columns& columns,
                                 data::Ordinal product, bool descending, KeepRow&& keep) {
    double best = kNoValueKey;
    const auto take = [&](double number) {
        const double key = descending ? -number : number;
        if (key < best) best = key; // NaN, the missing value, is not
    };
    for_each_cell(column, columns, product, keep, [&](std::uint32_t cell) {
        if (column.is_dense()) return take(column.values()[cell]);
        for (const double number : column.at(cell)) take(number);
    });
    return best;
}

/// The first (or, descending, last) value of `product` in the rows kept; -1 without one.
template <class KeepRow>
[[nodiscard]] std::int64_t text_value(const data::FacetColumn& column, const data::Columns& columns,
                                      data::Ordinal product, bool descending, KeepRow&& keep) {
    std::int64_t best = -1;
    for_each_cell(column, columns, product, keep, [&](std::uint32_t cell) {
        for (const std::int64_t value : column.at(cell)) {
            const bool is_better = descending ? value > best : value < best;
            if (best < 0 || is_better) best = value;
        }
    });
    return best;
}

} // namespace aisle::search
