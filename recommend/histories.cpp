#include "recommend/histories.h"

#include <algorithm>
#include <cassert>

namespace aisle::recommend {

void Histories::add(Item item, std::uint32_t step) {
    assert(size() > 0);
    assert(items_.size() == offsets_[size() - 1] || steps_.back() <= step);
    items_.push_back(item);
    steps_.push_back(step);
    offsets_.back() = items_.size();
    num_items_ = std::max(num_items_, item + 1);
}

void Histories::add_history(std::span<const Item> items) {
    begin_history();
    for (std::size_t i = 0; i < items.size(); ++i) add(items[i], static_cast<std::uint32_t>(i));
}

void Histories::reserve_items(std::uint32_t num_items) {
    num_items_ = std::max(num_items_, num_items);
}

Histories without_repeats(const Histories& histories) {
    Histories result;
    result.reserve_items(histories.num_items());
    // The history in which an item was last seen, and its last place there.
    std::vector<std::size_t> last_place(histories.num_items(), 0);
    for (std::size_t h = 0; h < histories.size(); ++h) {
        const auto items = histories.items(h);
        const auto steps = histories.steps(h);
        for (std::size_t i = 0; i < items.size(); ++i) last_place[items[i]] = i;
        result.begin_history();
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (last_place[items[i]] == i) result.add(items[i], steps[i]);
        }
    }
    return result;
}

Occurrences::Occurrences(const Histories& histories)
    : offsets(std::size_t{histories.num_items()} + 1, 0), events(histories.num_events()) {
    for (const Item item : histories.all_items()) ++offsets[item + 1];
    for (std::size_t i = 1; i < offsets.size(); ++i) offsets[i] += offsets[i - 1];
    auto next = offsets;
    for (std::size_t h = 0; h < histories.size(); ++h) {
        const auto items = histories.items(h);
        for (std::size_t i = 0; i < items.size(); ++i) {
            events[next[items[i]]++] = {static_cast<std::uint32_t>(h),
                                        static_cast<std::uint32_t>(i)};
        }
    }
}

} // namespace aisle::recommend
