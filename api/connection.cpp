// One client's state machine.
//
// A connection is idle, reading a request, answering one in a pool, sending a reply, or ending.
// No request is parsed while another is being answered or a reply is still unsent: that keeps
// replies in order, and keeps a client that sends requests without reading replies from filling
// our memory. What such a client sends ahead waits in the framer, up to a limit; whoever clears
// the obstacle (the pool's thread, the slow writer) goes on with answer_requests().
//
// Ending is gentle: after the last byte only our direction is shut down, and the client is given
// time to read it and close. Closing at once with unread input would make the kernel send a
// reset, and the client could lose the very reply that explains the refusal.
#include "api/connection.h"

#include <cerrno>
#include <cstdint>
#include <utility>

#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include "api/slow_writer.h"

namespace aisle::api {
namespace {

/// Buffers of idle connections are kept up to this size and freed above it.
constexpr std::size_t kKeptBuffer = 64 * 1024;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

} // namespace

Connection::Connection(int fd, std::string peer_ip, const ConnectionContext& context)
    : fd_(fd),
      peer_ip_(std::move(peer_ip)),
      context_(context),
      framer_(context.options.limits),
      since_(Clock::now()) {}

bool Connection::is_active() {
    const std::lock_guard lock(mutex_);
    return !is_closed_ && !is_ending_ && (is_answering_ || has_output());
}

bool Connection::is_abandoned() {
    const std::lock_guard lock(mutex_);
    return is_closed_;
}

void Connection::receive(std::string_view bytes) {
    context_.metrics.received_bytes_total.add(bytes.size());
    const std::lock_guard lock(mutex_);
    if (is_closed_ || is_ending_ || closes_after_output_) return;
    const bool is_waiting = is_answering_ || has_output();
    if (!is_waiting && !framer_.is_mid_request()) {
        since_ = Clock::now();
        hold(0);
    }
    hold(held_ + bytes.size());
    framer_.append(bytes);
    if (!is_waiting) {
        answer_requests();
        refuse_beyond_budget();
    } else if (framer_.buffered_bytes() > context_.options.max_pipelined_bytes) {
        shut_down();
    }
}

/// Turns away a request that is still arriving if there is no memory left for it.
void Connection::refuse_beyond_budget() {
    const auto total = static_cast<std::size_t>(context_.metrics.buffered_bytes.value());
    const bool is_arriving = !is_answering_ && !has_output() && framer_.is_mid_request();
    if (!is_arriving || is_ending_ || total <= context_.options.max_buffered_bytes) return;
    refuse_locked(503, "too many requests are being received; try again shortly");
}

/// Keeps the account of what this client has us remember.
void Connection::hold(std::size_t bytes) {
    context_.metrics.buffered_bytes.add(static_cast<std::int64_t>(bytes) -
                                        static_cast<std::int64_t>(held_));
    held_ = bytes;
}

/// A thread root for pools and slow writer: an exception (no memory, most likely) ends the
/// connection and goes no further.
void Connection::answer_requests() {
    try {
        answer_requests_unguarded();
    } catch (const std::exception& error) {
        spdlog::error("connection failed: {}", error.what());
        if (!is_closed_) shut_down();
    }
}

void Connection::answer_requests_unguarded() {
    while (!is_closed_ && !is_ending_ && !closes_after_output_ && !is_answering_ && !has_output()) {
        switch (framer_.advance()) {
        case RequestFramer::Progress::kNeedMore:
            if (framer_.expects_continue() && !std::exchange(has_sent_continue_, true)) {
                send({.bytes = std::string(kContinue)});
            }
            return;
        case RequestFramer::Progress::kRefused:
            context_.metrics.bad_requests_total.add();
            return refuse_locked(framer_.refusal().status, framer_.refusal().message);
        case RequestFramer::Progress::kComplete:
            break;
        }
        has_sent_continue_ = false;
        is_answering_ = true;
        auto reply = context_.dispatcher.start(framer_.take(), shared_from_this(), peer_ip_);
        since_ = Clock::now();
        if (!reply) return;
        is_answering_ = false;
        hold(framer_.buffered_bytes());
        send(std::move(*reply));
    }
}

void Connection::complete(Reply reply) {
    const std::lock_guard lock(mutex_);
    is_answering_ = false;
    since_ = Clock::now();
    if (!is_closed_) hold(framer_.buffered_bytes());
    send(std::move(reply));
    answer_requests();
}

void Connection::refuse(int status, std::string_view message) {
    const std::lock_guard lock(mutex_);
    refuse_locked(status, message);
}

void Connection::refuse_locked(int status, std::string_view message) {
    send(context_.dispatcher.refuse(status, message, peer_ip_));
}

void Connection::send(Reply reply) {
    if (is_closed_ || is_ending_) return;
    if (!reply.keep_alive) closes_after_output_ = true;
    if (has_output()) {
        output_ += reply.bytes;
    } else {
        output_ = std::move(reply.bytes);
        sent_ = 0;
    }
    flush();
    if (has_output() && !std::exchange(is_watched_, true)) {
        context_.metrics.slow_replies_total.add();
        context_.slow_writer.watch(shared_from_this());
    }
}

/// Sends what the socket takes without waiting.
void Connection::flush() {
    const std::size_t before = sent_;
    while (has_output()) {
        const ssize_t sent = ::send(fd_, output_.data() + sent_, output_.size() - sent_,
                                    MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent >= 0) {
            sent_ += static_cast<std::size_t>(sent);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            break;
        } else if (errno != EINTR) {
            return shut_down();
        }
    }
    context_.metrics.sent_bytes_total.add(sent_ - before);
    if (!has_output()) end_after_output();
}

/// The reply has gone: ends the connection if it was to be the last.
void Connection::end_after_output() {
    output_.clear();
    sent_ = 0;
    if (output_.capacity() > kKeptBuffer) std::string().swap(output_);
    since_ = Clock::now();
    if (!closes_after_output_) return;
    is_ending_ = true;
    ::shutdown(fd_, SHUT_WR);
}

void Connection::shut_down() {
    is_ending_ = true;
    std::string().swap(output_);
    sent_ = 0;
    ::shutdown(fd_, SHUT_RDWR);
}

bool Connection::write_more() {
    const std::lock_guard lock(mutex_);
    if (!is_closed_ && !is_ending_) flush();
    if (!is_closed_ && !is_ending_ && has_output()) return true;
    is_watched_ = false;
    answer_requests();
    return false;
}

void Connection::mark_closed() {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    std::string().swap(output_);
    sent_ = 0;
    framer_ = RequestFramer(context_.options.limits);
    hold(0);
}

void Connection::abort() {
    const std::lock_guard lock(mutex_);
    if (!is_closed_) shut_down();
}

std::chrono::milliseconds Connection::credit(std::size_t bytes) const noexcept {
    return std::chrono::milliseconds(1000 * bytes / context_.options.timeouts.min_bytes_per_second);
}

void Connection::enforce_timeouts(Clock::time_point now) {
    const Timeouts& timeouts = context_.options.timeouts;
    const std::lock_guard lock(mutex_);
    if (is_closed_) return;
    const auto elapsed = now - since_;
    if (is_ending_) {
        if (elapsed > timeouts.linger) shut_down();
    } else if (has_output()) {
        if (elapsed <= timeouts.write + credit(sent_)) return;
        context_.metrics.timeouts_total.add();
        shut_down();
    } else if (is_answering_) {
        return; // its deadline is the dispatcher's affair
    } else if (framer_.is_mid_request()) {
        if (elapsed <= timeouts.read + credit(held_)) return;
        context_.metrics.timeouts_total.add();
        refuse_locked(408, "the request did not arrive in time");
    } else if (elapsed > timeouts.idle || context_.dispatcher.is_draining()) {
        shut_down();
    }
}

} // namespace aisle::api
