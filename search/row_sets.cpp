#include "search/row_sets.h"

#include <algorithm>

#include "search/snapshot.h"

namespace aisle::search {

OrdinalSet rows_of(const OrdinalSet& products, const data::Columns& columns) {
    if (!columns.has_variants()) return products;
    if (products.is_all()) return OrdinalSet::all(columns.num_rows());
    std::vector<data::Row> rows;
    rows.reserve(num_rows_in(products, OrdinalSet::all(columns.num_rows()), columns));
    products.for_each([&](data::Ordinal product) {
        for (auto row = columns.first_row(product); row < columns.end_row(product); ++row) {
            rows.push_back(row);
        }
    });
    return OrdinalSet::from_sorted(std::move(rows), columns.num_rows());
}

/// Products side by side have rows side by side.
CellWords row_words_of(const OrdinalSet& products, const data::Columns& columns) {
    if (products.is_all() || !columns.has_variants()) return CellWords(rows_of(products, columns));
    CellWords rows;
    data::Row begin = 0;
    data::Row end = 0;
    products.for_each([&](data::Ordinal product) {
        const data::Row first = columns.first_row(product);
        if (first != end) {
            rows.add(begin, end);
            begin = first;
        }
        end = columns.end_row(product);
    });
    rows.add(begin, end);
    return rows;
}

OrdinalSet products_of(const OrdinalSet& rows, const SegmentView& view) {
    const auto& columns = view.columns();
    if (!columns.has_variants()) return rows;
    return products_of(CellWords(rows), view);
}

OrdinalSet products_of(const CellWords& rows, const SegmentView& view) {
    const auto& columns = view.columns();
    return view.row_ends->get(columns).products_of(rows);
}

std::size_t num_rows_in(const OrdinalSet& products, const OrdinalSet& rows,
                        const data::Columns& columns) noexcept {
    const std::size_t rows_per_product = columns.num_rows() / (columns.num_products() + 1) + 1;
    return std::min<std::size_t>(rows.size(), products.size() * rows_per_product);
}

} // namespace aisle::search
