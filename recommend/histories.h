#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace aisle::recommend {

/// Position of an item in the catalogue that models were trained on: 0 ... num_items - 1.
using Item = std::uint32_t;

/// What users did, each in the order of time: item, step, item, step. Events of one step came
/// together (a basket) and have no order among themselves. The histories themselves are in the
/// order in which they ended, so that the last ones are the newest.
class Histories {
public:
    [[nodiscard]] std::size_t size() const noexcept { return offsets_.size() - 1; }

    [[nodiscard]] std::size_t num_events() const noexcept { return items_.size(); }

    /// One more than the largest item of any history, unless reserve_items() said more.
    [[nodiscard]] std::uint32_t num_items() const noexcept { return num_items_; }

    /// Where the events of `history` begin and end in all_items().
    [[nodiscard]] std::size_t begin_of(std::size_t history) const { return offsets_[history]; }

    [[nodiscard]] std::size_t end_of(std::size_t history) const { return offsets_[history + 1]; }

    [[nodiscard]] std::span<const Item> items(std::size_t history) const {
        return {items_.data() + begin_of(history), end_of(history) - begin_of(history)};
    }

    /// The steps of items(history), ascending.
    [[nodiscard]] std::span<const std::uint32_t> steps(std::size_t history) const {
        return {steps_.data() + begin_of(history), end_of(history) - begin_of(history)};
    }

    [[nodiscard]] const std::vector<Item>& all_items() const noexcept { return items_; }

    [[nodiscard]] const std::vector<std::uint32_t>& all_steps() const noexcept { return steps_; }

    /// Begins a history after all others.
    void begin_history() { offsets_.push_back(items_.size()); }

    /// Adds an event to the last history. Requires: steps do not decrease.
    void add(Item item, std::uint32_t step);

    /// Adds a whole history, in which each item is a step of its own.
    void add_history(std::span<const Item> items);

    /// The catalogue has at least `num_items` items, seen or not.
    void reserve_items(std::uint32_t num_items);

private:
    std::vector<std::size_t> offsets_{0};
    std::vector<Item> items_;
    std::vector<std::uint32_t> steps_;
    std::uint32_t num_items_ = 0;
};

/// The same histories with each item only once, at its last occurrence.
[[nodiscard]] Histories without_repeats(const Histories& histories);

/// For each item the events that touched it: `Histories` read the other way round.
struct Occurrences {
    struct Event {
        std::uint32_t history;
        std::uint32_t position; ///< in the history's items
    };

    std::vector<std::size_t> offsets; ///< num_items + 1
    std::vector<Event> events;        ///< by item, then history, then position

    explicit Occurrences(const Histories& histories);

    [[nodiscard]] std::span<const Event> of(Item item) const {
        return {events.data() + offsets[item], offsets[item + 1] - offsets[item]};
    }

    [[nodiscard]] std::size_t count(Item item) const { return offsets[item + 1] - offsets[item]; }
};

} // namespace aisle::recommend
