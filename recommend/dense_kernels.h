#pragma once

#include <cstddef>
#include <cstdint>

namespace aisle::recommend {

/// A row-major matrix somewhere in memory.
struct ConstMatrix {
    const float* values;
    std::size_t stride; ///< from one row to the next
};

struct Matrix {
    float* values;
    std::size_t stride;
};

/// Rows, columns, and what is added up over.
struct Shape {
    std::size_t rows;
    std::size_t columns;
    std::size_t depth;
};

/// Items of a block of VectorSketch, and the largest entry of a table: eight of them fit a byte.
inline constexpr std::size_t kSketchBlock = 32;
inline constexpr std::uint8_t kLargestSketchEntry = 31;

/// What signs are looked up in; a sum of entries stands for base + step * sum.
struct SketchQuery {
    const std::uint8_t* tables; ///< 16 entries a group
    std::size_t num_groups;     ///< of four coordinates; a multiple of 16
    float step;
    float base;
    float threshold;
};

/// What share_out() takes smaller exponents for: their shares are nothing to any sum.
inline constexpr float kLowestExponent = -80;

/// The few loops that all training and scanning time goes into, compiled for several
/// generations of processors.
struct DenseKernels {
    /// c += sign * transposed(a) * b, where a has shape.depth rows of shape.rows, and b
    /// shape.depth rows of shape.columns.
    void (*add_product)(const ConstMatrix& a, const ConstMatrix& b, float sign, const Shape& shape,
                        const Matrix& c);

    /// Writes the products of one vector of unsigned bytes with `count` vectors of signed ones,
    /// each `size` long. Requires: size is a multiple of 64, sums stay below 2^31.
    void (*multiply_bytes)(const std::uint8_t* one, const std::int8_t* many, std::size_t count,
                           std::size_t size, std::int32_t* products);

    /// Writes the products of one vector with `count` vectors, each `size` long.
    void (*multiply_floats)(const float* one, const float* many, std::size_t count,
                            std::size_t size, float* products);

    /// Writes a multiple of `count` numbers.
    void (*scale)(const float* from, float factor, std::size_t count, float* to);

    /// Makes cosines the shares weight * exp(sharpness * (cosine - 1)) and returns their sum.
    /// Requires: cosines are at most 1, or hardly more.
    float (*share_out)(float* cosines, float sharpness, const float* weights, std::size_t count);

    /// Rows [begin, end) of the factor U of a = transposed(U) U, in place, once what the rows
    /// above contribute has been taken off. False when a is not positive definite.
    bool (*factor_rows)(const Matrix& a, std::size_t size, std::size_t begin, std::size_t end);

    /// Solves transposed(U) U x = b in place.
    void (*solve_factored)(const ConstMatrix& u, std::size_t size, float* b);

    /// Writes the estimates of `num_blocks` blocks of a sketch.
    void (*score_sketch)(const SketchQuery& query, const std::uint8_t* signs, const float* factors,
                         std::size_t num_blocks, float* scores);

    /// Which of the 64 items of two blocks reach the threshold, the first in the lowest bit.
    std::uint64_t (*find_in_sketch)(const SketchQuery& query, const std::uint8_t* signs,
                                    const float* factors);

    const char* name;
};

/// The fastest kernels that this processor can run.
[[nodiscard]] const DenseKernels& dense_kernels() noexcept;

} // namespace aisle::recommend
