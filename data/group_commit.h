#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

#include "data/operation_log.h"

namespace aisle::data {

/// Lets all threads that append at the same moment share one commit, and so one wait for the
/// disk. There is no thread behind it: one of the callers commits for those who wait.
class GroupCommit {
public:
    /// What one caller wants to append.
    struct Batch {
        std::span<const Operation> operations;
        std::uint64_t last_position = 0; ///< set by the commit
    };

    /// Makes all batches durable, in the order given, or throws and leaves none of them.
    /// Never called by two threads at once.
    using Commit = std::function<void(std::span<Batch* const>)>;

    explicit GroupCommit(Commit commit) : commit_(std::move(commit)) {}

    /// Returns the position of the last operation once it is durable.
    /// Throws: what the commit of these operations threw; that of another caller's never.
    std::uint64_t append(std::span<const Operation> operations);

private:
    struct Waiter : Batch {
        std::condition_variable wake;
        std::exception_ptr error;
        bool is_done = false;
    };

    void lead(std::unique_lock<std::mutex>& lock);
    void commit_group() noexcept;

    const Commit commit_;
    std::mutex mutex_;
    bool has_leader_ = false;   // guarded by mutex_
    std::vector<Batch*> queue_; // guarded by mutex_; each is a Waiter on its caller's stack
    std::vector<Batch*> group_; // the leader's
};

} // namespace aisle::data
