#include "api/tasks.h"

#include <chrono>

namespace aisle::api {

TaskList::TaskList()
    // Milliseconds stay below 2^53, the largest whole number that JavaScript clients hold.
    : next_(static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                           std::chrono::system_clock::now().time_since_epoch())
                                           .count())) {}

std::uint64_t TaskList::add_published() {
    return next_++;
}

std::uint64_t TaskList::add_pending() {
    const std::uint64_t task = next_++;
    const std::lock_guard lock(mutex_);
    pending_.insert(task);
    return task;
}

void TaskList::publish(std::uint64_t task) {
    const std::lock_guard lock(mutex_);
    pending_.erase(task);
}

bool TaskList::is_published(std::uint64_t task) const {
    const std::lock_guard lock(mutex_);
    return !pending_.contains(task);
}

} // namespace aisle::api
