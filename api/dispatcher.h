#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/access_log.h"
#include "api/http_framing.h"
#include "api/http_message.h"
#include "api/http_metrics.h"
#include "api/server_options.h"
#include "api/worker_pool.h"
#include "data/deadline.h"

namespace aisle::api {

/// Answers a request. May throw: data::Error becomes its status, anything else a 500 that tells
/// the client nothing.
using Handler = std::function<Response(const Request&, data::Deadline)>;

/// Where a handler runs.
enum class Lane {
    kInline, ///< on the I/O thread: for what takes microseconds and never waits
    kQuery,  ///< on the query pool; dropped if the client leaves before it starts
    kWrite,  ///< on the write pool; runs even if the client leaves, as a beacon's sender does
};

/// What is to be done with a request.
struct Plan {
    Lane lane = Lane::kInline;
    std::string_view route; ///< name for metrics and log: a literal, never a client's text
    Handler handler;
};

/// The application: looks at method, path and headers (the body may still be compressed) and
/// decides. Threads: any; runs on I/O threads, so it must be quick.
using Router = std::function<Plan(const Request&)>;

/// A reply ready to be sent.
struct Reply {
    std::string bytes;
    bool keep_alive = true;
};

/// The one who waits for a reply that is made elsewhere. Threads: any.
class ReplySink {
public:
    virtual ~ReplySink() = default;
    /// Whether nobody waits any more.
    [[nodiscard]] virtual bool is_abandoned() = 0;
    virtual void complete(Reply reply) = 0;
};

/// Takes framed requests through routing, admission, handler and log to the bytes of a reply.
/// Knows nothing of sockets. Threads: any.
class Dispatcher {
public:
    /// Requires: the references outlive this object.
    Dispatcher(const ServerOptions& options, Router route, HttpMetrics& metrics,
               AccessLog& access_log);

    /// As stop().
    ~Dispatcher();

    Dispatcher(const Dispatcher&) = delete;
    Dispatcher& operator=(const Dispatcher&) = delete;

    /// Answers at once, or returns nothing and calls sink->complete() later: once, or never if
    /// nobody waits any more or stop() drops the request.
    [[nodiscard]] std::optional<Reply> start(FramedRequest framed, std::shared_ptr<ReplySink> sink,
                                             std::string peer_ip);

    /// The reply to a client that cannot be served: bad bytes, a timeout, too many connections.
    [[nodiscard]] Reply refuse(int status, std::string_view message, std::string_view peer_ip);

    /// From now on pooled work is refused and every reply ends its connection.
    void drain() noexcept { is_draining_.store(true); }

    [[nodiscard]] bool is_draining() const noexcept { return is_draining_.load(); }

    /// Whether no request is waiting or running in a pool.
    [[nodiscard]] bool is_idle() const;

    /// Drops waiting requests and returns when the running ones have ended.
    void stop();

private:
    using Clock = std::chrono::steady_clock;
    struct Exchange;
    struct PooledLane;
    struct Admitted;

    std::optional<Reply> admit(PooledLane& lane, Exchange exchange,
                               std::shared_ptr<ReplySink> sink);
    void run_pooled(PooledLane& lane, Admitted& admitted);
    Response run_handler(Exchange& exchange, data::Deadline deadline);
    /// Requires: called while an exception is being handled.
    Response response_to_exception(const Request& request);
    Reply finish(const Exchange& exchange, const Response& response);
    std::string next_id();

    const ServerOptions& options_;
    const Router route_;
    HttpMetrics& metrics_;
    AccessLog& access_log_;
    const std::string id_prefix_;
    std::atomic<std::uint64_t> next_sequence_{1};
    std::atomic<bool> is_draining_{false};
    std::unique_ptr<PooledLane> queries_;
    std::unique_ptr<PooledLane> writes_;
};

} // namespace aisle::api
