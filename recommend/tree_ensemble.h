#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "recommend/array.h"

namespace aisle::recommend {

/// A sum of decision trees in which all nodes of a level ask the same question, so that a tree is
/// a few comparisons whose answers together number a leaf.
/// Source: Kohavi, Langley (1995), oblivious decision trees.
struct TreeEnsemble {
    std::uint32_t depth = 0;       ///< questions of a tree
    Array<std::uint32_t> features; ///< depth for each tree: what is compared ...
    Array<float> thresholds;       ///< ... and with what: more than that is a yes
    Array<float> leaves;           ///< 2^depth for each tree

    [[nodiscard]] std::size_t num_trees() const noexcept {
        return depth == 0 ? 0 : features.size() / depth;
    }

    [[nodiscard]] float score(std::span<const float> row) const {
        float sum = 0;
        for (std::size_t tree = 0; tree < num_trees(); ++tree) {
            std::size_t leaf = 0;
            for (std::size_t q = tree * depth; q < (tree + 1) * depth; ++q) {
                leaf = 2 * leaf + (row[features[q]] > thresholds[q] ? 1 : 0);
            }
            sum += leaves[(tree << depth) + leaf];
        }
        return sum;
    }
};

} // namespace aisle::recommend
