#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "recommend/top_items.h"

namespace aisle::recommend {

/// How alike two items are, 0 to 1.
using Likeness = std::function<float(Item, Item)>;

/// Takes `k` of `ranked` one after the other, each time the item with the highest
///     (1 - diversity) * score / best score - diversity * likeness to the likest taken so far.
/// 0 keeps the order, 1 only wants what is unlike. Ties go to the better ranked.
/// Cost: k * ranked.size() likenesses.
/// Source: Carbonell, Goldstein (1998), maximal marginal relevance.
[[nodiscard]] std::vector<ScoredItem> diversify(std::span<const ScoredItem> ranked,
                                                const Likeness& likeness, float diversity,
                                                std::size_t k);

} // namespace aisle::recommend
