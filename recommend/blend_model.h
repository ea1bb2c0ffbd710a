#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "recommend/array.h"
#include "recommend/model.h"
#include "recommend/tree_ensemble.h"

namespace aisle::recommend {

/// What several models say about the candidates of one query, side by side.
struct CandidateTable {
    std::vector<Item> items;     ///< in the order in which they became candidates
    std::vector<float> features; ///< num_features for each item
    std::size_t num_features = 0;

    [[nodiscard]] std::span<const float> row(std::size_t i) const {
        return {features.data() + i * num_features, num_features};
    }
};

/// Asks several models for their best candidates, and orders all of these by a linear function
/// of what each model says: its score beside its best one, as it is and as a logarithm; whether
/// the item is in the query already; how popular it is, in all and lately. Weights differ with
/// the length of the query. Trees over the same features then correct the order of the best.
class BlendModel final : public Model {
public:
    using Parts = std::vector<std::unique_ptr<Model>>;

    /// Queries of 1, 2, 3 to 5, 6 to 20 and more events have weights of their own.
    static constexpr std::size_t kNumLengths = 5;

    /// The best candidates by the linear function, which the trees may reorder.
    static constexpr std::size_t kNumRefined = 80;

    /// `counts` and `late_counts`: events of each item, in all and lately.
    BlendModel(Parts parts, Array<float> counts, Array<float> late_counts);

    void score(const Query& query, ScoreBoard& board) const override;

    [[nodiscard]] std::size_t num_items() const noexcept override { return counts_.size(); }

    [[nodiscard]] CandidateTable candidates(const Query& query) const;

    [[nodiscard]] std::size_t num_features() const;

    /// Weights that trust all parts alike: what there is before anything was learned.
    [[nodiscard]] std::vector<float> starting_weights() const;

    /// Which of kNumLengths a query of this many events is.
    [[nodiscard]] static std::size_t length_class(std::size_t num_events) noexcept;

    /// Requires: num_features() weights for each length.
    void set_weights(std::vector<float> weights) { weights_ = std::move(weights); }

    /// Trees that correct the linear function for its best candidates.
    void set_trees(TreeEnsemble trees) { trees_ = std::move(trees); }

    [[nodiscard]] const TreeEnsemble& trees() const noexcept { return trees_; }

    /// The linear function of each candidate of a query of `num_events`.
    [[nodiscard]] std::vector<float> linear_scores(const CandidateTable& table,
                                                   std::size_t num_events) const;

    /// Moves what was learned to a blend of the same parts, trained on more.
    void learn_from(BlendModel& other) {
        weights_ = std::move(other.weights_);
        trees_ = std::move(other.trees_);
    }

    [[nodiscard]] const Parts& parts() const noexcept { return parts_; }

    [[nodiscard]] const std::vector<float>& weights() const noexcept { return weights_; }

    [[nodiscard]] const Array<float>& counts() const noexcept { return counts_; }

    [[nodiscard]] const Array<float>& late_counts() const noexcept { return late_counts_; }

private:
    Parts parts_;
    Array<float> counts_;
    Array<float> late_counts_;
    std::vector<float> weights_;
    TreeEnsemble trees_;
};

/// The places of the `k` highest scores, the highest first.
[[nodiscard]] std::vector<std::size_t> best_rows(const std::vector<float>& scores, std::size_t k);

} // namespace aisle::recommend
