#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace aisle::api {

/// A segment as the rules below see it.
struct SegmentSize {
    std::uint64_t num_products = 0; ///< dead ones included
    std::uint64_t num_alive = 0;
};

/// Alive products from which on a segment is merged in the background: up to them the writer
/// merges by itself, in about half a second at most (5,000 products with their text).
inline constexpr std::uint64_t kBackgroundProducts = 4'096;

/// True when `last`, the last of `num_segments`, is built anew together with `num_changes`
/// records that wait to be written, instead of being left beside them.
/// `background_products`: see kBackgroundProducts; at least 1.
[[nodiscard]] bool is_absorbed(const SegmentSize& last, std::uint64_t num_changes,
                               std::size_t num_segments, std::uint64_t background_products);

/// Which segments to merge in the background into one, by their places in `segments`, which are
/// in the order of the snapshot; none: it is well as it is.
/// Source: Bentley and Saxe, "Decomposable searching problems I", 1980, with factor 3 for 2.
[[nodiscard]] std::vector<std::size_t> plan_merge(const std::vector<SegmentSize>& segments,
                                                  std::uint64_t background_products);

} // namespace aisle::api
