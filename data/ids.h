#pragma once

#include <cstdint>

namespace aisle::data {

/// Position of a product in one segment: 0 ... num_products - 1. Meaningless in any other
/// segment: never logged, never sent to a client.
using Ordinal = std::uint32_t;

/// Position of a variant in one segment: 0 ... num_rows - 1. The rows of one product are
/// adjacent and in the order of the record's `variants`.
using Row = std::uint32_t;

/// Position of a word in one segment's dictionary, which is sorted bytewise.
using WordId = std::uint32_t;

/// Position of a value in one facet column's dictionary, which is sorted bytewise.
using ValueId = std::uint32_t;

/// In place of an ordinal, row or id: there is none.
inline constexpr std::uint32_t kNoId = 0xFFFFFFFFU;

} // namespace aisle::data
