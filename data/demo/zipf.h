#pragma once

#include <cstdint>
#include <vector>

#include "data/demo/rng.h"

namespace aisle::data::demo {

/// Draws indexes with given integer weights, by binary search in their running sums.
class WeightedChoice {
public:
    WeightedChoice() = default;

    /// Adds the next index with its weight.
    void add(std::uint64_t weight) { sums_.push_back(total() + weight); }

    [[nodiscard]] std::size_t size() const noexcept { return sums_.size(); }

    [[nodiscard]] std::uint64_t total() const noexcept { return sums_.empty() ? 0 : sums_.back(); }

    /// An index, drawn in proportion to its weight.
    /// Requires: total() > 0.
    /// Cost: O(log size).
    [[nodiscard]] std::uint32_t draw(Rng& rng) const;

private:
    std::vector<std::uint64_t> sums_;
};

/// The weight of rank 0, 1, 2 ... under Zipf's law, flattened at the head by `offset`
/// (Mandelbrot's variant): proportional to 1 / (rank + 1 + offset).
[[nodiscard]] std::uint64_t zipf_weight(std::uint32_t rank, std::uint32_t offset) noexcept;

/// A rank 0, 1, 2 ... without upper bound under a Zipf law of exponent 4/3: rank k or later
/// comes with probability (k + 1)^(-1/3), so n draws show about n^(3/4) different ranks. That
/// is how the demo's vocabulary keeps growing with the store (Heaps' law).
[[nodiscard]] std::uint32_t draw_open_zipf(Rng& rng);

} // namespace aisle::data::demo
