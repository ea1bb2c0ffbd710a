// Everything is by rows of U, block row by block row, so that the work is one kind of product:
// what the block rows above contribute, transposed(U above) * U above (dense_kernels.h).

#include "recommend/cholesky.h"

#include <algorithm>

#include "recommend/parallel.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kBlock = 8;
constexpr std::size_t kPanel = 64;
constexpr std::size_t kTileColumns = 16; // at least, of the widest kernels

/// transposed(U) Y = B for the columns of a panel, B in and Y out.
void solve_forward(const ConstMatrix& u, std::size_t size, const Matrix& b,
                   std::size_t num_columns) {
    const auto& kernels = dense_kernels();
    for (std::size_t begin = 0; begin < size; begin += kBlock) {
        const std::size_t end = std::min(size, begin + kBlock);
        float* block = b.values + begin * b.stride;
        kernels.add_product({u.values + begin, u.stride}, {b.values, b.stride}, -1,
                            {end - begin, num_columns, begin}, {block, b.stride});
        for (std::size_t r = begin; r < end; ++r) {
            float* row = b.values + r * b.stride;
            for (std::size_t q = begin; q < r; ++q) {
                const float factor = u.values[q * u.stride + r];
                const float* above = b.values + q * b.stride;
                for (std::size_t j = 0; j < num_columns; ++j) row[j] -= factor * above[j];
            }
            const float scale = 1 / u.values[r * u.stride + r];
            for (std::size_t j = 0; j < num_columns; ++j) row[j] *= scale;
        }
    }
}

/// U X = B for the columns of a panel; `l` is U transposed.
void solve_backward(const ConstMatrix& l, std::size_t size, const Matrix& b,
                    std::size_t num_columns) {
    const auto& kernels = dense_kernels();
    for (std::size_t end = size; end > 0;) {
        const std::size_t begin = (end - 1) / kBlock * kBlock;
        float* block = b.values + begin * b.stride;
        kernels.add_product({l.values + end * l.stride + begin, l.stride},
                            {b.values + end * b.stride, b.stride}, -1,
                            {end - begin, num_columns, size - end}, {block, b.stride});
        for (std::size_t r = end; r-- > begin;) {
            float* row = b.values + r * b.stride;
            for (std::size_t q = r + 1; q < end; ++q) {
                const float factor = l.values[q * l.stride + r];
                const float* below = b.values + q * b.stride;
                for (std::size_t j = 0; j < num_columns; ++j) row[j] -= factor * below[j];
            }
            const float scale = 1 / l.values[r * l.stride + r];
            for (std::size_t j = 0; j < num_columns; ++j) row[j] *= scale;
        }
        end = begin;
    }
}

} // namespace

bool factor_cholesky(const Matrix& a, std::size_t size) {
    const auto& kernels = dense_kernels();
    for (std::size_t begin = 0; begin < size; begin += kBlock) {
        const std::size_t end = std::min(size, begin + kBlock);
        // From a column that leaves whole tiles. What that spoils is below the diagonal.
        const std::size_t column = begin / kTileColumns * kTileColumns;
        kernels.add_product({a.values + begin, a.stride}, {a.values + column, a.stride}, -1,
                            {end - begin, size - column, begin},
                            {a.values + begin * a.stride + column, a.stride});
        if (!kernels.factor_rows(a, size, begin, end)) return false;
    }
    return true;
}

void solve_cholesky(const ConstMatrix& u, std::size_t size, float* b) {
    dense_kernels().solve_factored(u, size, b);
}

std::vector<float> invert(std::vector<float> a, std::size_t size) {
    if (!factor_cholesky({a.data(), size}, size)) return {};
    std::vector<float> lower(size * size, 0);
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = i; j < size; ++j) lower[j * size + i] = a[i * size + j];
    }
    std::vector<float> inverse(size * size, 0);
    for (std::size_t i = 0; i < size; ++i) inverse[i * size + i] = 1;
    const std::size_t num_panels = (size + kPanel - 1) / kPanel;
    for_each_part(num_panels, 1, [&](std::size_t first, std::size_t last) {
        for (std::size_t panel = first; panel < last; ++panel) {
            const std::size_t begin = panel * kPanel;
            const std::size_t width = std::min(kPanel, size - begin);
            const Matrix columns{inverse.data() + begin, size};
            solve_forward({a.data(), size}, size, columns, width);
            solve_backward({lower.data(), size}, size, columns, width);
        }
    });
    return inverse;
}

} // namespace aisle::recommend
