#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "api/metrics.h"

namespace aisle::api {

/// What the server counts about itself; the names are those of the members with "aisle_http_"
/// before them. Threads: any.
class HttpMetrics {
public:
    /// Requires: `metrics` outlives this object.
    explicit HttpMetrics(Metrics& metrics);

    /// Latency of a route's replies of one status class, from the last byte of the request to
    /// the first byte of the reply. Its count is the number of requests.
    /// Requires: route names come from a small fixed set, not from clients.
    [[nodiscard]] Histogram& request_seconds(std::string_view route, int status);

    /// How long admitted requests of a lane waited for a thread.
    [[nodiscard]] Histogram& queue_wait_seconds(std::string_view lane);
    /// Admitted requests of a lane: waiting or running.
    [[nodiscard]] Gauge& in_flight(std::string_view lane);
    /// Requests turned away because a lane was full.
    [[nodiscard]] Counter& shed_total(std::string_view lane);

    Gauge& connections;
    Gauge& buffered_bytes; ///< received and not answered yet
    Counter& connections_total;
    Counter& connections_refused_total;
    Counter& bad_requests_total; ///< bytes that were no request, answered 4xx and closed
    Counter& late_total;         ///< out of time before or while they ran, answered 503
    Counter& abandoned_total;    ///< dropped because the client had gone
    Counter& timeouts_total;     ///< connections closed for being slow, not for being idle
    Counter& slow_replies_total; ///< replies that did not fit into the socket's buffer
    Counter& received_bytes_total;
    Counter& sent_bytes_total;

private:
    static constexpr std::size_t kNumClasses = 6;
    using ByClass = std::array<Histogram*, kNumClasses>;

    Metrics& metrics_;
    std::shared_mutex mutex_;
    std::map<std::string, ByClass, std::less<>> routes_; // guarded by mutex_
};

} // namespace aisle::api
