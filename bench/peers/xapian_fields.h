#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

/// Where a Xapian database of the comparison keeps what: builder and reader agree on it here.
/// Terms without a prefix are the words of a product.
namespace aisle::bench::xapian_fields {

/// A value of a facet: its place in the list that is the facet's metadata.
using ValueNumber = std::uint32_t;

inline constexpr unsigned kOrderSlot = 0;

/// Ends every value in that list.
inline constexpr char kValueEnd = '\x1f';

/// Holds the numbers of a product's values, one after the other.
[[nodiscard]] inline unsigned slot_of(std::size_t facet) {
    return static_cast<unsigned>(1 + facet);
}

/// The boolean term of a value. Words are folded to lower case, so that none begins so.
[[nodiscard]] inline std::string filter_term(std::size_t facet, ValueNumber value) {
    return "F" + std::to_string(facet) + ":" + std::to_string(value);
}

[[nodiscard]] inline std::string metadata_key(std::size_t facet) {
    return "facet" + std::to_string(facet);
}

} // namespace aisle::bench::xapian_fields
