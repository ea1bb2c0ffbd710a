#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace aisle::api {

/// One answered request.
struct AccessRecord {
    std::string_view id = {};
    std::string_view method = {};
    std::string_view path = {};
    std::string_view route = {};
    std::string_view peer_ip = {};
    int status = 0;
    std::chrono::nanoseconds duration{0};
    std::size_t bytes = 0; ///< of the reply, head included
};

/// Where the access log goes.
struct AccessLogOptions {
    bool is_enabled = true;
    std::string file = {}; ///< appended to; empty: standard output
};

/// One line of JSON per request, written by a thread of its own. The queue to that thread is
/// bounded and drops its oldest lines when the disk cannot keep up: a log must not slow the
/// service. Query strings are left out, because browsers put API keys there. Threads: any.
class AccessLog {
public:
    /// Throws: Error{kUnavailable} if the file cannot be opened.
    explicit AccessLog(const AccessLogOptions& options);
    /// Writes out what is queued.
    ~AccessLog();

    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;

    void write(const AccessRecord& record);

private:
    struct Writer;
    std::unique_ptr<Writer> writer_; // null if disabled
};

} // namespace aisle::api
