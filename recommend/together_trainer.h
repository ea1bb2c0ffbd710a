#pragma once

#include <cstdint>

#include "recommend/histories.h"
#include "recommend/item_graph.h"

namespace aisle::recommend {

struct TogetherOptions {
    std::uint32_t min_count = 2;        ///< baskets that must hold both
    std::uint32_t num_neighbours = 100; ///< the most significant kept of each row
};

/// Which items are in one basket more often than by chance. The weight is how surprising their
/// number of common baskets is (the log-likelihood ratio of independence), so that what is in
/// every basket goes with nothing in particular, and one common basket of two rare items proves
/// little.
/// Threads: uses all; the same graph for any number of them.
/// Source: Dunning (1993), Accurate methods for the statistics of surprise and coincidence.
[[nodiscard]] ItemGraph train_together(const Histories& baskets, const TogetherOptions& options);

/// -2 log(likelihood ratio) that items in `first` and `second` of `total` baskets are in `both`
/// by chance; 0 when they are together less often than that.
[[nodiscard]] double surprise(double both, double first, double second, double total) noexcept;

} // namespace aisle::recommend
