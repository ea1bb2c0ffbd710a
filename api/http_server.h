#pragma once

#include <cstdint>
#include <memory>

#include "api/access_log.h"
#include "api/dispatcher.h"
#include "api/metrics.h"
#include "api/server_options.h"

namespace aisle::api {

/// Serves HTTP/1 from construction to stop(). TLS, HTTP/2 and rate limits by address are the
/// business of a proxy in front.
class HttpServer {
public:
    /// Listens and serves. Ignores SIGPIPE for the whole process, and raises its limit of open
    /// files as far as the system allows.
    /// Requires: `metrics` and `access_log` outlive the server.
    /// Throws: Error{kUnavailable} if the address cannot be listened on.
    HttpServer(ServerOptions options, Router route, Metrics& metrics, AccessLog& access_log);
    /// As stop().
    ~HttpServer();

    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// The port listened on, also if port 0 was asked for.
    [[nodiscard]] std::uint16_t port() const noexcept;

    /// Ends gracefully: new pooled work is refused, requests in flight are answered, every reply
    /// closes its connection, idle connections are closed. Returns after at most the drain
    /// timeout, a second, and the time the handlers then running still need. Idempotent.
    /// Threads: any but those of handlers.
    void stop();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace aisle::api
