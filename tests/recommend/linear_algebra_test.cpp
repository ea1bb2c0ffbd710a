// Kernels, factorisations and the models on them against Eigen in double precision:
//   1. The product kernel, for all small shapes and strides.
//   2. Cholesky, its solutions, and the inverse; a matrix that is not definite is refused.
//   3. A person's vector of iALS is the solution of the normal equations.
//   4. Every item vector after the last sweep is the solution of its own equations.
//   5. EASE is the closed form.
//   6. One thread and two give the same bytes.

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

#include "data/error.h"
#include "recommend/cholesky.h"
#include "recommend/dense_kernels.h"
#include "recommend/ease_trainer.h"
#include "recommend/ials_trainer.h"
#include "tests/recommend/random_histories.h"
#include "tests/support/rng.h"

namespace aisle::recommend {
namespace {

using Dense = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

std::vector<float> random_values(support::Rng& rng, std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(rng.below(2001)) / 1000 - 1;
    return values;
}

Dense to_dense(const std::vector<float>& values, std::size_t rows, std::size_t columns,
               std::size_t stride) {
    Dense dense(rows, columns);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) dense(i, j) = values[i * stride + j];
    }
    return dense;
}

/// A random positive definite matrix.
std::vector<float> definite_matrix(support::Rng& rng, std::size_t size) {
    const auto half = random_values(rng, size * size);
    const Dense dense = to_dense(half, size, size, size);
    const Dense product = dense.transpose() * dense + Dense::Identity(size, size);
    std::vector<float> values(size * size);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<float>(product.data()[i]);
    }
    return values;
}

TEST(LinearAlgebra, TheProductKernelMultipliesAllShapes) {
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
        dense_kernels().add_product({a.data(), a_stride}, {b.data(), b_stride}, -1,
                                    {rows, columns, depth}, {c.data(), columns});
        const Dense found = to_dense(c, rows, columns, columns);
        ASSERT_TRUE(found.size() == 0 || (found - expected).cwiseAbs().maxCoeff() < 1e-4);
    }
}

TEST(LinearAlgebra, BytesAndFloatsMultiplyAsLoopsDo) {
    support::Rng rng(2);
    for (const std::size_t size : {64U, 128U, 256U}) {
        std::vector<std::uint8_t> one(size);
        std::vector<std::int8_t> many(size * 5);
        for (auto& value : one) value = static_cast<std::uint8_t>(rng.below(256));
        for (auto& value : many) value = static_cast<std::int8_t>(rng.below(255));
        std::vector<std::int32_t> products(5);
        dense_kernels().multiply_bytes(one.data(), many.data(), 5, size, products.data());
        for (std::size_t i = 0; i < 5; ++i) {
            int expected = 0;
            for (std::size_t j = 0; j < size; ++j) expected += one[j] * many[i * size + j];
            EXPECT_EQ(products[i], expected);
        }
    }
    const auto one = random_values(rng, 37);
    const auto many = random_values(rng, 37 * 3);
    std::vector<float> products(3);
    dense_kernels().multiply_floats(one.data(), many.data(), 3, 37, products.data());
    for (std::size_t i = 0; i < 3; ++i) {
        double expected = 0;
        for (std::size_t j = 0; j < 37; ++j) expected += one[j] * many[i * 37 + j];
        EXPECT_NEAR(products[i], expected, 1e-4);
    }
}

TEST(LinearAlgebra, CholeskySolvesAndInverts) {
    support::Rng rng(3);
    for (const std::size_t size : {1U, 2U, 15U, 16U, 17U, 64U, 100U, 131U}) {
        const auto matrix = definite_matrix(rng, size);
        const Dense dense = to_dense(matrix, size, size, size);
        auto factor = matrix;
        ASSERT_TRUE(factor_cholesky({factor.data(), size}, size));
        auto solution = random_values(rng, size);
        const Dense right = to_dense(solution, size, 1, 1);
        solve_cholesky({factor.data(), size}, size, solution.data());
        const Dense left = dense * to_dense(solution, size, 1, 1);
        EXPECT_LT((left - right).cwiseAbs().maxCoeff(), 1e-2) << size;
        const Dense inverse = to_dense(invert(matrix, size), size, size, size);
        EXPECT_LT((inverse - dense.inverse()).cwiseAbs().maxCoeff(), 1e-3) << size;
    }
    EXPECT_TRUE(invert({1, 2, 2, 1}, 2).empty());
}

