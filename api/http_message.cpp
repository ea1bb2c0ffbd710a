#include "api/http_message.h"

#include <algorithm>
#include <utility>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace aisle::api {
namespace {

/// Seconds a refused client is asked to stay away; refusals end as soon as the queue drains.
constexpr const char* kRetryAfterSeconds = "1";

char to_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) noexcept {
    return equals_ignoring_case(text.substr(0, prefix.size()), prefix);
}

} // namespace

std::optional<std::string_view> Request::header(std::string_view lower_name) const {
    for (const Header& header : headers) {
        if (header.name == lower_name) return header.value;
    }
    return std::nullopt;
}

std::size_t body_size(const Response& response) noexcept {
    std::size_t size = response.body.size();
    for (const auto& piece : response.kept) size += piece.text->plain.size();
    return size;
}

void append_body(const Response& response, std::string& out, std::size_t max_bytes) {
    std::size_t room = max_bytes;
    const auto append = [&](std::string_view part) {
        out += part.substr(0, room);
        room -= std::min(room, part.size());
    };
    for_each_part(response.body, response.kept, append,
                  [&](const KeptText& text) { append(text.plain); });
}

Response json_response(std::string body, int status) {
    return Response{.status = status, .body = std::move(body)};
}

Response json_error(int status, std::string_view message) {
    rapidjson::StringBuffer text;
    rapidjson::Writer<rapidjson::StringBuffer> json(text);
    json.StartObject();
    json.Key("message");
    json.String(message.data(), static_cast<rapidjson::SizeType>(message.size()));
    json.Key("status");
    json.Int(status);
    json.EndObject();

    Response response = json_response({text.GetString(), text.GetSize()}, status);
    if (status == 503 || status == 429) {
        response.headers.push_back({"Retry-After", kRetryAfterSeconds});
    }
    return response;
}

std::string_view reason_phrase(int status) noexcept {
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 417:
        return "Expectation Failed";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Status";
    }
}

std::optional<TargetParts> split_target(std::string_view target) noexcept {
    if (target == "*") return TargetParts{target, {}};
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!starts_with_ignoring_case(target, scheme)) continue;
        target.remove_prefix(std::min(target.find_first_of("/?", scheme.size()), target.size()));
        if (target.empty() || target.front() == '?') {
            return TargetParts{"/", target.empty() ? target : target.substr(1)};
        }
        break;
    }
    if (target.empty() || target.front() != '/') return std::nullopt;
    const std::size_t mark = target.find('?');
    if (mark == std::string_view::npos) return TargetParts{target, {}};
    return TargetParts{target.substr(0, mark), target.substr(mark + 1)};
}

bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return to_lower(a) == to_lower(b); });
}

} // namespace aisle::api
