#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "recommend/array.h"
#include "recommend/model.h"

namespace aisle::recommend {

/// What the loss of implicit-feedback factorisation weighs.
struct FactorWeights {
    float unobserved = .1F;      ///< of a pair nobody touched, beside 1 for one somebody did
    float regularisation = .01F; ///< of the vectors' length
    float frequency_power = 1;   ///< how the regularisation grows with the number of events
};

/// A vector for each item; someone's vector is computed from their events when they ask.
///
/// The vector x of someone with items S minimises
///     sum over S of (1 - x.v_i)^2 + unobserved * sum over all items of (x.v_i)^2
///     + regularisation * (|S| + unobserved * num_items)^frequency_power * x.x
/// Source: Rendle, Krichene, Zhang, Koren (2021), Revisiting the performance of iALS.
class FactorModel final : public Model {
public:
    /// `vectors`: num_items rows of `size`; `gram`: transposed(vectors) * vectors.
    FactorModel(std::size_t size, const FactorWeights& weights, Array<float> vectors,
                Array<float> gram);

    void score(const Query& query, ScoreBoard& board) const override;

    /// Someone's vector, `size` long.   Cost: size^2 for each event and size^3 / 6 in all.
    [[nodiscard]] std::vector<float> fold_in(std::span<const Item> items) const;

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] std::size_t num_items() const noexcept override {
        return vectors_.size() / size_;
    }

    [[nodiscard]] std::span<const float> vector(Item item) const {
        return vectors_.view().subspan(item * size_, size_);
    }

    [[nodiscard]] const FactorWeights& weights() const noexcept { return weights_; }

    [[nodiscard]] const Array<float>& vectors() const noexcept { return vectors_; }

    [[nodiscard]] const Array<float>& gram() const noexcept { return gram_; }

private:
    std::size_t size_;
    FactorWeights weights_;
    Array<float> vectors_;
    Array<float> gram_;
};

/// Solves for one vector as FactorModel describes, given the others.   Threads: one each.
class FactorSolver {
public:
    FactorSolver(std::size_t size, const FactorWeights& weights) : size_(size), weights_(weights) {}

    /// `gram` is of all `num_others` vectors; `indices` are those that were touched.
    void solve(const float* others, std::size_t num_others, const float* gram,
               std::span<const std::uint32_t> indices, float* result);

private:
    std::size_t size_;
    FactorWeights weights_;
    std::vector<float> touched_; // the vectors that were touched, side by side
    std::vector<float> system_;
};

} // namespace aisle::recommend
