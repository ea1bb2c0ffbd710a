#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "api/dispatcher.h"
#include "api/http_framing.h"
#include "api/http_metrics.h"
#include "api/server_options.h"

namespace aisle::api {

class SlowWriter;

/// What all connections of a server share. Requires: outlives them.
struct ConnectionContext {
    const ServerOptions& options;
    Dispatcher& dispatcher;
    SlowWriter& slow_writer;
    HttpMetrics& metrics;
};

/// One client: its bytes in, requests in order, replies in the same order.
///
/// The socket belongs to the event loop, which closes it; this class reads and writes it under
/// one rule: while mutex_ is held and is_closed_ is false, fd_ is open and is this client's.
/// The event loop must therefore call mark_closed() before it closes the socket, and must not
/// close it for reasons of its own. Whoever wants it closed calls ::shutdown, and the event loop
/// then sees the end of the stream.
/// Threads: any.
class Connection final : public ReplySink, public std::enable_shared_from_this<Connection> {
public:
    using Clock = std::chrono::steady_clock;

    Connection(int fd, std::string peer_ip, const ConnectionContext& context);

    [[nodiscard]] int fd() const noexcept { return fd_; }

    /// Whether a request is being answered or a reply being sent.
    [[nodiscard]] bool is_active();

    /// Bytes from the client.
    void receive(std::string_view bytes);

    /// Answers with an error and closes.
    void refuse(int status, std::string_view message);

    /// The socket is about to be closed: from here on it is not touched.
    void mark_closed();

    /// Goes on sending a reply that did not fit. Returns whether there is still more.
    [[nodiscard]] bool write_more();

    /// Ends the connection if its client has been too slow.
    void enforce_timeouts(Clock::time_point now);

    /// Ends the connection whatever its state.
    void abort();

    [[nodiscard]] bool is_abandoned() override;
    void complete(Reply reply) override;

private:
    void answer_requests();
    void answer_requests_unguarded();
    void send(Reply reply);
    void hold(std::size_t bytes);
    void refuse_beyond_budget();
    void refuse_locked(int status, std::string_view message);
    void flush();
    void end_after_output();
    void shut_down();

    [[nodiscard]] bool has_output() const noexcept { return sent_ < output_.size(); }

    [[nodiscard]] std::chrono::milliseconds credit(std::size_t bytes) const noexcept;

    const int fd_;
    const std::string peer_ip_;
    const ConnectionContext& context_;

    std::mutex mutex_; // guards all below
    RequestFramer framer_;
    std::string output_; // the reply being sent; bytes before sent_ have gone
    std::size_t sent_ = 0;
    std::size_t held_ = 0;      // bytes received since the last request was answered
    Clock::time_point since_;   // start of the current phase, for the timeouts
    bool is_answering_ = false; // a request is in a pool
    bool is_watched_ = false;   // the slow writer has it
    bool has_sent_continue_ = false;
    bool closes_after_output_ = false;
    bool is_ending_ = false; // we have shut down: input is ignored, nothing more is sent
    bool is_closed_ = false; // the fd is not ours any more
};

} // namespace aisle::api
