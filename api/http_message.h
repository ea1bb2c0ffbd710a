#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/kept_text.h"

namespace aisle::api {

/// One header line. In a request the name is lower case; in a response it is sent as it stands.
struct Header {
    std::string name;
    std::string value;
};

/// A request as it came off the wire, framed and checked but not interpreted: nothing is
/// percent-decoded, because `a%2Fb` must stay one segment until the path has been split.
struct Request {
    std::string id = {};              ///< ours, for the log; also sent back as X-Request-Id
    std::string method = {};          ///< as sent; methods are case-sensitive
    std::string target = {};          ///< as sent, possibly in absolute form
    std::string path = {};            ///< the target's path, undecoded, starting with '/' (or "*")
    std::string query = {};           ///< what follows the first '?', undecoded
    std::vector<Header> headers = {}; ///< in order, repeated ones included
    std::string body = {};            ///< without chunk framing; inflated before a handler sees it
    std::string peer_ip = {};         ///< of the socket: behind a proxy, the proxy's

    /// The first header of that name. Requires: `lower_name` in lower case.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view lower_name) const;
};

/// What a handler answers. Framing, CORS, date and compression are added on the way out.
struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body; ///< without `kept`
    std::vector<Header> headers = {};
    bool close = false;                         ///< end the connection after this reply
    std::optional<std::uint64_t> num_hits = {}; ///< of a search, for the log of requests
    KeptPieces kept = {};                       ///< what else the body has
};

/// The bytes of a whole body, with its kept pieces.
[[nodiscard]] std::size_t body_size(const Response& response) noexcept;

/// Appends a whole body, or the beginning of it.
void append_body(const Response& response, std::string& out,
                 std::size_t max_bytes = std::string::npos);

/// A response that carries `body`, a finished JSON text.
[[nodiscard]] Response json_response(std::string body, int status = 200);

/// The error body of the protocol: {"message": ..., "status": ...}. A 503 or 429 also gets a
/// Retry-After, so that clients which were turned away do not come straight back.
[[nodiscard]] Response json_error(int status, std::string_view message);

/// The words after the status code; "Status" for a code that this server has no words for.
[[nodiscard]] std::string_view reason_phrase(int status) noexcept;

/// A request-target cut at its first '?', with scheme and authority removed.
struct TargetParts {
    std::string_view path;
    std::string_view query;
};

/// Cuts an origin-form ("/a?b"), absolute-form ("http://host/a?b") or asterisk target.
/// Returns nothing for any other form.
[[nodiscard]] std::optional<TargetParts> split_target(std::string_view target) noexcept;

/// Compares ASCII text without regard to case, as header values such as "Chunked" require.
[[nodiscard]] bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept;

} // namespace aisle::api
