#pragma once

#include <cstdint>

#include "search/snapshot.h"

namespace aisle::bench {

inline constexpr std::uint32_t kShopLists = 100;
inline constexpr std::uint32_t kShopLocations = 12;

/// An index of a store with customers' prices: the products of the demo store with four variants
/// each, every variant with six offers (two currencies of the list "default", four of 100 lists
/// "list-0" ... "list-99") and stock at about half of 12 locations. Built and kept as
/// demo_snapshot().
[[nodiscard]] const search::Snapshot& shop_snapshot();

} // namespace aisle::bench
