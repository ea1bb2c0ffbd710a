#include "search/packed_values.h"

#include <limits>

namespace aisle::search {

namespace {

/// Counters that take turns. One value may come many times in a row; a counter that was just
/// written is not there yet to be read.
constexpr std::size_t kTurns = 4;

/// Above this many values a row of the same one is not to be feared, and counters are memory, too.
constexpr std::size_t kFewValues = 1024;

/// True when `Value` can hold so many values, and one more: their number, which is none of them.
template <class Value>
bool holds(std::uint32_t num_values) noexcept {
    return num_values <= std::numeric_limits<Value>::max();
}

/// Calls `count(cell)` for every cell of `products`.
template <class Count>
void for_each_cell(const OrdinalSet& products, const data::Columns& columns, bool per_row,
                   Count&& count) {
    if (!per_row) return products.for_each(count);
    products.for_each([&](data::Ordinal product) {
        const auto end = columns.end_row(product);
        for (auto row = columns.first_row(product); row < end; ++row) count(row);
    });
}

} // namespace

bool PackedValues::fits(const data::FacetColumn& column) noexcept {
    return column.is_single_valued() && holds<std::uint16_t>(column.num_values());
}

PackedValues::PackedValues(const data::FacetColumn& column, const data::Columns& columns)
    : num_values_(column.num_values()),
      per_row_(column.space() == data::ColumnSpace::kRow && columns.has_variants()) {
    if (holds<std::uint8_t>(num_values_)) {
        pack(column, columns, bytes_);
    } else {
        pack(column, columns, shorts_);
    }
}

template <class Value>
void PackedValues::pack(const data::FacetColumn& column, const data::Columns& columns,
                        Packed<Value>& packed) const {
    const auto values = column.values();
    packed.reserve(values.size());
    std::vector<data::Ordinal> seen_in(per_row_ ? num_values_ : 0, data::kNoId);
    for (std::uint32_t cell = 0; cell < values.size(); ++cell) {
        const auto value = values[cell];
        bool counts = value != data::kNoId;
        if (counts && per_row_) {
            const auto product = columns.product_of(cell);
            counts = seen_in[value] != product;
            seen_in[value] = product;
        }
        packed.push_back(static_cast<Value>(counts ? value : num_values_));
    }
}

template <class Value>
std::vector<std::uint32_t> PackedValues::count(const Packed<Value>& packed,
                                               const OrdinalSet& products,
                                               const data::Columns& columns) const {
    // The last counter of each turn is of cells without a value: no branch asks for those.
    const std::size_t size = num_values_ + std::size_t{1};
    const std::size_t last_turn = num_values_ <= kFewValues ? kTurns - 1 : 0;
    std::vector<std::uint32_t> counts((last_turn + 1) * size, 0);
    for_each_cell(products, columns, per_row_,
                  [&](std::uint32_t cell) { ++counts[(cell & last_turn) * size + packed[cell]]; });
    for (std::size_t i = size; i < counts.size(); ++i) counts[i % size] += counts[i];
    counts.resize(num_values_);
    return counts;
}

std::vector<std::uint32_t> PackedValues::count(const OrdinalSet& products,
                                               const data::Columns& columns) const {
    return shorts_.empty() ? count(bytes_, products, columns) : count(shorts_, products, columns);
}

std::shared_ptr<const PackedValues> PackedColumns::find(std::string_view attribute,
                                                        const data::FacetColumn& column,
                                                        const data::Columns& columns) {
    if (columns.num_products() < kFewestProducts || !PackedValues::fits(column)) return nullptr;
    return columns_.find(data::strip_variants(attribute),
                         [&] { return PackedValues(column, columns); });
}

std::shared_ptr<const ValueBits> PackedColumns::find_bits(std::string_view attribute,
                                                          const data::FacetColumn& column,
                                                          const data::Columns& columns) {
    if (columns.num_products() < kFewestProducts || !ValueBits::fits(column)) return nullptr;
    return bits_.find(data::strip_variants(attribute), [&] { return ValueBits(column, columns); });
}

std::shared_ptr<const ValueBits> PackedColumns::find_product_bits(std::string_view attribute,
                                                                  const data::FacetColumn& column,
                                                                  const data::Columns& columns) {
    if (columns.num_products() < kFewestProducts || !ValueBits::fits_products(column)) {
        return nullptr;
    }
    return product_bits_.find(data::strip_variants(attribute),
                              [&] { return ValueBits::of_products(column, columns); });
}

std::shared_ptr<const NumberBits> PackedColumns::find_numbers(std::string_view attribute,
                                                              const data::NumericColumn& column,
                                                              const data::Columns& columns) {
    if (columns.num_products() < kFewestProducts) return nullptr;
    auto bits =
        numbers_.find(data::strip_variants(attribute), [&] { return NumberBits(column, columns); });
    return bits->fits() ? bits : nullptr;
}

} // namespace aisle::search
