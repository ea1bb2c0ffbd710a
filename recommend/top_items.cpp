#include "recommend/top_items.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace aisle::recommend {

void TopItems::add(ScoredItem candidate) {
    if (limit_ == 0 || (is_full_ && !is_better(candidate, worst_))) return;
    kept_.push_back(candidate);
    if (kept_.size() == 2 * limit_) throw_out();
}

void TopItems::throw_out() {
    const auto last = kept_.begin() + static_cast<std::ptrdiff_t>(limit_ - 1);
    std::nth_element(kept_.begin(), last, kept_.end(), is_better);
    worst_ = *last;
    is_full_ = true;
    kept_.resize(limit_);
}

std::vector<ScoredItem> TopItems::take() {
    if (kept_.size() > limit_) throw_out();
    std::sort(kept_.begin(), kept_.end(), is_better);
    is_full_ = false;
    return std::exchange(kept_, {});
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
