#pragma once

#include <memory>
#include <utility>

#include "data/columns.h"
#include "search/cell_words.h"
#include "search/ordinal_set.h"

namespace aisle::search {

struct SegmentView;

/// The rows of the products in `products`.
[[nodiscard]] OrdinalSet rows_of(const OrdinalSet& products, const data::Columns& columns);

[[nodiscard]] CellWords row_words_of(const OrdinalSet& products, const data::Columns& columns);

/// The products of a segment with at least one row in `rows`.
[[nodiscard]] OrdinalSet products_of(const OrdinalSet& rows, const SegmentView& view);
[[nodiscard]] OrdinalSet products_of(const CellWords& rows, const SegmentView& view);

/// About how many rows for_each_row_in() visits, where products have about as many as others.
[[nodiscard]] std::size_t num_rows_in(const OrdinalSet& products, const OrdinalSet& rows,
                                      const data::Columns& columns) noexcept;

/// Calls `visit(row)` for the rows of `products` that are in `rows`, ascending.
/// Cost: linear in the smaller of the two sets.
template <class Visit>
void for_each_row_in(const OrdinalSet& products, const OrdinalSet& rows,
                     const data::Columns& columns, Visit&& visit) {
    if (rows.size() < products.size()) {
        rows.for_each([&](data::Row row) {
            if (products.contains(columns.product_of(row))) visit(row);
        });
        return;
    }
    const bool takes_all = rows.is_all();
    products.for_each([&](data::Ordinal product) {
        for (auto row = columns.first_row(product); row < columns.end_row(product); ++row) {
            if (takes_all || rows.contains(row)) visit(row);
        }
    });
}

class SealedMatch;
class ShopView;

/// What passes in one segment: products, and, where some condition was about variants, their
/// rows that pass. Without `rows`, every row of a matching product matches.
struct Matching {
    /// Remembers which set of the sealed segment this comes from; null: none is known.
    void set_sealed(std::shared_ptr<const SealedMatch> sealed) {
        sealed_ = {std::move(sealed), products, rows};
    }

    /// The sealed set, unless the products or rows were changed since; may be null.
    [[nodiscard]] const SealedMatch* sealed() const noexcept {
        const bool is_same =
            sealed_.products.shares_with(products) && sealed_.rows.shares_with(rows);
        return is_same ? sealed_.match.get() : nullptr;
    }

    OrdinalSet products;
    OrdinalSet rows;
    bool has_rows = false;
    std::shared_ptr<const CellWords> row_words; ///< the same as `rows`; may be null
    const ShopView* shop = nullptr; ///< what offers and stock were to the filters; may be null

    /// Requires: `row` is one of a matching product.
    [[nodiscard]] bool contains_row(data::Row row) const noexcept {
        return !has_rows || rows.contains(row);
    }

private:
    /// What something is known of, by itself: a set that was changed shares with this no more.
    struct Sealed {
        std::shared_ptr<const SealedMatch> match;
        OrdinalSet products;
        OrdinalSet rows;
    };

    Sealed sealed_;
};

/// Calls `visit(row, product)` for every matching row, ascending.
template <class Visit>
void for_each_matching_row(const Matching& matching, const data::Columns& columns, Visit&& visit) {
    if (matching.has_rows) {
        matching.rows.for_each([&](data::Row row) { visit(row, columns.product_of(row)); });
        return;
    }
    matching.products.for_each([&](data::Ordinal product) {
        for (auto row = columns.first_row(product); row < columns.end_row(product); ++row) {
            visit(row, product);
        }
    });
}

} // namespace aisle::search
