// Properties of the kernels, for every kind of processor that this one can stand in for:
//   1. Products of matrices, for all small shapes and strides, against Eigen.
//   2. Products of bytes and of floats are those of plain loops; scaling likewise.
//   3. Blocks of a factor are Eigen's, at any place of matrices of any size, whatever is left of
//      them; a block that is not definite is refused.
//   4. What is solved with a factor is what Eigen solves.
//   5. Shares of a softmax and their sum are those of exp() in double precision, for any number of
//      cosines; none is lost or infinite, however sharp it is.

#include "recommend/dense_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "recommend/dense_dispatch.h"
#include "tests/recommend/random_matrices.h"

namespace aisle::recommend {
namespace {

class DenseKernelsTest : public testing::TestWithParam<const DenseKernels*> {
protected:
    [[nodiscard]] static const DenseKernels& kernels() { return *GetParam(); }
};

INSTANTIATE_TEST_SUITE_P(Processors, DenseKernelsTest, testing::ValuesIn(runnable_dense_kernels()),
                         [](const auto& test) {
                             std::string name = test.param->name;
                             std::erase(name, '-');
                             return name;
                         });

TEST_P(DenseKernelsTest, multiply_matrices_of_all_shapes) {
    support::Rng rng(1);
    for (int round = 0; round < 200; ++round) {
        const std::size_t rows = rng.below(40);
        const std::size_t columns = rng.below(80);
        const std::size_t depth = rng.below(20);
        const std::size_t a_stride = rows + rng.below(3);
        const std::size_t b_stride = columns + rng.below(3);
        const auto a = random_values(rng, a_stride * depth);
        const auto b = random_values(rng, b_stride * depth);
        auto c = random_values(rng, rows * columns);
        const Dense expected =
            to_dense(c, rows, columns, columns) -
            to_dense(a, depth, rows, a_stride).transpose() * to_dense(b, depth, columns, b_stride);
        kernels().add_product({a.data(), a_stride}, {b.data(), b_stride}, -1,
                              {rows, columns, depth}, {c.data(), columns});
        const Dense found = to_dense(c, rows, columns, columns);
        ASSERT_TRUE(found.size() == 0 || (found - expected).cwiseAbs().maxCoeff() < 1e-4);
    }
}

TEST_P(DenseKernelsTest, multiply_bytes_and_floats_as_loops_do) {
    support::Rng rng(2);
    for (const std::size_t size : {64U, 128U, 256U}) {
        std::vector<std::uint8_t> one(size);
        std::vector<std::int8_t> many(size * 5);
        for (auto& value : one) value = static_cast<std::uint8_t>(rng.below(256));
        for (auto& value : many) value = static_cast<std::int8_t>(rng.below(255));
        std::vector<std::int32_t> products(5);
        kernels().multiply_bytes(one.data(), many.data(), 5, size, products.data());
        for (std::size_t i = 0; i < 5; ++i) {
            int expected = 0;
            for (std::size_t j = 0; j < size; ++j) expected += one[j] * many[i * size + j];
            EXPECT_EQ(products[i], expected);
        }
    }
    const auto one = random_values(rng, 37);
    const auto many = random_values(rng, 37 * 3);
    std::vector<float> products(3);
    kernels().multiply_floats(one.data(), many.data(), 3, 37, products.data());
    for (std::size_t i = 0; i < 3; ++i) {
        double expected = 0;
        for (std::size_t j = 0; j < 37; ++j) expected += one[j] * many[i * 37 + j];
        EXPECT_NEAR(products[i], expected, 1e-4);
    }
}

TEST_P(DenseKernelsTest, scale_numbers) {
    support::Rng rng(3);
    for (const std::size_t count : {0U, 1U, 16U, 37U}) {
        const auto from = random_values(rng, count);
        std::vector<float> to(count);
        kernels().scale(from.data(), 3, count, to.data());
        for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(to[i], 3 * from[i]);
    }
}

TEST_P(DenseKernelsTest, factor_blocks_of_rows) {
    support::Rng rng(4);
    for (const std::size_t size : {1U, 7U, 8U, 9U, 16U, 24U, 40U, 61U}) {
        const auto matrix = definite_matrix(rng, size);
        const Dense dense = to_dense(matrix, size, size, size);
        const Dense expected = dense.llt().matrixU();
        for (std::size_t begin = 0; begin < size; begin += 8) {
            const std::size_t rows = std::min<std::size_t>(8, size - begin);
            const Dense above = expected.topRows(begin);
            const Dense rest = dense - above.transpose() * above;
            // Left of the block anything may be.
            std::vector<float> a(size * size, std::numeric_limits<float>::quiet_NaN());
            for (std::size_t i = begin; i < begin + rows; ++i) {
                for (std::size_t j = begin; j < size; ++j) {
                    a[i * size + j] = static_cast<float>(rest(i, j));
                }
            }
            ASSERT_TRUE(kernels().factor_rows({a.data(), size}, size, begin, begin + rows));
            for (std::size_t i = begin; i < begin + rows; ++i) {
                for (std::size_t j = i; j < size; ++j) {
                    ASSERT_NEAR(a[i * size + j], expected(i, j), 1e-3)
                        << size << ": " << i << ", " << j;
                }
            }
            a[(begin + rows - 1) * (size + 1)] = -1;
            EXPECT_FALSE(kernels().factor_rows({a.data(), size}, size, begin, begin + rows));
        }
    }
}

TEST_P(DenseKernelsTest, solve_with_a_factor) {
    support::Rng rng(5);
    for (const std::size_t size : {1U, 7U, 8U, 9U, 16U, 24U, 40U, 61U, 128U}) {
        const Dense dense = to_dense(definite_matrix(rng, size), size, size, size);
        const Dense upper = dense.llt().matrixU();
        std::vector<float> u(size * size, std::numeric_limits<float>::quiet_NaN());
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = i; j < size; ++j) {
                u[i * size + j] = static_cast<float>(upper(i, j));
            }
        }
        auto b = random_values(rng, size);
        const Dense expected = dense.llt().solve(to_dense(b, size, 1, 1));
        kernels().solve_factored({u.data(), size}, size, b.data());
        EXPECT_LT((to_dense(b, size, 1, 1) - expected).cwiseAbs().maxCoeff(), 1e-3) << size;
    }
}

