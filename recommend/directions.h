#pragma once

#include <cstddef>
#include <vector>

#include "recommend/dense_kernels.h"

namespace aisle::recommend {

/// Directions of several items or queries side by side, and the gradients of the loss by them.
struct Directions {
    std::vector<float> values;
    std::vector<float> transposed;
    std::vector<float> lengths;
    std::vector<float> gradients;

    Directions(std::size_t count, std::size_t size)
        : values(count * size), transposed(count * size), lengths(count), gradients(count * size) {}

    /// Makes the gradient by the i-th direction that by its vector, in place: its length does not
    /// count.
    void to_gradient_by_vector(std::size_t i, std::size_t size);
};

/// The product of two vectors.
[[nodiscard]] float dot(const float* a, const float* b, std::size_t size);

/// Writes the direction of a vector and returns its length.
float take_direction(const float* vector, std::size_t size, float* direction);

/// Writes the columns of a matrix as rows.
void transpose(const ConstMatrix& from, std::size_t rows, std::size_t columns, const Matrix& to);

} // namespace aisle::recommend
