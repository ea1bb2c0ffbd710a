#include "tests/api/test_server.h"

#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <utility>

#include "data/error.h"

namespace aisle::api::testing_support {
namespace {

ServerOptions on_free_port(ServerOptions options) {
    options.listen = "127.0.0.1:0";
    return options;
}

Response echo(const Request& request, data::Deadline /*deadline*/) {
    return {.content_type = "text/plain",
            .body = request.method + ' ' + request.path + '?' + request.query + ' ' + request.body};
}

Response big(const Request& request, data::Deadline /*deadline*/) {
    return {.content_type = "text/plain", .body = std::string(number_in(request.query), 'x')};
}

Response sleep(const Request& request, data::Deadline /*deadline*/) {
    std::this_thread::sleep_for(std::chrono::milliseconds(number_in(request.query)));
    return {.content_type = "text/plain", .body = "slept?" + request.query};
}

Response throw_exception(const Request& /*request*/, data::Deadline /*deadline*/) {
    throw std::runtime_error("the secret path /var/lib");
}

Response throw_int(const Request& /*request*/, data::Deadline /*deadline*/) {
    throw 42;
}

Response throw_error(const Request& /*request*/, data::Deadline /*deadline*/) {
    throw data::Error(data::ErrorCode::kNotFound, "Index shoes does not exist");
}

} // namespace

TestServer::TestServer(ServerOptions options)
    : server_(
          on_free_port(std::move(options)),
          [this](const Request& request) { return route(request); }, metrics_, access_log_) {}

bool TestServer::shows(const std::string& line) const {
    for (int i = 0; i < 500; ++i) {
        if (metrics_text().find('\n' + line + '\n') != std::string::npos) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

Plan TestServer::route(const Request& request) {
    const std::string_view path = request.path;
    if (path.starts_with("/inline")) return {Lane::kInline, "inline", echo};
    if (path.starts_with("/pool")) return {Lane::kQuery, "pool", echo};
    if (path.starts_with("/write")) {
        return {Lane::kWrite, "write", [this](const Request& r, data::Deadline deadline) {
                    ++num_writes_;
                    return echo(r, deadline);
                }};
    }
    if (path == "/big") return {Lane::kQuery, "big", big};
    if (path == "/sleep") return {Lane::kQuery, "sleep", sleep};
    if (path == "/throw") return {Lane::kInline, "throw", throw_exception};
    if (path == "/throw-int") return {Lane::kQuery, "throw", throw_int};
    if (path == "/error") return {Lane::kQuery, "error", throw_error};
    if (path == "/metrics") {
        return {Lane::kInline, "metrics", [this](const Request&, data::Deadline) {
                    return Response{.content_type = "text/plain", .body = metrics_.render()};
                }};
    }
    return {Lane::kInline, "none", [](const Request& r, data::Deadline) {
                return json_error(404, "no such path: " + r.path);
            }};
}

std::string get(std::string_view target, std::string_view extra_headers) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
           std::string(extra_headers) + "\r\n";
}

std::string post(std::string_view target, std::string_view body, std::string_view extra_headers) {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + std::string(extra_headers) + "\r\n" + std::string(body);
}

std::size_t number_in(std::string_view query) {
    const std::size_t at = query.find('=');
    return at == std::string_view::npos
               ? 0
               : std::strtoul(std::string(query.substr(at + 1)).c_str(), nullptr, 10);
}

} // namespace aisle::api::testing_support
