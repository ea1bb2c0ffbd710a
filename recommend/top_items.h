#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "recommend/histories.h"
#include "recommend/item_set.h"
#include "recommend/score_board.h"

namespace aisle::recommend {

struct ScoredItem {
    Item item;
    float score;

    friend bool operator==(const ScoredItem&, const ScoredItem&) = default;
};

/// The order of every list of ours: higher scores first, equal ones by item.
[[nodiscard]] inline bool is_better(const ScoredItem& a, const ScoredItem& b) noexcept {
    return a.score != b.score ? a.score > b.score : a.item < b.item;
}

/// Keeps the best `limit` of the items it is shown.   Cost: O(log limit) for an item that gets in.
class TopItems {
public:
    explicit TopItems(std::size_t limit) : limit_(limit) { heap_.reserve(limit); }

    void add(ScoredItem candidate);

    /// True when an item of this score may still get in.
    [[nodiscard]] bool may_take(float score) const {
        return heap_.size() < limit_ || (limit_ > 0 && score >= heap_.front().score);
    }

    /// The best, in order. Leaves nothing behind.
    [[nodiscard]] std::vector<ScoredItem> take();

private:
    std::size_t limit_;
    std::vector<ScoredItem> heap_; // the worst first
};

/// What may not be among the best.
struct ItemLimits {
    std::span<const Item> masked;
    const ItemSet* allowed = nullptr; ///< null: all
};

/// The best `k` items of the board within `limits`.
[[nodiscard]] std::vector<ScoredItem> best_items(const ScoreBoard& board, const ItemLimits& limits,
                                                 std::size_t k);

} // namespace aisle::recommend
