#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

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

/// The events that clients send: the part of a store that is the fold of the operations
/// "events". They are in the log until they are sealed into a batch, which says up to which
/// operation it reaches, so that no event is lost or counted twice wherever the server ends.
/// Threads: pasts() any; the rest one, the writer's.
class EventStore {
public:
    using OnProblem = std::function<void(const std::string&)>;

    /// Reads the newest batches. A damaged one is left out, and on_problem told why.
    EventStore(std::filesystem::path data, const OnProblem& on_problem,
               EventStoreOptions options = {});

    /// False when the operation is none of events.
    bool apply(const data::Operation& operation);

    /// Seals what waits when it is much or has waited long.   Throws: as seal().
    void save();

    /// Seals all that waits.   Throws: Error{kUnavailable}, Error{kConflict}: it waits on.
    void seal();

    [[nodiscard]] const ShopperPasts& pasts() const noexcept { return pasts_; }

private:
    using Clock = std::chrono::steady_clock;

    void remember(const OnProblem& on_problem);

    const std::filesystem::path data_;
    const EventStoreOptions options_;
    ShopperPasts pasts_;
    std::vector<data::Event> waiting_;
    Clock::time_point waiting_since_;
    std::uint64_t position_ = 0; ///< of the last operation that is applied
};

} // namespace aisle::api
