#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "recommend/histories.h"

namespace aisle::recommend {

/// A set of items of one catalogue: what a filter lets through.
class ItemSet {
public:
    explicit ItemSet(std::size_t num_items, bool is_full = false)
        : num_items_(num_items), words_((num_items + 63) / 64, is_full ? ~std::uint64_t{0} : 0) {
        if (is_full && num_items % 64 != 0) {
            words_.back() = (std::uint64_t{1} << num_items % 64) - 1;
        }
    }

    void add(Item item) { words_[item / 64] |= std::uint64_t{1} << item % 64; }

    void remove(Item item) { words_[item / 64] &= ~(std::uint64_t{1} << item % 64); }

    [[nodiscard]] bool contains(Item item) const {
        return (words_[item / 64] >> item % 64 & 1U) != 0;
    }

    [[nodiscard]] std::size_t num_items() const noexcept { return num_items_; }

    /// 64 items, the first in the lowest bit.
    [[nodiscard]] std::uint64_t word(std::size_t i) const { return words_[i]; }

    [[nodiscard]] std::size_t num_words() const noexcept { return words_.size(); }

    [[nodiscard]] std::size_t count() const noexcept {
        std::size_t count = 0;
        for (const std::uint64_t word : words_) {
            count += static_cast<std::size_t>(std::popcount(word));
        }
        return count;
    }

private:
    std::size_t num_items_;
    std::vector<std::uint64_t> words_;
};

} // namespace aisle::recommend
