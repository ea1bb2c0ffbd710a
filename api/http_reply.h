#pragma once

#include <string>
#include <string_view>

#include "api/http_message.h"

namespace aisle::api {

/// What the request and the state of its connection say about the form of the reply.
struct ReplyForm {
    bool keep_alive = true;
    bool is_http_1_0 = false;
    bool without_body = false;        ///< HEAD: all headers of the reply, none of its body
    std::string_view request_id = {}; ///< sent back as X-Request-Id unless empty
};

/// The bytes of a reply. Adds Date, Content-Length, Connection and the header without which a
/// browser hides the reply from the page that asked: Access-Control-Allow-Origin. It is added
/// here, in the one way out, so that no error and no refusal can miss it.
[[nodiscard]] std::string serialise(const Response& response, const ReplyForm& form);

/// The answer to OPTIONS on any path: every method, whatever headers the browser asked for, no
/// credentials needed.
[[nodiscard]] Response preflight_response(const Request& request);

/// Compresses the body if it is text of at least `from_bytes`, the request accepts gzip, and the
/// handler has not encoded it already. Cost: see gzip(); keep it off the I/O threads.
void compress_if_accepted(const Request& request, std::size_t from_bytes, Response& response);

} // namespace aisle::api
