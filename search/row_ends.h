#pragma once

#include <cstdint>
#include <vector>

#include "data/columns.h"
#include "search/bitmap.h"
#include "search/cell_words.h"
#include "search/ordinal_set.h"

namespace aisle::search {

/// Which rows of a segment are the last of their product, as bits: rows become products a word at
/// a time. Every product has at least one row.
class RowEnds {
public:
    /// Cost: linear in the products.
    explicit RowEnds(const data::Columns& columns);

    /// A bit a row.
    [[nodiscard]] const Bitmap& bits() const noexcept { return bits_; }

    /// The products with a row in `rows`.
    [[nodiscard]] OrdinalSet products_of(const CellWords& rows) const;

    [[nodiscard]] std::uint32_t count_products(const CellWords& rows) const;

private:
    [[nodiscard]] Bitmap last_rows(const CellWords& rows,
                                   std::vector<std::uint32_t>& carried) const;

    std::uint32_t num_products_;
    Bitmap bits_;
    std::vector<data::Ordinal> products_; ///< of the first row of each word
};

/// The bits of `word` that `mask` names, side by side from the lowest on; what a processor without
/// an instruction for it does.
[[nodiscard]] std::uint64_t extract_bits(std::uint64_t word, std::uint64_t mask) noexcept;

} // namespace aisle::search
