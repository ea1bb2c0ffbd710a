#include "recommend/hold_back.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace aisle::recommend {

namespace {

constexpr std::size_t kSmallestSet = 3;
constexpr std::size_t kSetPart = 5;      // one in five is held back
constexpr std::size_t kSessionPart = 20; // one in twenty

/// Mixes the bits of a number, so that neighbours come out unlike.
std::uint64_t mix(std::uint64_t bits) noexcept {
    bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
    return bits ^ (bits >> 31U);
}

/// Which places of a set are held back: those whose mixed number is smallest.
std::vector<bool> held_places(std::size_t history, std::size_t size) {
    std::vector<bool> is_held(size, false);
    if (size < kSmallestSet) return is_held;
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    for (std::size_t i = 0; i < size; ++i) {
        order.emplace_back(mix(mix(history + 1) + i), i);
    }
    std::sort(order.begin(), order.end());
    const std::size_t count = std::max<std::size_t>(1, size / kSetPart);
    for (std::size_t i = 0; i < count; ++i) is_held[order[i].second] = true;
    return is_held;
}

HeldBack hold_back_sets(const Histories& histories) {
    HeldBack result;
    for (std::size_t h = 0; h < histories.size(); ++h) {
        const auto items = histories.items(h);
        const auto steps = histories.steps(h);
        const auto is_held = held_places(h, items.size());
        result.train.begin_history();
        std::vector<Item> held;
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (is_held[i]) {
                held.push_back(items[i]);
            } else {
                result.train.add(items[i], steps[i]);
            }
        }
        if (held.empty()) continue;
        result.cases.given.add_history(result.train.items(h));
        result.cases.wanted.add_history(held);
    }
    return result;
}

HeldBack hold_back_sessions(const Histories& sessions) {
    HeldBack result;
    result.cases.is_given_masked = false;
    const std::size_t num_held = sessions.size() / kSessionPart;
    for (std::size_t s = 0; s < sessions.size(); ++s) {
        const auto items = sessions.items(s);
        if (s + num_held < sessions.size()) {
            result.train.add_history(items);
            continue;
        }
        for (std::size_t next = 1; next < items.size(); ++next) {
            result.cases.given.add_history(items.first(next));
            result.cases.wanted.add_history(items.subspan(next, 1));
        }
    }
    return result;
}

HeldBack hold_back_last_steps(const Histories& histories, bool is_given_masked) {
    HeldBack result;
    result.cases.is_given_masked = is_given_masked;
    for (std::size_t h = 0; h < histories.size(); ++h) {
        const auto items = histories.items(h);
        const auto steps = histories.steps(h);
        std::size_t last = items.size();
        while (last > 0 && steps[last - 1] == steps.back()) --last;
        const std::size_t kept = last == 0 ? items.size() : last;
        result.train.begin_history();
        for (std::size_t i = 0; i < kept; ++i) result.train.add(items[i], steps[i]);
        if (last == 0) continue;
        std::vector<Item> wanted(items.begin() + static_cast<std::ptrdiff_t>(last), items.end());
        std::sort(wanted.begin(), wanted.end());
        wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
        result.cases.given.begin_history();
        for (std::size_t i = 0; i < kept; ++i) result.cases.given.add(items[i], steps[i]);
        result.cases.wanted.add_history(wanted);
    }
    return result;
}

TestCases evenly_chosen(const TestCases& cases, std::size_t max_cases) {
    TestCases result;
    result.is_given_masked = cases.is_given_masked;
    const std::size_t count = std::min(cases.size(), max_cases);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t from = i * cases.size() / count;
        const auto query = cases.query(from);
        result.given.begin_history();
        for (std::size_t e = 0; e < query.items.size(); ++e) {
            result.given.add(query.items[e], query.steps[e]);
        }
        result.wanted.add_history(cases.wanted.items(from));
    }
    return result;
}

} // namespace

HeldBack hold_back(const Histories& histories, Task task, std::size_t max_cases) {
    HeldBack result = [&] {
        switch (task) {
        case Task::kSet:
            return hold_back_sets(histories);
        case Task::kSession:
            return hold_back_sessions(histories);
        case Task::kSequence:
            return hold_back_last_steps(histories, true);
        case Task::kBasket:
            return hold_back_last_steps(histories, false);
        }
        return HeldBack{};
    }();
    result.train.reserve_items(histories.num_items());
    result.cases = evenly_chosen(result.cases, max_cases);
    return result;
}

} // namespace aisle::recommend
