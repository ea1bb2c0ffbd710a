#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/http_message.h"

namespace aisle::api {

/// How large a request may be.
struct FramingLimits {
    std::size_t max_head_bytes = 16 * 1024; ///< request line, headers, and chunk trailers
    std::size_t max_body_bytes = 1024 * 1024;
    /// Routes that take larger bodies answer here, from method, path and headers alone; the
    /// body has not been read yet. Empty: max_body_bytes holds for all. Threads: any.
    std::function<std::size_t(const Request& head)> body_limit_for = {};
};

/// The limit that holds for the body of this request, plain or inflated.
[[nodiscard]] std::size_t body_limit(const FramingLimits& limits, const Request& head);

/// A complete request and how its connection is to go on.
struct FramedRequest {
    Request request;
    bool keep_alive = true;
    bool is_http_1_0 = false;
};

/// Why the bytes of a client cannot be a request. The connection must be closed after the
/// reply: where the next request would start is anybody's guess, and guessing is smuggling.
struct Refusal {
    int status = 400;
    std::string message;
};

/// Cuts the bytes of one connection into requests, however they were split on the way: bodies
/// with Content-Length or chunks, several requests back to back.
///
/// Strict where leniency has let one request be read as two: one Content-Length of digits only,
/// never beside Transfer-Encoding; "chunked" the only transfer coding; exactly one Host; no
/// folded headers, bare CR or LF, or control characters.
/// Threads: one at a time.   Cost: one pass over the head, at most two copies of the body.
class RequestFramer {
public:
    enum class Progress { kNeedMore, kComplete, kRefused };

    /// Requires: `limits` outlives the framer.
    explicit RequestFramer(const FramingLimits& limits);
    ~RequestFramer();
    RequestFramer(RequestFramer&&) noexcept;
    RequestFramer& operator=(RequestFramer&&) noexcept;

    /// Bytes that were appended and do not belong to a request yet.
    [[nodiscard]] std::size_t buffered_bytes() const noexcept;

    /// Whether the first byte of a request has come, but not its last.
    [[nodiscard]] bool is_mid_request() const noexcept;

    /// Whether the client waits for "100 Continue" before it sends the body.
    [[nodiscard]] bool expects_continue() const noexcept;

    /// Requires: advance() returned kRefused.
    [[nodiscard]] const Refusal& refusal() const noexcept;

    void append(std::string_view bytes);

    /// Goes as far as the bytes allow, at most to the end of one request. A refusal is final.
    [[nodiscard]] Progress advance();

    /// Hands over the request and gets ready for the next.
    /// Requires: advance() returned kComplete.
    [[nodiscard]] FramedRequest take();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace aisle::api
