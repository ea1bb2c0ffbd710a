#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/columns.h"
#include "search/large_pages.h"
#include "search/once_map.h"
#include "search/ordinal_set.h"
#include "search/value_bits.h"

namespace aisle::search {

/// The values of a facet column with one value or none a cell, in as few bytes as they need: what
/// counting waits for is memory. Where cells are rows, a row that only repeats a value of its
/// product has none.
class PackedValues {
public:
    /// Requires: fits(column).   Cost: a pass over the column.
    PackedValues(const data::FacetColumn& column, const data::Columns& columns);

    /// True for columns that can be packed.
    [[nodiscard]] static bool fits(const data::FacetColumn& column) noexcept;

    /// How many of `products` have each value, in any of their rows.
    [[nodiscard]] std::vector<std::uint32_t> count(const OrdinalSet& products,
                                                   const data::Columns& columns) const;

private:
    template <class Value>
    using Packed = std::vector<Value, LargePages<Value>>;

    template <class Value>
    void pack(const data::FacetColumn& column, const data::Columns& columns,
              Packed<Value>& packed) const;
    template <class Value>
    [[nodiscard]] std::vector<std::uint32_t> count(const Packed<Value>& packed,
                                                   const OrdinalSet& products,
                                                   const data::Columns& columns) const;

    std::uint32_t num_values_;
    bool per_row_;
    Packed<std::uint8_t> bytes_;   ///< either these
    Packed<std::uint16_t> shorts_; ///< or these
};

/// The packed columns of one segment, each made at its first use.
/// Threads: any; whoever comes while a column is being packed waits for it.
class PackedColumns {
public:
    /// The packed `column`, which is called `attribute`. Null when it does not fit, or belongs to
    /// so few products that it is small anyway.
    [[nodiscard]] std::shared_ptr<const PackedValues>
    find(std::string_view attribute, const data::FacetColumn& column, const data::Columns& columns);

    /// The values of `column` as bitmaps; null as above.
    [[nodiscard]] std::shared_ptr<const ValueBits> find_bits(std::string_view attribute,
                                                             const data::FacetColumn& column,
                                                             const data::Columns& columns);

    /// The same with the products that have a value in some row.
    [[nodiscard]] std::shared_ptr<const ValueBits>
    find_product_bits(std::string_view attribute, const data::FacetColumn& column,
                      const data::Columns& columns);

    /// The rows of each number of `column`, whose numbers do not change in place; null as above.
    [[nodiscard]] std::shared_ptr<const NumberBits> find_numbers(std::string_view attribute,
                                                                 const data::NumericColumn& column,
                                                                 const data::Columns& columns);

    static constexpr std::uint32_t kFewestProducts = 1000;

private:
    /// By attribute, not by where a column lies: the same segment may be mapped anew elsewhere.
    OnceMap<std::string, PackedValues> columns_;
    OnceMap<std::string, ValueBits> bits_;
    OnceMap<std::string, ValueBits> product_bits_;
    OnceMap<std::string, NumberBits> numbers_;
};

} // namespace aisle::search
