#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <set>

namespace aisle::api {

/// The protocol's tasks: a write is answered at once with a number, and the number tells later
/// whether searches see the write. Numbers are unique over all indexes and over restarts,
/// because they start from the clock.   Threads: any.
class TaskList {
public:
    TaskList();

    /// A task whose effect is already visible.
    [[nodiscard]] std::uint64_t add_published();

    /// A task to be published later.
    [[nodiscard]] std::uint64_t add_pending();
    void publish(std::uint64_t task);

    /// True for every number that is not waiting, also for those of an earlier run: what was
    /// acknowledged then is visible now.
    [[nodiscard]] bool is_published(std::uint64_t task) const;

private:
    std::atomic<std::uint64_t> next_;
    mutable std::mutex mutex_;
    std::set<std::uint64_t> pending_; // guarded by mutex_
};

} // namespace aisle::api
