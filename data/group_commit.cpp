#include "data/group_commit.h"

// A commit costs a wait for the disk, whatever its size. So while one caller, the leader, waits
// for the disk, the others queue up; when it is done, one of them takes the whole queue as the
// next group. The more threads append at once, the larger the groups: throughput rises with
// load, and a lone writer waits for nobody.
//
// The queue needs no limit: it holds pointers to what blocked callers own, one for each.

namespace aisle::data {

std::uint64_t GroupCommit::append(std::span<const Operation> operations) {
    Waiter self;
    self.operations = operations;
    std::unique_lock lock(mutex_);
    queue_.push_back(&self);
    self.wake.wait(lock, [&] { return self.is_done || !has_leader_; });
    if (!self.is_done) lead(lock);
    if (self.error) std::rethrow_exception(self.error);
    return self.last_position;
}

/// Commits everything that is queued, the caller's own batch among it.
void GroupCommit::lead(std::unique_lock<std::mutex>& lock) {
    has_leader_ = true;
    group_.swap(queue_);
    lock.unlock();
    commit_group();
    lock.lock();
    has_leader_ = false;
    // Notified under the lock: a waiter that could run now would leave, and `wake` with it.
    for (Batch* batch : group_) {
        auto* waiter = static_cast<Waiter*>(batch);
        waiter->is_done = true;
        waiter->wake.notify_one();
    }
    group_.clear();
    if (!queue_.empty()) static_cast<Waiter*>(queue_.front())->wake.notify_one();
}

void GroupCommit::commit_group() noexcept {
    try {
        commit_(group_);
        return;
    } catch (...) {
        if (group_.size() == 1) {
            static_cast<Waiter*>(group_.front())->error = std::current_exception();
            return;
        }
    }
    // One batch that is too large must not fail the small ones beside it: each on its own.
    for (Batch* batch : group_) {
        try {
            commit_({&batch, 1});
        } catch (...) {
            static_cast<Waiter*>(batch)->error = std::current_exception();
        }
    }
}

} // namespace aisle::data
