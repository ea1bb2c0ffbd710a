#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "recommend/tree_ensemble.h"

namespace aisle::recommend {

/// Candidates that competed for being chosen, query by query.
struct RankingRows {
    std::size_t num_features = 0;
    std::vector<float> features;         ///< num_features for each row
    std::vector<float> base;             ///< of each row: the score that trees are added to
    std::vector<float> wanted;           ///< of each row: its share of what was chosen, 0 for most
    std::vector<std::size_t> offsets{0}; ///< of each query's rows

    [[nodiscard]] std::size_t num_rows() const noexcept { return base.size(); }

    [[nodiscard]] std::size_t num_queries() const noexcept { return offsets.size() - 1; }
};

/// Trees that, added to the base scores, make what was chosen likelier in a softmax over the
/// rows of each query. A fifth of the queries are not learned from, and decide how many trees
/// there are: none when none help.
/// Threads: uses all; the same trees for any number of them.
/// Source: Friedman (2001), Greedy function approximation, with the listwise loss of ListNet.
[[nodiscard]] TreeEnsemble train_trees(const RankingRows& rows);

} // namespace aisle::recommend
