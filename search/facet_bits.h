#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/columns.h"
#include "search/bitmap.h"
#include "search/once_map.h"
#include "search/ordinal_set.h"
#include "search/value_bits.h"

namespace aisle::search {

/// Which rows have a value of a facet column that no earlier row of their product has, where a row
/// has one value or none: so products are counted without asking what was counted of them before.
class FirstRows {
public:
    /// Requires: fits(column, columns).   Cost: a pass over the column.
    FirstRows(const data::FacetColumn& column, const data::Columns& columns);

    /// True for columns of rows with not too many values.
    [[nodiscard]] static bool fits(const data::FacetColumn& column,
                                   const data::Columns& columns) noexcept;

    /// How many of `products` have each value of `column`, which this is made of, in any of their
    /// rows.
    [[nodiscard]] std::vector<std::uint32_t> count(const OrdinalSet& products,
                                                   const data::FacetColumn& column,
                                                   const data::Columns& columns) const;

    static constexpr std::uint32_t kMaxValues = 0xFFFF;

private:
    Bitmap repeats_; ///< the other rows
};

/// What counting the columns of one segment takes beside them, each made at its first use.
/// Threads: any; whoever comes while it is being made waits for it.
class FacetBits {
public:
    /// Those of `column`, which is called `attribute`. Null when it does not fit, or belongs to so
    /// few products that it is small anyway.
    [[nodiscard]] std::shared_ptr<const FirstRows> find_first_rows(std::string_view attribute,
                                                                   const data::FacetColumn& column,
                                                                   const data::Columns& columns);

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
    OnceMap<std::string, FirstRows> first_rows_;
    OnceMap<std::string, ValueBits> bits_;
    OnceMap<std::string, ValueBits> product_bits_;
    OnceMap<std::string, NumberBits> numbers_;
};

} // namespace aisle::search
