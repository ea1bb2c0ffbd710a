#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_set>

#include "data/event.h"

namespace aisle::api {

/// The latest events, by a hash of what batches keep of them: clients that got no answer send
/// theirs again. Two events are one when the same person did the same, at the same millisecond,
/// to the same products of the same index.   Threads: one.
class RecentEvents {
public:
    explicit RecentEvents(std::size_t max_events = 200'000) : max_events_(max_events) {}

    /// False when the event is among the latest already.
    bool add(const data::Event& event);

private:
    const std::size_t max_events_;
    std::unordered_set<std::uint64_t> hashes_;
    std::deque<std::uint64_t> by_arrival_;
};

} // namespace aisle::api
