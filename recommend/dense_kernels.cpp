// Compiled several times, each time for another generation of processors and with its name in
// AISLE_KERNELS (see CMakeLists.txt). Nothing from the standard library is used here: an inline
// function of it, compiled for a newer processor, could be the one the linker keeps for all.
//
// add_product() works on tiles of the result that stay in registers while the depth runs. A tile
// of 8 rows and two vectors of columns keeps the multipliers busy: 16 products for two loads.

#include "recommend/dense_kernels.h"

#include "recommend/lanes.h"
#include "recommend/sketch_kernels.h"
#include "recommend/softmax_kernels.h"

namespace aisle::recommend {

namespace {

// Loops over the rows of a block must be laid out for their values to stay in registers.
#if defined(__clang__)
#define AISLE_UNROLL _Pragma("unroll")
#else
#define AISLE_UNROLL _Pragma("GCC unroll 8")
#endif

constexpr std::size_t kTileRows = kLanes == 16 ? 8 : 4;
constexpr std::size_t kFactorRows = 8;
constexpr std::size_t kBlockDepth = 256; // so that what one tile reads is still near for the next

/// A tile of kTileRows rows and so many vectors of columns.
template <std::size_t kVectors>
inline void add_tile(const float* a, std::size_t a_stride, const float* b, std::size_t b_stride,
                     float sign, std::size_t depth, float* c, std::size_t c_stride) {
    Lanes sums[kTileRows][kVectors] = {};
    for (std::size_t k = 0; k < depth; ++k) {
        Lanes columns[kVectors];
        for (std::size_t v = 0; v < kVectors; ++v) columns[v] = load(b + k * b_stride + v * kLanes);
        for (std::size_t i = 0; i < kTileRows; ++i) {
            const float factor = a[k * a_stride + i];
            for (std::size_t v = 0; v < kVectors; ++v) sums[i][v] += factor * columns[v];
        }
    }
    for (std::size_t i = 0; i < kTileRows; ++i) {
        float* row = c + i * c_stride;
        for (std::size_t v = 0; v < kVectors; ++v) {
            store(load(row + v * kLanes) + sign * sums[i][v], row + v * kLanes);
        }
    }
}

/// All whole tiles from `column` on that have so many vectors of columns; returns where they end.
template <std::size_t kVectors>
inline std::size_t add_tiles(const ConstMatrix& a, const ConstMatrix& b, float sign,
                             const Shape& shape, const Matrix& c, std::size_t column) {
    constexpr std::size_t kColumns = kVectors * kLanes;
    for (; column + kColumns <= shape.columns; column += kColumns) {
        for (std::size_t i = 0; i + kTileRows <= shape.rows; i += kTileRows) {
            add_tile<kVectors>(a.values + i, a.stride, b.values + column, b.stride, sign,
                               shape.depth, c.values + i * c.stride + column, c.stride);
        }
    }
    return column;
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
    std::size_t columns = add_tiles<2>(a, b, sign, shape, c, 0);
    columns = add_tiles<1>(a, b, sign, shape, c, columns);
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
        float sum = sum_of(sums);
        for (std::size_t j = whole; j < size; ++j) sum += one[j] * other[j];
        products[i] = sum;
    }
}

void scale(const float* from, float factor, std::size_t count, float* to) {
    for (std::size_t i = 0; i < count; ++i) to[i] = factor * from[i];
}

/// factor_rows() for a whole block. The triangle is factored first; the same steps then take all
/// columns, its own included, from the block to the factor, a vector of columns at a time.
bool factor_block(const Matrix& a, std::size_t size, std::size_t begin) {
    using Row [[gnu::vector_size(kFactorRows * sizeof(float))]] = float;
    float* const first = a.values + begin * a.stride;
    Row rows[kFactorRows];
    float factor[kFactorRows][kFactorRows];
    float inverse[kFactorRows];
    for (std::size_t r = 0; r < kFactorRows; ++r) {
        __builtin_memcpy(&rows[r], first + r * a.stride + begin, sizeof(Row));
    }
    AISLE_UNROLL
    for (std::size_t r = 0; r < kFactorRows; ++r) {
        const float pivot = rows[r][r];
        if (!(pivot > 0)) return false;
        inverse[r] = 1 / __builtin_sqrtf(pivot);
        rows[r] *= inverse[r];
        __builtin_memcpy(&factor[r], &rows[r], sizeof(Row));
        AISLE_UNROLL
        for (std::size_t q = 0; q < kFactorRows; ++q) {
            if (q > r) rows[q] -= rows[r][q] * rows[r];
        }
    }
    const auto solve = [&](auto& column) {
        AISLE_UNROLL
        for (std::size_t r = 0; r < kFactorRows; ++r) {
            column[r] *= inverse[r];
            AISLE_UNROLL
            for (std::size_t q = 0; q < kFactorRows; ++q) {
                if (q > r) column[q] -= factor[r][q] * column[r];
            }
        }
    };
    std::size_t j = begin / kLanes * kLanes; // what is left of the triangle may be spoiled
    for (; j + kLanes <= size; j += kLanes) {
        Lanes columns[kFactorRows];
        for (std::size_t r = 0; r < kFactorRows; ++r) columns[r] = load(first + r * a.stride + j);
        solve(columns);
        for (std::size_t r = 0; r < kFactorRows; ++r) store(columns[r], first + r * a.stride + j);
    }
    for (; j < size; ++j) {
        float column[kFactorRows];
        for (std::size_t r = 0; r < kFactorRows; ++r) column[r] = first[r * a.stride + j];
        solve(column);
        for (std::size_t r = 0; r < kFactorRows; ++r) first[r * a.stride + j] = column[r];
    }
    return true;
}

bool factor_rows(const Matrix& a, std::size_t size, std::size_t begin, std::size_t end) {
    if (end - begin == kFactorRows) return factor_block(a, size, begin);
    for (std::size_t r = begin; r < end; ++r) {
        float* row = a.values + r * a.stride;
        for (std::size_t q = begin; q < r; ++q) {
            const float* above = a.values + q * a.stride;
            const float factor = above[r];
            for (std::size_t j = r; j < size; ++j) row[j] -= factor * above[j];
        }
        if (!(row[r] > 0)) return false;
        const float inverse = 1 / __builtin_sqrtf(row[r]);
        for (std::size_t j = r; j < size; ++j) row[j] *= inverse;
    }
    return true;
}

/// Where a block of rows of a factor meets the unknowns of its own.
struct Triangle {
    float values[kFactorRows][kFactorRows];
    float inverse[kFactorRows]; ///< of the diagonal

