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

/// Keeps the best `limit` of the items it is shown.
/// Cost: O(1) for an item, on average; those that do not get in are thrown out many at a time.
class TopItems {
public:
    explicit TopItems(std::size_t limit) : limit_(limit) { kept_.reserve(2 * limit); }

    void add(ScoredItem candidate);

    /// True when an item of this score may still get in.
    [[nodiscard]] bool may_take(float score) const {
        return limit_ > 0 && (!is_full_ || score >= worst_.score);
    }

    /// The best, in order. Leaves nothing behind.
    [[nodiscard]] std::vector<ScoredItem> take();

private:
    void throw_out();

    std::size_t limit_;
    std::vector<ScoredItem> kept_; // the best are among them
    ScoredItem worst_{};           // of those that got in when the others were last thrown out
    bool is_full_ = false;         // there is such a one
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
