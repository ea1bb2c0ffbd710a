#pragma once

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
/// few products waits for memory once a product, and not once a product and column.
class PackedRecords {
public:
    /// Where a record has the value of one column, and how many there are.
    struct Field {
        std::uint32_t offset = 0;
        std::uint32_t num_values = 0;
        bool is_wide = false; ///< two bytes, not one
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
    static constexpr std::uint32_t kMaxBytes = 32;

private:
    void add_field(const std::string& attribute, const data::FacetColumn& column);
    template <class Value>
    void write(const data::FacetColumn& column, const Field& field);

    std::map<std::string, Field, std::less<>> fields_; ///< by attribute
    std::uint32_t num_bytes_ = 0;                      ///< of a record; a power of two
    std::uint32_t shift_ = 0;                          ///< log2(num_bytes_)
    std::vector<std::uint8_t, LargePages<std::uint8_t>> records_;
};

} // namespace aisle::search
