#include "search/row_sets.h"

namespace aisle::search {

OrdinalSet rows_of(const OrdinalSet& products, const data::Columns& columns) {
    if (!columns.has_variants()) return products;
    if (products.is_all()) return OrdinalSet::all(columns.num_rows());
    std::vector<data::Row> rows;
    products.for_each([&](data::Ordinal product) {
        for (auto row = columns.first_row(product); row < columns.end_row(product); ++row) {
            rows.push_back(row);
        }
    });
    return OrdinalSet::from_sorted(rows, columns.num_rows());
}

OrdinalSet products_of(const OrdinalSet& rows, const data::Columns& columns) {
    if (!columns.has_variants()) return rows;
    std::vector<data::Ordinal> products;
    rows.for_each([&](data::Row row) {
        const auto product = columns.product_of(row);
        if (products.empty() || products.back() != product) products.push_back(product);
    });
    return OrdinalSet::from_sorted(products, columns.num_products());
}

Matching match_rows(const OrdinalSet& products, OrdinalSet rows, const data::Columns& columns) {
    Matching matching;
    matching.has_rows = true;
    if (products.is_all()) {
        matching.products = products_of(rows, columns);
        matching.rows = std::move(rows);
        return matching;
    }
    std::vector<data::Row> matching_rows;
    for_each_row_in(products, rows, columns, [&](data::Row row) { matching_rows.push_back(row); });
    matching.rows = OrdinalSet::from_sorted(matching_rows, columns.num_rows());
    matching.products = products_of(matching.rows, columns);
    return matching;
}

} // namespace aisle::search
