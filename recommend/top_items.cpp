#include "recommend/top_items.h"

#include <algorithm>
#include <utility>

namespace aisle::recommend {

void TopItems::add(ScoredItem candidate) {
    if (heap_.size() < limit_) {
        heap_.push_back(candidate);
        std::push_heap(heap_.begin(), heap_.end(), is_better);
    } else if (limit_ > 0 && is_better(candidate, heap_.front())) {
        std::pop_heap(heap_.begin(), heap_.end(), is_better);
        heap_.back() = candidate;
        std::push_heap(heap_.begin(), heap_.end(), is_better);
    }
}

std::vector<ScoredItem> TopItems::take() {
    std::sort_heap(heap_.begin(), heap_.end(), is_better);
    return std::exchange(heap_, {});
}

std::vector<ScoredItem> best_items(const ScoreBoard& board, const ItemLimits& limits,
                                   std::size_t k) {
    std::vector<Item> masked(limits.masked.begin(), limits.masked.end());
    std::sort(masked.begin(), masked.end());
    TopItems best(k);
    for (const Item item : board.touched()) {
        const float score = board[item];
        if (!best.may_take(score)) continue;
        if (limits.allowed != nullptr && !limits.allowed->contains(item)) continue;
        if (std::binary_search(masked.begin(), masked.end(), item)) continue;
        best.add({item, score});
    }
    return best.take();
}

} // namespace aisle::recommend
