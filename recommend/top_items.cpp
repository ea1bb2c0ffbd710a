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

} // namespace aisle::recommend
