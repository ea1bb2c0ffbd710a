#include "recommend/directions.h"

#include <cmath>

#include "recommend/dense_kernels.h"

namespace aisle::recommend {

namespace {

constexpr float kShortest = 1e-12F; // so that no division is by zero

} // namespace

float dot(const float* a, const float* b, std::size_t size) {
    float product = 0;
    dense_kernels().multiply_floats(a, b, 1, size, &product);
    return product;
}

float take_direction(const float* vector, std::size_t size, float* direction) {
    const float length = std::sqrt(dot(vector, vector, size) + kShortest);
    dense_kernels().scale(vector, 1 / length, size, direction);
    return length;
}

void to_gradient_by_vector(const float* direction, float length, std::size_t size,
                           float* gradient) {
    const float along = dot(gradient, direction, size);
    for (std::size_t d = 0; d < size; ++d) {
        gradient[d] = (gradient[d] - along * direction[d]) / length;
    }
}

} // namespace aisle::recommend
