#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <vector>

namespace aisle::api {

class Connection;

/// The open connections, and the thread that ends the slow ones. Threads: any.
class ConnectionRegistry {
public:
    ConnectionRegistry();
    /// As stop().
    ~ConnectionRegistry();

    ConnectionRegistry(const ConnectionRegistry&) = delete;
    ConnectionRegistry& operator=(const ConnectionRegistry&) = delete;

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] std::vector<std::shared_ptr<Connection>> all() const;

    void add(std::shared_ptr<Connection> connection);
    void remove(const std::shared_ptr<Connection>& connection);

    /// Looks at every connection's timeouts now.
    void sweep();

    /// Ends the thread. Idempotent, but not from two threads at once.
    void stop();

private:
    void run();

    mutable std::mutex mutex_;
    std::condition_variable stopped_;
    bool is_stopping_ = false;                                    // guarded by mutex_
    std::unordered_set<std::shared_ptr<Connection>> connections_; // guarded by mutex_
    std::thread thread_;
};

} // namespace aisle::api
