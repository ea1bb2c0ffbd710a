#include "search/facet_bits.h"

#include <algorithm>
#include <utility>

#include "search/counters_in_turns.h"

namespace aisle::search {

bool FirstRows::fits(const data::FacetColumn& column, const data::Columns& columns) noexcept {
    return column.space() == data::ColumnSpace::kRow && columns.has_variants() &&
           column.is_single_valued() && column.num_values() <= kMaxValues;
}

FirstRows::FirstRows(const data::FacetColumn& column, const data::Columns& columns)
    : repeats_(num_bitmap_words(columns.num_rows()), 0) {
    std::vector<data::Ordinal> seen_in(column.num_values(), data::kNoId);
    for (data::Ordinal product = 0; product < columns.num_products(); ++product) {
        const auto end = columns.end_row(product);
        for (auto row = columns.first_row(product); row < end; ++row) {
            const auto value = column.values()[row];
            if (value == column.none()) continue;
            if (seen_in[value] == product) set_bit(repeats_, row);
            seen_in[value] = product;
        }
    }
}

std::vector<std::uint32_t> FirstRows::count(const OrdinalSet& products,
                                            const data::FacetColumn& column,
                                            const data::Columns& columns) const {
    CountersInTurns counters(column.num_values());
    const data::ValueId none = column.num_values();
    column.values().visit([&](auto values) {
        products.for_each([&](data::Ordinal product) {
            const auto end = columns.end_row(product);
            for (auto row = columns.first_row(product); row < end; ++row) {
                data::ValueId value = values[row];
                if constexpr (sizeof values[0] == sizeof value) { // kNoId may stand for none
                    value = std::min(value, none);
                }
                counters.add(has_bit(repeats_, row) ? none : value, row);
            }
        });
    });
    return std::move(counters).sums();
}

std::shared_ptr<const FirstRows> FacetBits::find_first_rows(std::string_view attribute,
                                                            const data::FacetColumn& column,
                                                            const data::Columns& columns) {
    if (columns.num_products() < kFewestProducts || !FirstRows::fits(column, columns)) {
        return nullptr;
    }
    return first_rows_.find(data::strip_variants(attribute),
                            [&] { return FirstRows(column, columns); });
}

std::shared_ptr<const ValueBits> FacetBits::find_bits(std::string_view attribute,
                                                      const data::FacetColumn& column,
                                                      const data::Columns& columns) {
    if (columns.num_products() < kFewestProducts || !ValueBits::fits(column)) return nullptr;
    return bits_.find(data::strip_variants(attribute), [&] { return ValueBits(column, columns); });
}

std::shared_ptr<const ValueBits> FacetBits::find_product_bits(std::string_view attribute,
                                                              const data::FacetColumn& column,
                                                              const data::Columns& columns) {
    if (columns.num_products() < kFewestProducts || !ValueBits::fits_products(column)) {
        return nullptr;
    }
    return product_bits_.find(data::strip_variants(attribute),
                              [&] { return ValueBits::of_products(column, columns); });
}

std::shared_ptr<const NumberBits> FacetBits::find_numbers(std::string_view attribute,
                                                          const data::NumericColumn& column,
                                                          const data::Columns& columns) {
    if (columns.num_products() < kFewestProducts) return nullptr;
    auto bits =
        numbers_.find(data::strip_variants(attribute), [&] { return NumberBits(column, columns); });
    return bits->fits() ? bits : nullptr;
}

} // namespace aisle::search
