#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "api/recent_events.h"
#include "api/shopper_pasts.h"
#include "data/event.h"
#include "data/operation_log.h"

namespace aisle::api {

/// When events move from the log into a batch of their own.
struct EventStoreOptions {
    std::size_t seal_after_events = 20'000;
    std::chrono::milliseconds seal_after{60'000}; ///< since the first that waits was applied
    /// Rows of the newest batches that a start reads to know what shoppers did lately.
    std::size_t remembered_rows = 1'000'000;
};

/// The events that clients send: the part of a store that is the fold of the operations "events"
/// and "forgetUser". They are in the log until they are sealed into a batch, which says up to
/// which operation it reaches, so that no event is lost or counted twice wherever the server ends.
/// An event that was sent again is dropped. Who is to be forgotten is gone from what recommends
/// at once, and from all batches when the next one is sealed.
/// Threads: pasts() any; the rest one, the writer's.
class EventStore {
public:
    using OnProblem = std::function<void(const std::string&)>;

    /// Reads the newest batches. A damaged one is left out, and on_problem told why.
    EventStore(std::filesystem::path data, OnProblem on_problem, EventStoreOptions options = {});

    /// False when the operation is none of theirs.
    bool apply(const data::Operation& operation);

    /// Seals what waits when it is much, has waited long, or has someone to forget.
    /// Throws: as seal().
    void save();

    /// Seals all that waits.   Throws: Error{kUnavailable}, Error{kConflict}: it waits on.
    /// Cost: where someone is to be forgotten, a look at all batches.
    void seal();

    [[nodiscard]] const ShopperPasts& pasts() const noexcept { return pasts_; }

private:
    using Clock = std::chrono::steady_clock;

    void remember();
    void receive(const data::Operation& operation);
    void forget(const data::Operation& operation);

    const std::filesystem::path data_;
    const EventStoreOptions options_;
    const OnProblem on_problem_;
    ShopperPasts pasts_;
    RecentEvents recent_;
    std::vector<data::Event> waiting_;
    std::set<std::string, std::less<>> to_forget_; ///< users whose events are in batches
    Clock::time_point waiting_since_;
    std::uint64_t position_ = 0; ///< of the last operation that is applied
};

} // namespace aisle::api
