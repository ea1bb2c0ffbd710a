#include "search/row_sets.h"

#include <algorithm>

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

OrdinalSet products_of(const OrdinalSet& rows, const data::Columns& columns) {
    if (!columns.has_variants()) return rows;
    std::vector<data::Ordinal> products(std::min(rows.size(), columns.num_products()) + 1);
    std::size_t num_products =
        0; // without branches: nobody foresees which row is a product's first
    data::Ordinal last = data::kNoId;
    rows.for_each([&](data::Row row) {
        const auto product = columns.product_of(row);
        num_products += product != last ? 1 : 0;
        last = product;
        products[num_products - 1] = product;
    });
    products.resize(num_products);
    return OrdinalSet::from_sorted(std::move(products), columns.num_products());
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
    matching.rows = OrdinalSet::from_sorted(std::move(matching_rows), columns.num_rows());
    matching.products = products_of(matching.rows, columns);
    return matching;
}

std::size_t num_rows_in(const OrdinalSet& products, const OrdinalSet& rows,
                        const data::Columns& columns) noexcept {
    const std::size_t rows_per_product = columns.num_rows() / (columns.num_products() + 1) + 1;
    return std::min<std::size_t>(rows.size(), products.size() * rows_per_product);
}

} // namespace aisle::search
