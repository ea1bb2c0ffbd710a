#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "recommend/histories.h"

namespace aisle::recommend {

/// Adds up scores of items and remembers which items have one. Clearing costs as much as was
/// touched, so that one board serves many queries.   Threads: one.
class ScoreBoard {
public:
    explicit ScoreBoard(std::uint32_t num_items) : scores_(num_items, 0), is_touched_(num_items) {}

    void add(Item item, float score) {
        if (is_touched_[item] == 0) {
            is_touched_[item] = 1;
            touched_.push_back(item);
        }
        scores_[item] += score;
    }

    /// Multiplies the score of an item; nothing where it has none.
    void scale(Item item, float factor) { scores_[item] *= factor; }

    /// 0 for an item that was not touched.
    [[nodiscard]] float operator[](Item item) const { return scores_[item]; }

    [[nodiscard]] bool contains(Item item) const { return is_touched_[item] != 0; }

    /// The items that have a score, in the order in which they got their first.
    [[nodiscard]] std::span<const Item> touched() const noexcept { return touched_; }

    [[nodiscard]] std::uint32_t num_items() const noexcept {
        return static_cast<std::uint32_t>(scores_.size());
    }

    void clear() {
        for (const Item item : touched_) {
            scores_[item] = 0;
            is_touched_[item] = 0;
        }
        touched_.clear();
    }

private:
    std::vector<float> scores_;
    std::vector<std::uint8_t> is_touched_;
    std::vector<Item> touched_;
};

} // namespace aisle::recommend
