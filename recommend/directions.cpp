#include "recommend/directions.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace aisle::recommend {

namespace {

constexpr float kShortest = 1e-12F; // so that no division is by zero
constexpr std::size_t kTile = 16;   // floats of a line of the cache, of which none is read twice
constexpr std::size_t kSide = 4;

using Four [[gnu::vector_size(kSide * sizeof(float))]] = float;

/// In registers: halves of rows are put together, then halves of those.
void transpose_square(const ConstMatrix& from, const Matrix& to) {
    Four rows[kSide];
    for (std::size_t r = 0; r < kSide; ++r) {
        std::memcpy(&rows[r], from.values + r * from.stride, sizeof(Four));
    }
    const Four upper_left = __builtin_shufflevector(rows[0], rows[1], 0, 4, 1, 5);
    const Four lower_left = __builtin_shufflevector(rows[2], rows[3], 0, 4, 1, 5);
    const Four upper_right = __builtin_shufflevector(rows[0], rows[1], 2, 6, 3, 7);
    const Four lower_right = __builtin_shufflevector(rows[2], rows[3], 2, 6, 3, 7);
    const Four columns[kSide] = {__builtin_shufflevector(upper_left, lower_left, 0, 1, 4, 5),
                                 __builtin_shufflevector(upper_left, lower_left, 2, 3, 6, 7),
                                 __builtin_shufflevector(upper_right, lower_right, 0, 1, 4, 5),
                                 __builtin_shufflevector(upper_right, lower_right, 2, 3, 6, 7)};
    for (std::size_t c = 0; c < kSide; ++c) {
        std::memcpy(to.values + c * to.stride, &columns[c], sizeof(Four));
    }
}

void transpose_edge(const ConstMatrix& from, std::size_t rows, std::size_t columns,
                    const Matrix& to) {
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
            to.values[c * to.stride + r] = from.values[r * from.stride + c];
        }
    }
}

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

void transpose(const ConstMatrix& from, std::size_t rows, std::size_t columns, const Matrix& to) {
    for (std::size_t begin = 0; begin < columns; begin += kTile) {
        const std::size_t end = std::min(columns, begin + kTile);
        for (std::size_t r = 0; r < rows; r += kSide) {
            for (std::size_t c = begin; c < end; c += kSide) {
                const ConstMatrix source{from.values + r * from.stride + c, from.stride};
                const Matrix target{to.values + c * to.stride + r, to.stride};
                const std::size_t height = std::min(kSide, rows - r);
                const std::size_t width = std::min(kSide, end - c);
                if (height == kSide && width == kSide) {
                    transpose_square(source, target);
                } else {
                    transpose_edge(source, height, width, target);
                }
            }
        }
    }
}

void Directions::to_gradient_by_vector(std::size_t i, std::size_t size) {
    const float* direction = &values[i * size];
    float* gradient = &gradients[i * size];
    const float along = dot(gradient, direction, size);
    const float factor = 1 / lengths[i];
    for (std::size_t d = 0; d < size; ++d) {
        gradient[d] = (gradient[d] - along * direction[d]) * factor;
    }
}

} // namespace aisle::recommend
