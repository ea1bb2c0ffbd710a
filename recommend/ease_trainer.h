#pragma once

#include <cstdint>

#include "recommend/histories.h"
#include "recommend/item_graph.h"

namespace aisle::recommend {

struct EaseOptions {
    float regularisation = 200;
    std::uint32_t num_neighbours = 1000; ///< the strongest kept of each row, by magnitude
};

/// Catalogues larger than this are refused: the matrix and its inverse would not fit.
inline constexpr std::uint32_t kMaxEaseItems = 20'000;

/// The linear model that predicts each item from all others with the least squared error.
/// Throws: Error{kTooLarge} when the catalogue has more than kMaxEaseItems.
/// Cost:   num_items^2 * 8 bytes, 2 * num_items^3 multiplications. Threads: uses all.
/// Source: Steck (2019), Embarrassingly shallow autoencoders for sparse data.
[[nodiscard]] ItemGraph train_ease(const Histories& histories, const EaseOptions& options);

} // namespace aisle::recommend
