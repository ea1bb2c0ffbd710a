#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/columns.h"
#include "search/large_pages.h"
#include "search/ordinal_set.h"

namespace aisle::search {

/// The values of several facet columns, those of one product side by side: whoever counts some of
/// few products waits for memory once a product, and not once a product and column. Without them
/// facets4 of bench/peers takes 7 % longer at 1,000,000 products, and as long at 200,000.
class PackedRecords {
public:
    /// Where a record has the value of one column, and how many there are.
    struct Field {
        std::uint32_t first_bit = 0;
        std::uint32_t num_values = 0;

        /// That of as many bits as the number of values has, which stands for none of them.
        [[nodiscard]] std::uint32_t mask() const noexcept {
            return (1U << static_cast<std::uint32_t>(std::bit_width(num_values))) - 1;
        }
    };

    /// Takes all columns with one value or none a product, as far as a record has room for them.
    /// Cost: a pass over these columns.
    explicit PackedRecords(const data::Columns& columns);

    /// Null when records do not have this column.
    [[nodiscard]] const Field* find(std::string_view attribute) const;

    /// How many of `products` have each value.   Shapes: one list of counts a field.
    [[nodiscard]] std::vector<std::vector<std::uint32_t>>
    count(const OrdinalSet& products, std::span<const Field* const> fields) const;

    /// No record straddles two lines of the cache.
    static constexpr std::uint32_t kMaxBits = 256;

private:
    void add_field(const std::string& attribute, const data::FacetColumn& column);
    void write(const data::FacetColumn& column, const Field& field);

    std::map<std::string, Field, std::less<>> fields_;            ///< by attribute
    std::uint32_t num_bits_ = 0;                                  ///< that fields take
    std::uint32_t shift_ = 0;                                     ///< log2 of the bytes of a record
    std::vector<std::uint8_t, LargePages<std::uint8_t>> records_; ///< and four bytes more
};

} // namespace aisle::search
