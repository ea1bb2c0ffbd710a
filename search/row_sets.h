#pragma once

#include "data/columns.h"
#include "search/ordinal_set.h"

namespace aisle::search {

/// The rows of the products in `products`.
[[nodiscard]] OrdinalSet rows_of(const OrdinalSet& products, const data::Columns& columns);

/// The products with at least one row in `rows`.
[[nodiscard]] OrdinalSet products_of(const OrdinalSet& rows, const data::Columns& columns);

/// What passes in one segment: products, and, where some condition was about variants, which
/// of their rows. Without `rows`, every row of a matching product matches.
struct Matching {
    OrdinalSet products;
    OrdinalSet rows;
    bool has_rows = false;

    [[nodiscard]] bool contains_row(data::Row row) const noexcept {
        return !has_rows || rows.contains(row);
    }
};

} // namespace aisle::search