    Triangle(const float* rows, std::size_t stride) {
        AISLE_UNROLL
        for (std::size_t r = 0; r < kFactorRows; ++r) {
            __builtin_memcpy(values[r], rows + r * stride, sizeof values[r]);
            inverse[r] = 1 / rows[r * stride + r];
        }
    }

    void solve_forward(float* b) const {
        AISLE_UNROLL
        for (std::size_t r = 0; r < kFactorRows; ++r) {
            b[r] *= inverse[r];
            AISLE_UNROLL
            for (std::size_t q = 0; q < kFactorRows; ++q) {
                if (q > r) b[q] -= values[r][q] * b[r];
            }
        }
    }

    void solve_backward(float* b) const {
        AISLE_UNROLL
        for (std::size_t k = 0; k < kFactorRows; ++k) {
            const std::size_t r = kFactorRows - 1 - k;
            b[r] *= inverse[r];
            AISLE_UNROLL
            for (std::size_t q = 0; q < kFactorRows; ++q) {
                if (q < r) b[q] -= values[q][r] * b[r];
            }
        }
    }
};

/// Takes what the unknowns of a block of rows, now known, contribute off the b after them.
inline void take_off(const float* rows, std::size_t stride, const float* known, std::size_t count,
                     float* b) {
    std::size_t j = 0;
    for (; j + kLanes <= count; j += kLanes) {
        Lanes rest = load(b + j);
        for (std::size_t r = 0; r < kFactorRows; ++r)
            rest -= known[r] * load(rows + r * stride + j);
        store(rest, b + j);
    }
    for (; j < count; ++j) {
        for (std::size_t r = 0; r < kFactorRows; ++r) b[j] -= known[r] * rows[r * stride + j];
    }
}

/// Takes the products of a block of rows with the unknowns after it off its b.
inline void take_off_products(const float* rows, std::size_t stride, const float* known,
                              std::size_t count, float* b) {
    Lanes sums[kFactorRows] = {};
    std::size_t j = 0;
    for (; j + kLanes <= count; j += kLanes) {
        const Lanes some = load(known + j);
        for (std::size_t r = 0; r < kFactorRows; ++r) sums[r] += some * load(rows + r * stride + j);
    }
    for (std::size_t r = 0; r < kFactorRows; ++r) {
        b[r] -= sum_of(sums[r]);
        for (std::size_t k = j; k < count; ++k) b[r] -= known[k] * rows[r * stride + k];
    }
}

/// In blocks of rows, so that an unknown waits for those of its block alone; the rows that make
/// no whole block come last on the way forward, and first on the way back.
void solve_factored(const ConstMatrix& u, std::size_t size, float* b) {
    const std::size_t whole = size / kFactorRows * kFactorRows;
    const std::size_t stride = u.stride;
    for (std::size_t k = 0; k < whole; k += kFactorRows) {
        const float* rows = u.values + k * stride + k;
        Triangle(rows, stride).solve_forward(b + k);
        take_off(rows + kFactorRows, stride, b + k, size - k - kFactorRows, b + k + kFactorRows);
    }
    for (std::size_t k = whole; k < size; ++k) {
        const float* row = u.values + k * stride;
        b[k] /= row[k];
        for (std::size_t j = k + 1; j < size; ++j) b[j] -= row[j] * b[k];
    }
    for (std::size_t k = size; k-- > whole;) {
        const float* row = u.values + k * stride;
        for (std::size_t j = k + 1; j < size; ++j) b[k] -= row[j] * b[j];
        b[k] /= row[k];
    }
    for (std::size_t k = whole; k > 0;) {
        k -= kFactorRows;
        const float* rows = u.values + k * stride + k;
        take_off_products(rows + kFactorRows, stride, b + k + kFactorRows, size - k - kFactorRows,
                          b + k);
        Triangle(rows, stride).solve_backward(b + k);
    }
}

} // namespace

#define AISLE_JOIN(a, b) a##b
#define AISLE_NAME(suffix) AISLE_JOIN(kDenseKernels_, suffix)

extern const DenseKernels AISLE_NAME(AISLE_KERNELS);
const DenseKernels AISLE_NAME(AISLE_KERNELS) = {
    add_product,     multiply_bytes,
    multiply_floats, scale,
    share_out,       factor_rows,
    solve_factored,  score_sketch,
    find_in_sketch,  kLanes == 16 ? "AVX-512" : kLanes == 8 ? "AVX2" : "baseline"};

} // namespace aisle::recommend
