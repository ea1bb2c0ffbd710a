#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "data/columns.h"
#include "search/cell_words.h"
#include "search/large_pages.h"
#include "search/row_ends.h"

namespace aisle::search {

/// A word of the bitmaps of eight values: a line of the cache.
struct alignas(64) ValueLine {
    static constexpr std::size_t kLanes = 8;
    std::uint64_t lanes[kLanes] = {};
};

/// The cells of each of a few values as bitmaps, of which eight lie side by side: counting all of
/// them takes a few instructions a word of cells.   Cost: a byte a cell for eight values.
class ValueBits {
public:
    ValueBits(std::uint32_t num_values, std::uint32_t num_cells);

    /// Of a facet column.   Requires: fits(column).   Cost: a pass over the column.
    ValueBits(const data::FacetColumn& column, const data::Columns& columns);

    /// Of a facet column, of whose values each product has those of all its rows.
    /// Requires: fits_products(column).   Cost: a pass over the column.
    [[nodiscard]] static ValueBits of_products(const data::FacetColumn& column,
                                               const data::Columns& columns);

    /// True for columns of few values.
    [[nodiscard]] static bool fits(const data::FacetColumn& column) noexcept {
        return column.num_values() <= kMaxValues;
    }

    /// The same for products, of which there are fewer than rows.
    [[nodiscard]] static bool fits_products(const data::FacetColumn& column) noexcept {
        return column.num_values() <= kMaxValuesOfProducts;
    }

    void add(data::ValueId value, std::uint32_t cell) noexcept {
        auto& line = groups_[value / ValueLine::kLanes][cell / 64];
        line.lanes[value % ValueLine::kLanes] |= std::uint64_t{1} << (cell % 64);
    }

    /// How many of `cells` have each value. With `ends` cells are rows, and products are counted.
    [[nodiscard]] std::vector<std::uint32_t> count(const CellWords& cells,
                                                   const RowEnds* ends = nullptr) const;

    /// True where counting `num_cells` one by one, which are in `words`, would take longer.
    [[nodiscard]] bool is_worth_it(const CellWords& words, std::size_t num_cells) const noexcept;

    /// Together as large as the column. With half as many values of products, filters_facets8 of
    /// bench/peers takes 40 % longer at 200,000 products.
    static constexpr std::uint32_t kMaxValues = 32;
    static constexpr std::uint32_t kMaxValuesOfProducts = 64;

private:
    std::uint32_t num_values_;
    using Lines = std::vector<ValueLine, LargePages<ValueLine>>;
    std::vector<Lines> groups_; ///< a line for every word of cells
};

/// The rows of each number of a column with few different ones.
class NumberBits {
public:
    /// Cost: a pass over the column; a few steps, where it has many different numbers.
    NumberBits(const data::NumericColumn& column, const data::Columns& columns);

    /// True where each product or row has one number or none, and few of them differ.
    [[nodiscard]] bool fits() const noexcept { return !numbers_.empty(); }

    [[nodiscard]] const ValueBits& bits() const noexcept { return bits_; }

    /// Of each value of bits().
    [[nodiscard]] const std::vector<double>& numbers() const noexcept { return numbers_; }

private:
    std::vector<double> numbers_;
    ValueBits bits_;
};

} // namespace aisle::search