/// The vector of someone with `touched` of `others`, solved densely.
Dense solved_row(const Dense& others, std::span<const std::uint32_t> touched,
                 const FactorWeights& weights) {
    Dense system = weights.unobserved * others.transpose() * others;
    Dense right = Dense::Zero(others.cols(), 1);
    for (const auto row : touched) {
        system += others.row(row).transpose() * others.row(row);
        right += others.row(row).transpose();
    }
    const double frequency = static_cast<double>(touched.size()) +
                             weights.unobserved * static_cast<double>(others.rows());
    system += weights.regularisation * std::pow(frequency, weights.frequency_power) *
              Dense::Identity(others.cols(), others.cols());
    return system.llt().solve(right);
}

TEST(Ials, APersonsVectorSolvesTheNormalEquations) {
    support::Rng rng(4);
    const auto histories = without_repeats(support::random_histories(rng, 60, 40));
    for (const std::size_t size : {3U, 16U, 24U}) {
        IalsOptions options;
        options.size = size;
        options.num_sweeps = 3;
        const auto model = train_ials(histories, options);
        const Dense items = to_dense(
            {model->vectors().view().begin(), model->vectors().view().end()}, 40, size, size);
        for (std::size_t h = 0; h < 10; ++h) {
            const auto touched = histories.items(h);
            const auto vector = model->fold_in(touched);
            const Dense expected = solved_row(items, touched, options.weights);
            for (std::size_t f = 0; f < size; ++f) EXPECT_NEAR(vector[f], expected(f, 0), 1e-3);
        }
    }
}

TEST(Ials, AnItemsVectorSolvesItsOwnEquations) {
    support::Rng rng(5);
    const auto histories = without_repeats(support::random_histories(rng, 50, 20));
    IalsOptions options;
    options.size = 8;
    options.num_sweeps = 4;
    const auto last = train_ials(histories, options);
    options.num_sweeps = 3;
    const auto before = train_ials(histories, options);
    Dense people(histories.size(), 8);
    for (std::size_t h = 0; h < histories.size(); ++h) {
        const auto vector = before->fold_in(histories.items(h));
        for (std::size_t f = 0; f < 8; ++f) people(h, f) = vector[f];
    }
    const Occurrences occurrences(histories);
    for (Item item = 0; item < 20; ++item) {
        std::vector<std::uint32_t> touched;
        for (const auto& event : occurrences.of(item)) touched.push_back(event.history);
        const Dense expected = solved_row(people, touched, options.weights);
        for (std::size_t f = 0; f < 8; ++f) {
            EXPECT_NEAR(last->vector(item)[f], expected(f, 0), 1e-3);
        }
    }
}

TEST(Ials, OneThreadAndTwoGiveTheSameBytes) {
    support::Rng rng(6);
    const auto histories = support::random_histories(rng, 400, 150);
    IalsOptions options;
    options.size = 32;
    options.num_sweeps = 2;
    const auto once = train_ials(histories, options);
    const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
    const auto again = train_ials(histories, options);
    EXPECT_TRUE(std::ranges::equal(once->vectors().view(), again->vectors().view()));
}

TEST(Ease, IsTheClosedForm) {
    support::Rng rng(8);
    const auto histories = without_repeats(support::random_histories(rng, 100, 30));
    Dense gram = 5 * Dense::Identity(30, 30);
    for (std::size_t h = 0; h < histories.size(); ++h) {
        for (const Item i : histories.items(h)) {
            for (const Item j : histories.items(h)) gram(i, j) += 1;
        }
    }
    const Dense inverse = gram.inverse();
    const auto graph = train_ease(histories, {5, 30});
    for (Item i = 0; i < 30; ++i) {
        ASSERT_EQ(graph.neighbours(i).size(), 29U);
        for (std::size_t n = 0; n < 29; ++n) {
            const Item j = graph.neighbours(i)[n];
            EXPECT_NEAR(graph.weights(i)[n], -inverse(i, j) / inverse(j, j), 1e-4);
        }
    }
}

TEST(Ease, RefusesACatalogueThatIsTooLarge) {
    Histories histories;
    histories.reserve_items(kMaxEaseItems + 1);
    EXPECT_THROW((void)train_ease(histories, {}), data::Error);
}

} // namespace
} // namespace aisle::recommend
