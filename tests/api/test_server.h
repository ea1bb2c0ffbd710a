#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "api/http_server.h"

namespace aisle::api::testing_support {

/// A server on a free port whose routes do what the tests need:
///   /inline/...  /pool/...  /write/...   echo method, path, query and body
///   /big?n=      a body of n letters         /sleep?ms=      waits, then answers
///   /throw       std::exception              /throw-int      an int
///   /error       data::Error                 /metrics        the metrics
/// anything else is a 404. /sleep and /big run in the query pool.
class TestServer {
public:
    explicit TestServer(ServerOptions options = {});

    [[nodiscard]] std::uint16_t port() const { return server_.port(); }

    [[nodiscard]] std::string metrics_text() const { return metrics_.render(); }

    /// Waits until the metrics contain the line: counters may trail a reply by a moment.
    [[nodiscard]] bool shows(const std::string& line) const;

    [[nodiscard]] int num_writes() const { return num_writes_.load(); }

    void stop() { server_.stop(); }

private:
    [[nodiscard]] Plan route(const Request& request);

    Metrics metrics_;
    AccessLog access_log_{{.is_enabled = false}};
    std::atomic<int> num_writes_{0};
    HttpServer server_;
};

/// A request without a body, for 127.0.0.1.
[[nodiscard]] std::string get(std::string_view target, std::string_view extra_headers = "");

/// A request with a Content-Length.
[[nodiscard]] std::string post(std::string_view target, std::string_view body,
                               std::string_view extra_headers = "");

/// A number from a query such as "n=12".
[[nodiscard]] std::size_t number_in(std::string_view query);

} // namespace aisle::api::testing_support
