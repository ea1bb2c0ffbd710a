#include "recommend/factor_model.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "recommend/cholesky.h"
#include "recommend/dense_kernels.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kRowsPerProduct = 16;
constexpr std::size_t kTileColumns = 16; // at least, of the widest kernels
constexpr std::size_t kItemsPerScan = 1024;
constexpr std::size_t kFloatsPerLine = 16; // of the cache

} // namespace

FactorModel::FactorModel(std::size_t size, const FactorWeights& weights, Array<float> vectors,
                         Array<float> gram)
    : size_(size), weights_(weights), vectors_(std::move(vectors)), gram_(std::move(gram)) {
    assert(vectors_.size() % size_ == 0);
    assert(gram_.size() == size_ * size_);
}

std::vector<float> FactorModel::fold_in(std::span<const Item> items) const {
    std::vector<float> result(size_);
    FactorSolver(size_, weights_)
        .solve(vectors_.view().data(), num_items(), gram_.view().data(), items, result.data());
    return result;
}

void FactorModel::score(const Query& query, ScoreBoard& board) const {
    if (query.items.empty()) return;
    const auto person = fold_in(query.items);
    float scores[kItemsPerScan];
    for (std::size_t begin = 0; begin < num_items(); begin += kItemsPerScan) {
        const std::size_t count = std::min(kItemsPerScan, num_items() - begin);
        dense_kernels().multiply_floats(person.data(), vectors_.view().data() + begin * size_,
                                        count, size_, scores);
        for (std::size_t i = 0; i < count; ++i) {
            board.add(static_cast<Item>(begin + i), scores[i]);
        }
    }
}

void FactorSolver::solve(const float* others, std::size_t num_others, const float* gram,
                         std::span<const std::uint32_t> indices, float* result) {
    const auto vector_of = [&](std::size_t i) { return others + std::size_t{indices[i]} * size_; };
    // They lie anywhere: to be fetched while the system is laid out.
    for (std::size_t i = 0; i < indices.size(); ++i) {
        for (std::size_t f = 0; f < size_; f += kFloatsPerLine)
            __builtin_prefetch(vector_of(i) + f);
    }
    // From a column that leaves whole tiles: only the upper triangle is read.
    const auto first_column = [](std::size_t row) { return row / kTileColumns * kTileColumns; };
    system_.resize(size_ * size_);
    for (std::size_t i = 0; i < size_; ++i) {
        const std::size_t at = i * size_ + first_column(i);
        dense_kernels().scale(gram + at, weights_.unobserved, (i + 1) * size_ - at,
                              system_.data() + at);
    }
    touched_.resize(indices.size() * size_);
    std::fill(result, result + size_, 0.F);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        std::copy(vector_of(i), vector_of(i) + size_, touched_.data() + i * size_);
        for (std::size_t f = 0; f < size_; ++f) result[f] += touched_[i * size_ + f];
    }
    const float frequency =
        static_cast<float>(indices.size()) + weights_.unobserved * static_cast<float>(num_others);
    const float ridge = weights_.regularisation * std::pow(frequency, weights_.frequency_power);
    for (std::size_t i = 0; i < size_; ++i) system_[i * size_ + i] += ridge;
    for (std::size_t i = 0; i < size_; i += kRowsPerProduct) {
        const std::size_t column = first_column(i);
        dense_kernels().add_product(
            {touched_.data() + i, size_}, {touched_.data() + column, size_}, 1,
            {std::min(kRowsPerProduct, size_ - i), size_ - column, indices.size()},
            {system_.data() + i * size_ + column, size_});
    }
    [[maybe_unused]] const bool is_definite = factor_cholesky({system_.data(), size_}, size_);
    assert(is_definite);
    solve_cholesky({system_.data(), size_}, size_, result);
}

} // namespace aisle::recommend
