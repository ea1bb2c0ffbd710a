#pragma once

#include <cstddef>
#include <vector>

#include "recommend/histories.h"

namespace aisle::recommend {

/// Vectors of items on their way down a gradient: the further one has moved, the shorter are its
/// steps.
/// Threads: different items may be moved at the same time.
/// Source: Duchi et al. (2011), Adaptive subgradient methods.
class MovingVectors {
public:
    MovingVectors(std::size_t num_items, std::size_t size)
        : size_(size), values_(num_items * size), squares_(num_items, 0) {}

    [[nodiscard]] std::vector<float>& values() noexcept { return values_; }

    [[nodiscard]] const float* of(Item item) const { return values_.data() + item * size_; }

    /// Has the processor get a vector that is needed soon.
    void ask_for(Item item) const;

    /// Moves a vector down a gradient; `step` is for the first of its steps.
    void move(Item item, const float* gradient, float step);

private:
    std::size_t size_;
    std::vector<float> values_;
    std::vector<float> squares_; // of each item: mean over the coordinates, sum over the gradients
};

} // namespace aisle::recommend
