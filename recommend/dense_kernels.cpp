// Compiled several times, each time for another generation of processors and with its name in
// AISLE_KERNELS (see CMakeLists.txt). Nothing from the standard library is used here: an inline
// function of it, compiled for a newer processor, could be the one the linker keeps for all.
//
// add_product() works on tiles of the result that stay in registers while the depth runs. A tile
// of 8 rows and two vectors of columns keeps the multipliers busy: 16 products for two loads.

#include "recommend/dense_kernels.h"

#include "recommend/sketch_kernels.h"

namespace aisle::recommend {

namespace {

#if defined(__AVX512F__)
constexpr std::size_t kLanes = 16;
#elif defined(__AVX__)
constexpr std::size_t kLanes = 8;
#else
constexpr std::size_t kLanes = 4;
#endif

using Lanes [[gnu::vector_size(kLanes * sizeof(float))]] = float;

constexpr std::size_t kTileRows = kLanes == 16 ? 8 : 4;
constexpr std::size_t kTileColumns = 2 * kLanes;
constexpr std::size_t kBlockDepth = 256; // so that what one tile reads is still near for the next

inline Lanes load(const float* from) {
    Lanes lanes;
    __builtin_memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

inline void store(const Lanes& lanes, float* to) {
    __builtin_memcpy(to, &lanes, sizeof lanes);
}

inline void add_tile(const float* a, std::size_t a_stride, const float* b, std::size_t b_stride,
                     float sign, std::size_t depth, float* c, std::size_t c_stride) {
    Lanes left[kTileRows] = {};
    Lanes right[kTileRows] = {};
    for (std::size_t k = 0; k < depth; ++k) {
        const Lanes b_left = load(b + k * b_stride);
        const Lanes b_right = load(b + k * b_stride + kLanes);
        for (std::size_t i = 0; i < kTileRows; ++i) {
            const float factor = a[k * a_stride + i];
            left[i] += factor * b_left;
            right[i] += factor * b_right;
        }
    }
    for (std::size_t i = 0; i < kTileRows; ++i) {
        float* row = c + i * c_stride;
        store(load(row) + sign * left[i], row);
        store(load(row + kLanes) + sign * right[i], row + kLanes);
    }
}

/// What is left at the edges of the result.
inline void add_edge(const ConstMatrix& a, const ConstMatrix& b, float sign, const Shape& shape,
                     const Matrix& c) {
    for (std::size_t i = 0; i < shape.rows; ++i) {
        for (std::size_t k = 0; k < shape.depth; ++k) {
            const float factor = sign * a.values[k * a.stride + i];
            const float* from = b.values + k * b.stride;
            float* to = c.values + i * c.stride;
            for (std::size_t j = 0; j < shape.columns; ++j) to[j] += factor * from[j];
        }
    }
}

void add_shallow_product(const ConstMatrix& a, const ConstMatrix& b, float sign, const Shape& shape,
                         const Matrix& c) {
    const std::size_t rows = shape.rows / kTileRows * kTileRows;
    const std::size_t columns = shape.columns / kTileColumns * kTileColumns;
    for (std::size_t j = 0; j < columns; j += kTileColumns) {
        for (std::size_t i = 0; i < rows; i += kTileRows) {
            add_tile(a.values + i, a.stride, b.values + j, b.stride, sign, shape.depth,
                     c.values + i * c.stride + j, c.stride);
        }
    }
    if (columns < shape.columns) {
        add_edge(a, {b.values + columns, b.stride}, sign,
                 {rows, shape.columns - columns, shape.depth}, {c.values + columns, c.stride});
    }
    if (rows < shape.rows) {
        add_edge({a.values + rows, a.stride}, b, sign,
                 {shape.rows - rows, shape.columns, shape.depth},
                 {c.values + rows * c.stride, c.stride});
    }
}

void add_product(const ConstMatrix& a, const ConstMatrix& b, float sign, const Shape& shape,
                 const Matrix& c) {
    for (std::size_t k = 0; k < shape.depth; k += kBlockDepth) {
        const std::size_t left = shape.depth - k;
        const std::size_t depth = left < kBlockDepth ? left : kBlockDepth;
        add_shallow_product({a.values + k * a.stride, a.stride},
                            {b.values + k * b.stride, b.stride}, sign,
                            {shape.rows, shape.columns, depth}, c);
    }
}

void multiply_bytes(const std::uint8_t* one, const std::int8_t* many, std::size_t count,
                    std::size_t size, std::int32_t* products) {
    for (std::size_t i = 0; i < count; ++i) {
        const std::int8_t* other = many + i * size;
        std::int32_t sum = 0;
        for (std::size_t j = 0; j < size; ++j) sum += one[j] * other[j];
        products[i] = sum;
    }
}

void multiply_floats(const float* one, const float* many, std::size_t count, std::size_t size,
                     float* products) {
    const std::size_t whole = size / kLanes * kLanes;
    for (std::size_t i = 0; i < count; ++i) {
        const float* other = many + i * size;
        Lanes sums = {};
        for (std::size_t j = 0; j < whole; j += kLanes) sums += load(one + j) * load(other + j);
        float sum = 0;
        for (std::size_t lane = 0; lane < kLanes; ++lane) sum += sums[lane];
        for (std::size_t j = whole; j < size; ++j) sum += one[j] * other[j];
        products[i] = sum;
    }
}

bool factor_rows(const Matrix& a, std::size_t size, std::size_t begin, std::size_t end) {
    for (std::size_t r = begin; r < end; ++r) {
        float* row = a.values + r * a.stride;
        for (std::size_t q = begin; q < r; ++q) {
            const float* above = a.values + q * a.stride;
            const float factor = above[r];
            for (std::size_t j = r; j < size; ++j) row[j] -= factor * above[j];
        }
        if (!(row[r] > 0)) return false;
        const float scale = 1 / __builtin_sqrtf(row[r]);
        for (std::size_t j = r; j < size; ++j) row[j] *= scale;
    }
    return true;
}

void solve_factored(const ConstMatrix& u, std::size_t size, float* b) {
    for (std::size_t k = 0; k < size; ++k) {
        const float* row = u.values + k * u.stride;
        b[k] /= row[k];
        const float known = b[k];
        for (std::size_t j = k + 1; j < size; ++j) b[j] -= row[j] * known;
    }
    for (std::size_t k = size; k-- > 0;) {
        const float* row = u.values + k * u.stride;
        float product = 0;
        multiply_floats(row + k + 1, b + k + 1, 1, size - k - 1, &product);
        b[k] = (b[k] - product) / row[k];
    }
}

} // namespace

#define AISLE_JOIN(a, b) a##b
#define AISLE_NAME(suffix) AISLE_JOIN(kDenseKernels_, suffix)

extern const DenseKernels AISLE_NAME(AISLE_KERNELS);
const DenseKernels AISLE_NAME(AISLE_KERNELS) = {
    add_product,     multiply_bytes,
    multiply_floats, factor_rows,
    solve_factored,  score_sketch,
    find_in_sketch,  kLanes == 16 ? "AVX-512" : kLanes == 8 ? "AVX2" : "baseline"};

} // namespace aisle::recommend
