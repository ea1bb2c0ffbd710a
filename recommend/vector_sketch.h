#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "recommend/array.h"
#include "recommend/histories.h"
#include "recommend/item_set.h"

namespace aisle::recommend {

/// Vectors as the signs of their coordinates, about the mean of all: a sixteenth of the bytes of
/// QuantisedVectors, for a first look at very many. Blocks of 32 items; in a block 16 bytes for
/// every four coordinates, a byte for items i and i + 16.
struct VectorSketch {
    Array<std::uint8_t> signs; ///< empty: there is none
    Array<float> factors;      ///< of items: times a product of signs it is about the vector's
};

/// Few vectors are scanned as fast without one.
inline constexpr std::size_t kFewestSketched = 32'768;

/// Sketches rows of `size` floats; nothing of fewer than kFewestSketched.
[[nodiscard]] VectorSketch sketch(std::span<const float> vectors, std::size_t size);

/// Whether a sketch is one of so many vectors, each `size` long.
[[nodiscard]] bool fits(const VectorSketch& sketch, std::size_t num_items,
                        std::size_t size) noexcept;

/// About `count` items of `allowed`, ascending: those whose products with `vector` seem largest.
/// None when there is no sketch, or when it is faster to look at all that are allowed.
/// Source: the estimate is that of Gao and Long (2024), RaBitQ, without their rotation; the look-up
///         in registers that of André and others (2015), Cache locality is not enough.
[[nodiscard]] std::vector<Item> likely_best(const VectorSketch& sketch,
                                            std::span<const float> vector, const ItemSet& allowed,
                                            std::size_t count);

} // namespace aisle::recommend
