#include "api/http_metrics.h"

#include <algorithm>
#include <mutex>

namespace aisle::api {

HttpMetrics::HttpMetrics(Metrics& metrics)
    : connections(metrics.gauge("aisle_http_connections", "Open connections.")),
      buffered_bytes(metrics.gauge("aisle_http_buffered_bytes",
                                   "Bytes of requests that are not answered yet.")),
      connections_total(
          metrics.counter("aisle_http_connections_total", "Connections accepted since start.")),
      connections_refused_total(metrics.counter("aisle_http_connections_refused_total",
                                                "Connections over the limit, answered 503.")),
      bad_requests_total(metrics.counter("aisle_http_bad_requests_total",
                                         "Bytes that were not a request, refused and closed.")),
      late_total(metrics.counter("aisle_http_late_total", "Requests that ran out of time.")),
      abandoned_total(metrics.counter("aisle_http_abandoned_total",
                                      "Requests dropped because their client had gone.")),
      timeouts_total(
          metrics.counter("aisle_http_timeouts_total", "Connections closed for being too slow.")),
      slow_replies_total(metrics.counter("aisle_http_slow_replies_total",
                                         "Replies that the client did not read at once.")),
      received_bytes_total(
          metrics.counter("aisle_http_received_bytes_total", "Bytes read from clients.")),
      sent_bytes_total(metrics.counter("aisle_http_sent_bytes_total", "Bytes sent to clients.")),
      metrics_(metrics) {}

Histogram& HttpMetrics::request_seconds(std::string_view route, int status) {
    const auto status_class = static_cast<std::size_t>(std::clamp(status / 100, 0, 5));
    {
        const std::shared_lock lock(mutex_);
        const auto found = routes_.find(route);
        if (found != routes_.end() && found->second[status_class] != nullptr) {
            return *found->second[status_class];
        }
    }
    Histogram& histogram = metrics_.histogram(
        "aisle_http_request_seconds", "Time from a complete request to its reply.",
        {{"route", std::string(route)}, {"status", std::to_string(status_class) + "xx"}});
    const std::unique_lock lock(mutex_);
    routes_.try_emplace(std::string(route)).first->second[status_class] = &histogram;
    return histogram;
}

Histogram& HttpMetrics::queue_wait_seconds(std::string_view lane) {
    return metrics_.histogram("aisle_http_queue_wait_seconds",
                              "Time an admitted request waited for a thread.",
                              {{"lane", std::string(lane)}});
}

Gauge& HttpMetrics::in_flight(std::string_view lane) {
    return metrics_.gauge("aisle_http_in_flight", "Admitted requests, waiting or running.",
                          {{"lane", std::string(lane)}});
}

Counter& HttpMetrics::shed_total(std::string_view lane) {
    return metrics_.counter("aisle_http_shed_total", "Requests refused because a lane was full.",
                            {{"lane", std::string(lane)}});
}

} // namespace aisle::api
