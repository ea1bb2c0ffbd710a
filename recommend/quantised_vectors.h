#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "recommend/array.h"
#include "recommend/histories.h"
#include "recommend/item_set.h"
#include "recommend/top_items.h"
#include "recommend/vector_sketch.h"

namespace aisle::recommend {

/// Vectors of items as signed bytes, each with a scale of its own: a quarter of the memory, and
/// so four times the speed of a scan, which is bound by memory.
struct QuantisedVectors {
    std::size_t size = 0;      ///< of a vector as stored, a multiple of 64
    Array<std::int8_t> values; ///< size for each item
    Array<float> scales;       ///< values * scale is about the vector
    Array<std::int32_t> sums;  ///< of each item's values
    VectorSketch sketch;       ///< of many: which of them are worth a look

    [[nodiscard]] std::size_t num_items() const noexcept { return scales.size(); }
};

/// Quantises rows of `size` floats.
[[nodiscard]] QuantisedVectors quantise(std::span<const float> vectors, std::size_t size);

/// The items of `allowed` whose vectors have the largest products with `vector`, in order. Where
/// there are many a sketch finds those that are worth a look; bytes find the candidates; the exact
/// vectors of a few times `k` of them decide.
/// Items of `allowed` beyond those that have vectors are passed over.
/// Requires: `exact` are the vectors that were quantised.
/// Cost: a byte read for each item and dimension, of allowed items only; with a sketch an eighth of
///       that, of all items, and bytes of some thousands.   Threads: any.
[[nodiscard]] std::vector<ScoredItem> best_products(const QuantisedVectors& quantised,
                                                    std::span<const float> exact,
                                                    std::span<const float> vector,
                                                    const ItemSet& allowed, std::size_t k);

} // namespace aisle::recommend
