#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace aisle::api {

/// A fixed number of threads and a bounded number of jobs. Being full is an answer, not a wait:
/// a server that queues without bound answers everybody late instead of some at once.
/// Threads: all functions from any thread.
class WorkerPool {
public:
    /// Jobs handle their own failures: one that throws ends the process.
    using Job = std::function<void()>;

    /// Requires: num_threads > 0. At most `max_waiting` jobs wait while all threads are busy.
    WorkerPool(std::size_t num_threads, std::size_t max_waiting);
    /// As stop().
    ~WorkerPool();

    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Whether no job is running or waiting.
    [[nodiscard]] bool is_idle() const;

    /// Takes the job, or returns false if the pool is full or stopped.
    [[nodiscard]] bool try_submit(Job job);

    /// Drops the jobs that wait and returns when those that run have ended. Idempotent.
    void stop();

private:
    void work();

    const std::size_t num_threads_;
    const std::size_t max_waiting_;
    mutable std::mutex mutex_;
    std::condition_variable has_work_;
    std::deque<Job> waiting_;  // guarded by mutex_
    std::size_t num_busy_ = 0; // threads that run a job; guarded by mutex_
    bool is_stopping_ = false; // guarded by mutex_
    std::mutex join_mutex_;
    std::vector<std::thread> threads_; // guarded by join_mutex_ after construction
};

} // namespace aisle::api
