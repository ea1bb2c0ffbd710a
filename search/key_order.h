#pragma once

#include <span>
#include <vector>

#include "data/columns.h"

namespace aisle::search {

/// Sorts `products` by `keys`, one for each product of the segment, the least first; products of
/// equal keys stay in the order they are in.
/// Requires: no key is NaN.
/// Cost:     linear in the products: a pass for each byte in which keys differ.
/// Source:   D. Knuth, The Art of Computer Programming 3, 5.2.5: sorting by distribution.
void sort_by_key(std::span<const double> keys, std::vector<data::Ordinal>& products);

} // namespace aisle::search
