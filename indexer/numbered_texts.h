#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/text_list.h"

namespace aisle::indexer {

/// A hash that is quick for texts as short as words. Not for what outlives the process.
[[nodiscard]] std::uint32_t hash_text(std::string_view text) noexcept;

/// Finds the numbers of texts that somebody else has: 0, 1, ... in the order in which they came.
/// Eight bytes a place, of which at most half are taken.   Threads: one.
class TextNumbers {
public:
    static constexpr std::uint32_t kNoNumber = 0xFFFF'FFFF;

    /// The number of a text, and whether it is a new one. `text_at` tells the text of a number
    /// that was given before.
    template <class TextAt>
    std::pair<std::uint32_t, bool> find_or_add(std::string_view text, TextAt&& text_at) {
        return find_or_add(text, hash_text(text), text_at);
    }

    /// The same with the hash of the text.
    template <class TextAt>
    std::pair<std::uint32_t, bool> find_or_add(std::string_view text, std::uint32_t hash,
                                               TextAt&& text_at) {
        if (2 * (size_ + std::size_t{1}) > slots_.size()) grow();
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
            Slot& slot = slots_[at];
            if (slot.number == kNoNumber) {
                slot = {hash, size_};
                return {size_++, true};
            }
            if (slot.hash == hash && text_at(slot.number) == text) return {slot.number, false};
        }
    }

    /// The number of a text with that hash, or kNoNumber.
    template <class TextAt>
    [[nodiscard]] std::uint32_t find(std::string_view text, std::uint32_t hash,
                                     TextAt&& text_at) const {
        if (slots_.empty()) return kNoNumber;
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t at = hash & mask; slots_[at].number != kNoNumber; at = (at + 1) & mask) {
            const Slot& slot = slots_[at];
            if (slot.hash == hash && text_at(slot.number) == text) return slot.number;
        }
        return kNoNumber;
    }

    /// Has the place of a hash fetched from memory, for it to be asked for soon.
    void prefetch(std::uint32_t hash) const noexcept {
        if (!slots_.empty()) __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
    }

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }

private:
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t number = kNoNumber; ///< of a place that is free
    };

    void grow();

    std::vector<Slot> slots_;
    std::uint32_t size_ = 0;
};

/// Texts numbered in the order in which they came.
class NumberedTexts {
public:
    /// The number of `text`, which is a new one if it is the first.
    [[nodiscard]] std::uint32_t number_of(std::string_view text) {
        const auto [number, is_new] =
            numbers_.find_or_add(text, [&](std::uint32_t known) { return texts_[known]; });
        if (is_new) texts_.add(text);
        return number;
    }

    /// All of them by their numbers. There are none afterwards.
    [[nodiscard]] TextList take() {
        numbers_ = {};
        return std::exchange(texts_, {});
    }

private:
    TextNumbers numbers_;
    TextList texts_;
};

} // namespace aisle::indexer
