#include "api/slow_writer.h"

#include <cstdint>
#include <iterator>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "api/connection.h"
#include "data/error.h"

namespace aisle::api {
namespace {

/// Connections that ended while nobody could write to them are forgotten at least this often.
constexpr int kPollMilliseconds = 200;

int open_event() {
    const int fd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (fd < 0) throw data::Error(data::ErrorCode::kUnavailable, "no event descriptor left");
    return fd;
}

} // namespace

SlowWriter::SlowWriter() : wake_fd_(open_event()), thread_([this] { run(); }) {}

SlowWriter::~SlowWriter() {
    stop();
    ::close(wake_fd_);
}

void SlowWriter::watch(std::shared_ptr<Connection> connection) {
    {
        const std::lock_guard lock(mutex_);
        arrivals_.push_back(std::move(connection));
    }
    wake();
}

void SlowWriter::stop() {
    is_stopping_.store(true);
    wake();
    if (thread_.joinable()) thread_.join();
}

void SlowWriter::wake() noexcept {
    const std::uint64_t one = 1;
    // It fails only when the counter is full, and then the thread wakes anyway.
    (void)!::write(wake_fd_, &one, sizeof one);
}

void SlowWriter::run() {
    std::vector<std::shared_ptr<Connection>> watched;
    std::vector<pollfd> polled;
    while (!is_stopping_.load()) {
        {
            const std::lock_guard lock(mutex_);
            std::move(arrivals_.begin(), arrivals_.end(), std::back_inserter(watched));
            arrivals_.clear();
        }
        polled.assign(1, {wake_fd_, POLLIN, 0});
        for (const auto& connection : watched) polled.push_back({connection->fd(), POLLOUT, 0});
        const int num_ready = ::poll(polled.data(), polled.size(), kPollMilliseconds);
        std::uint64_t wakes = 0;
        (void)!::read(wake_fd_, &wakes, sizeof wakes);
        // A descriptor may have been closed, even given to another client, while we polled:
        // readiness is a hint only, and write_more() knows whether the socket is still ours.
        // After a quiet interval every connection is asked, so that ended ones are let go.
        for (std::size_t i = 0; i < watched.size(); ++i) {
            if (num_ready > 0 && polled[i + 1].revents == 0) continue;
            if (!watched[i]->write_more()) watched[i].reset();
        }
        std::erase(watched, nullptr);
    }
}

} // namespace aisle::api
