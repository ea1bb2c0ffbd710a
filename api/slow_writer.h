#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace aisle::api {

class Connection;

/// Sends the rest of replies that did not fit into their sockets' buffers, so that no client's
/// slow reading holds up a thread that others need. Threads: any.
class SlowWriter {
public:
    /// Throws: Error{kUnavailable} if the system has no event descriptor left.
    SlowWriter();
    /// As stop().
    ~SlowWriter();

    SlowWriter(const SlowWriter&) = delete;
    SlowWriter& operator=(const SlowWriter&) = delete;

    /// Takes over a connection until its output has gone or it has ended.
    void watch(std::shared_ptr<Connection> connection);

    /// Ends the thread. Idempotent, but not from two threads at once.
    void stop();

private:
    void run();
    void wake() noexcept;

    const int wake_fd_;
    std::atomic<bool> is_stopping_{false};
    std::mutex mutex_;
    std::vector<std::shared_ptr<Connection>> arrivals_; // guarded by mutex_
    std::thread thread_;
};

} // namespace aisle::api
