#include "search/value_bits.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "search/bitmap.h"
#include "search/value_lines.h"

namespace aisle::search {

namespace {

/// Counting so many cells one by one takes as long as a line. Chosen by shop_words/disjunctive in
/// bench/search/shop_bench.cpp: 1.43 ms with 1, 1.97 with 2, 2.44 with 4.
constexpr std::size_t kCellsPerLine = 1;

/// Ascending; none where there are many, or several in a cell.
std::vector<double> different_numbers(const data::NumericColumn& column) {
    std::vector<double> numbers;
    if (!column.is_dense()) return numbers;
    const auto& values = column.values();
    for (std::size_t cell = 0; cell < values.size(); ++cell) {
        const double number = values[cell];
        if (std::isnan(number)) continue;
        const auto place = std::lower_bound(numbers.begin(), numbers.end(), number);
        if (place != numbers.end() && *place == number) continue;
        if (numbers.size() == ValueBits::kMaxValues) return {};
        numbers.insert(place, number);
    }
    return numbers;
}

/// Calls `visit(value, cell)` for every value of every cell.
template <class Visit>
void for_each_value(const data::FacetColumn& column, Visit&& visit) {
    if (!column.is_single_valued()) {
        for (data::ValueId value = 0; value < column.num_values(); ++value) {
            for (const auto cell : column.listed_cells(value)) visit(value, cell);
        }
        return;
    }
    const auto none = column.none();
    column.values().visit([&](auto values) {
        for (std::uint32_t cell = 0; cell < values.size(); ++cell) {
            if (values[cell] != none) visit(values[cell], cell);
        }
    });
}

} // namespace

ValueBits::ValueBits(std::uint32_t num_values, std::uint32_t num_cells)
    : num_values_(num_values), groups_((num_values + ValueLine::kLanes - 1) / ValueLine::kLanes) {
    for (auto& group : groups_) group.resize(num_bitmap_words(num_cells));
}

ValueBits::ValueBits(const data::FacetColumn& column, const data::Columns& columns)
    : ValueBits(column.num_values(), column.space() == data::ColumnSpace::kRow
                                         ? columns.num_rows()
                                         : columns.num_products()) {
    for_each_value(column, [&](data::ValueId value, std::uint32_t cell) { add(value, cell); });
}

ValueBits ValueBits::of_products(const data::FacetColumn& column, const data::Columns& columns) {
    const bool per_row = column.space() == data::ColumnSpace::kRow;
    ValueBits bits(column.num_values(), columns.num_products());
    for_each_value(column, [&](data::ValueId value, std::uint32_t cell) {
        bits.add(value, per_row ? columns.product_of(cell) : cell);
    });
    return bits;
}

bool ValueBits::is_worth_it(const CellWords& words, std::size_t num_cells) const noexcept {
    return words.size() * groups_.size() * kCellsPerLine <= num_cells;
}

std::vector<std::uint32_t> ValueBits::count(const CellWords& cells, const RowEnds* ends) const {
    std::vector<std::uint32_t> counts;
    for (const auto& group : groups_) {
        ValueLine sums;
        const ValueLines lines{cells, ends != nullptr ? ends->bits().data() : nullptr,
                               group.data()};
        count_lines(lines, sums);
        counts.insert(counts.end(), std::begin(sums.lanes), std::end(sums.lanes));
    }
    counts.resize(num_values_);
    return counts;
}

NumberBits::NumberBits(const data::NumericColumn& column, const data::Columns& columns)
    : numbers_(different_numbers(column)),
      bits_(static_cast<std::uint32_t>(numbers_.size()), columns.num_rows()) {
    if (!fits()) return;
    const bool per_row = column.space() == data::ColumnSpace::kRow;
    for (data::Ordinal product = 0; product < columns.num_products(); ++product) {
        for (auto row = columns.first_row(product); row < columns.end_row(product); ++row) {
            const double number = column.values()[per_row ? row : product];
            const auto found = std::lower_bound(numbers_.begin(), numbers_.end(), number);
            if (std::isnan(number)) continue;
            bits_.add(static_cast<data::ValueId>(found - numbers_.begin()), row);
        }
    }
}

} // namespace aisle::search
