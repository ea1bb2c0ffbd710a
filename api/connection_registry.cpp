#include "api/connection_registry.h"

#include <chrono>
#include <utility>

#include "api/connection.h"

namespace aisle::api {
namespace {

/// Timeouts are seconds; looking four times a second is exact enough and costs about 1 us per
/// hundred connections.
constexpr std::chrono::milliseconds kSweepInterval{250};

} // namespace

ConnectionRegistry::ConnectionRegistry() : thread_([this] { run(); }) {}

ConnectionRegistry::~ConnectionRegistry() {
    stop();
}

std::size_t ConnectionRegistry::size() const {
    const std::lock_guard lock(mutex_);
    return connections_.size();
}

std::vector<std::shared_ptr<Connection>> ConnectionRegistry::all() const {
    const std::lock_guard lock(mutex_);
    return {connections_.begin(), connections_.end()};
}

void ConnectionRegistry::add(std::shared_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    connections_.insert(std::move(connection));
}

void ConnectionRegistry::remove(const std::shared_ptr<Connection>& connection) {
    const std::lock_guard lock(mutex_);
    connections_.erase(connection);
}

void ConnectionRegistry::sweep() {
    const auto now = std::chrono::steady_clock::now();
    for (const auto& connection : all()) connection->enforce_timeouts(now);
}

void ConnectionRegistry::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    stopped_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void ConnectionRegistry::run() {
    std::unique_lock lock(mutex_);
    while (!stopped_.wait_for(lock, kSweepInterval, [this] { return is_stopping_; })) {
        lock.unlock();
        sweep();
        lock.lock();
    }
}

} // namespace aisle::api
