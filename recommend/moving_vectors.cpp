#include "recommend/moving_vectors.h"

#include <cmath>

#include "recommend/directions.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kLineFloats = 16; // of a line of the cache
constexpr float kShortest = 1e-12F;     // so that no division is by zero

} // namespace

void MovingVectors::ask_for(Item item) const {
    for (std::size_t d = 0; d < size_; d += kLineFloats) __builtin_prefetch(of(item) + d);
}

void MovingVectors::move(Item item, const float* gradient, float step) {
    squares_[item] += dot(gradient, gradient, size_) / static_cast<float>(size_);
    const float own_step = step / std::sqrt(squares_[item] + kShortest);
    float* vector = &values_[item * size_];
    for (std::size_t d = 0; d < size_; ++d) vector[d] -= own_step * gradient[d];
}

} // namespace aisle::recommend