TEST_P(DenseKernelsTest, share_out_as_exp_does) {
    support::Rng rng(6);
    for (const float sharpness : {0.F, 1.F, 12.F, 40.F}) {
        for (const std::size_t count : {0U, 1U, 4U, 15U, 16U, 37U, 1024U}) {
            auto values = random_values(rng, count);
            auto weights = random_values(rng, count);
            for (float& value : values) value = std::clamp(value, -1.F, 1.F);
            for (float& weight : weights) weight = std::abs(weight);
            const auto cosines = values;
            const float sum = kernels().share_out(values.data(), sharpness, weights.data(), count);
            double expected_sum = 0;
            for (std::size_t i = 0; i < count; ++i) {
                const double exponent = double{sharpness} * (double{cosines[i]} - 1);
                const double expected =
                    weights[i] * std::exp(std::max(exponent, double{kLowestExponent}));
                expected_sum += expected;
                // The exponent itself is rounded, the more the larger it is.
                ASSERT_NEAR(values[i], expected, (1e-6 - 2e-7 * exponent) * expected) << exponent;
            }
            EXPECT_NEAR(sum, expected_sum, 1e-5 * expected_sum);
        }
    }
}

TEST_P(DenseKernelsTest, share_out_however_sharp) {
    std::vector<float> values = {1, .5F, -1, 1.000001F};
    const std::vector<float> weights = {2, 1, 1, 1};
    const float sum = kernels().share_out(values.data(), 10'000, weights.data(), values.size());
    EXPECT_EQ(values[0], 2);
    EXPECT_GT(values[1], 0);
    EXPECT_LT(values[1], 1e-30F);
    EXPECT_EQ(values[1], values[2]);
    EXPECT_NEAR(values[3], std::exp(.01), 1e-3);
    EXPECT_NEAR(sum, 2 + std::exp(.01), 1e-3);
}

} // namespace
} // namespace aisle::recommend
