#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "recommend/histories.h"
#include "recommend/item_graph.h"
#include "recommend/top_items.h"

namespace aisle::recommend {

/// What two items weigh that occur in the same histories. With n(i) the number of events of item
/// i and |h| the length of history h,
///
///     weight(i, j) = sum over the pairs of both in each h of |h|^-a d^-p
///                    / (n(i)^b n(j)^c + shrink)
///
/// where d is their distance in steps. One sum covers what goes by several names: cosine (a = 0,
/// b = c = 1/2), RP3beta (a = b: the exponent of the walk's probabilities, c = beta), the linear
/// graph filter (a = 1, b = c = 1/2), and sequential rules (is_forward, p = 1).
/// Source: Paudel et al. (2017), Updatable, accurate, diverse, and scalable recommendations.
struct ItemGraphOptions {
    float history_power = 0;  ///< a
    float source_power = .5;  ///< b
    float target_power = .5;  ///< c
    float distance_power = 0; ///< p
    float shrink = 0;
    std::uint32_t window = 0; ///< pairs at most that many steps apart; 0: all of a history
    bool is_forward = false;  ///< only pairs in which j came in a later step than i
    std::uint32_t num_neighbours = 200; ///< the strongest kept of each row
};

/// Cost: the sum over histories of the square of their length, or length times window.
/// Threads: uses all; the same graph for any number of them.
[[nodiscard]] ItemGraph train_item_graph(const Histories& histories,
                                         const ItemGraphOptions& options);

/// Makes a graph of rows that are computed independently: `make(item)` gives the row of `item`,
/// its best neighbours in order.
[[nodiscard]] ItemGraph
build_graph(std::uint32_t num_items,
            const std::function<std::function<std::vector<ScoredItem>(Item)>()>& make_worker);

} // namespace aisle::recommend
