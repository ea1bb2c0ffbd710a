// Factorisations and the models on them against Eigen in double precision; the kernels below them
// are tested in dense_kernels_test.cpp:
//   1. Cholesky, its solutions, and the inverse; a matrix that is not definite is refused.
//   2. A person's vector of iALS is the solution of the normal equations.
//   3. Every item vector after the last sweep is the solution of its own equations.
//   4. EASE is the closed form.
//   5. One thread and two give the same bytes.

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "data/error.h"
#include "recommend/cholesky.h"
#include "recommend/ease_trainer.h"
#include "recommend/ials_trainer.h"
#include "tests/recommend/random_histories.h"
#include "tests/recommend/random_matrices.h"
#include "tests/support/rng.h"

namespace aisle::recommend {
namespace {

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
