#include "api/worker_pool.h"

#include <cassert>
#include <utility>

namespace aisle::api {

WorkerPool::WorkerPool(std::size_t num_threads, std::size_t max_waiting)
    : num_threads_(num_threads), max_waiting_(max_waiting) {
    assert(num_threads > 0);
    threads_.reserve(num_threads);
    for (std::size_t i = 0; i < num_threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
    stop();
}

bool WorkerPool::is_idle() const {
    const std::lock_guard lock(mutex_);
    return num_busy_ == 0 && waiting_.empty();
}

bool WorkerPool::try_submit(Job job) {
    {
        const std::lock_guard lock(mutex_);
        // A job that a free thread is about to fetch does not count as waiting.
        if (is_stopping_ || waiting_.size() >= max_waiting_ + num_threads_ - num_busy_) {
            return false;
        }
        waiting_.push_back(std::move(job));
    }
    has_work_.notify_one();
    return true;
}

void WorkerPool::stop() {
    std::deque<Job> dropped;
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        dropped.swap(waiting_);
    }
    dropped.clear();
    has_work_.notify_all();
    const std::lock_guard lock(join_mutex_);
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

void WorkerPool::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        has_work_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        Job job = std::move(waiting_.front());
        waiting_.pop_front();
        ++num_busy_;
        lock.unlock();
        job();
        job = nullptr; // what it holds goes before the thread counts as free
        lock.lock();
        --num_busy_;
    }
}

} // namespace aisle::api
