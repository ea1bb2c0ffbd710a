#include "api/http_reply.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <utility>

#include "api/content_coding.h"

namespace aisle::api {
namespace {

/// Status line and our own headers fit in this with room for a few of the handler's.
constexpr std::size_t kHeadReserve = 512;

/// A day: the preflight answer depends on nothing that changes. Browsers cap it as they like.
constexpr const char* kPreflightMaxAge = "86400";

/// "Sun, 06 Nov 1994 08:49:37 GMT". Formatting costs more than the rest of the head, so each
/// thread does it once a second. Spelled out because strftime would follow the locale.
std::string_view http_date() {
    struct Cached {
        std::time_t second = -1;
        std::array<char, 32> text{};
        std::size_t size = 0;
    };

    static thread_local Cached cached;
    const std::time_t now = std::time(nullptr);
    if (now != cached.second) {
        static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        std::tm utc{};
        gmtime_r(&now, &utc);
        std::array<char, 32> format{};
        std::snprintf(format.data(), format.size(), "%s, %%d %s %%Y %%H:%%M:%%S GMT",
                      kDays[utc.tm_wday], kMonths[utc.tm_mon]);
        cached.size = std::strftime(cached.text.data(), cached.text.size(), format.data(), &utc);
        cached.second = now;
    }
    return {cached.text.data(), cached.size};
}

void append_number(std::string& out, std::size_t number) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

/// A line break in a value that came from a client would start a header of the client's choice.
void append_header(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    const std::size_t begin = out.size();
    out += value;
    std::replace_if(
        out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    out += "\r\n";
}

bool may_have_body(int status) noexcept {
    return status >= 200 && status != 204 && status != 304;
}

void append_connection(std::string& out, const Response& response, const ReplyForm& form) {
    if (!form.keep_alive || response.close) {
        out += "Connection: close\r\n";
    } else if (form.is_http_1_0) {
        out += "Connection: keep-alive\r\n";
    }
}

} // namespace

std::string serialise(const Response& response, const ReplyForm& form) {
    const bool has_body = may_have_body(response.status);
    const bool sends_body = has_body && !form.without_body;
    std::string out;
    out.reserve(kHeadReserve + (sends_body ? body_size(response) : 0));
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(response.status));
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\nDate: ";
    out += http_date();
    out += "\r\nAccess-Control-Allow-Origin: *\r\n";
    if (!form.request_id.empty()) append_header(out, "X-Request-Id", form.request_id);
    for (const Header& header : response.headers) append_header(out, header.name, header.value);
    append_connection(out, response, form);
    if (has_body) {
        if (!response.content_type.empty()) {
            append_header(out, "Content-Type", response.content_type);
        }
        out += "Content-Length: ";
        append_number(out, body_size(response));
        out += "\r\n";
    }
    out += "\r\n";
    if (sends_body) append_body(response, out);
    return out;
}

Response preflight_response(const Request& request) {
    Response response{.status = 204, .content_type = "", .body = ""};
    response.headers = {{"Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS"},
                        {"Access-Control-Max-Age", kPreflightMaxAge},
                        {"Vary", "Access-Control-Request-Headers"}};
    if (const auto wanted = request.header("access-control-request-headers")) {
        response.headers.push_back({"Access-Control-Allow-Headers", std::string(*wanted)});
    }
    return response;
}

void compress_if_accepted(const Request& request, std::size_t from_bytes, Response& response) {
    if (body_size(response) < from_bytes || !may_have_body(response.status)) return;
    if (!is_compressible(response.content_type)) return;
    const bool is_encoded =
        std::any_of(response.headers.begin(), response.headers.end(), [](const Header& header) {
            return equals_ignoring_case(header.name, "content-encoding");
        });
    if (is_encoded) return;
    response.headers.push_back({"Vary", "Accept-Encoding"});
    if (!accepts_gzip(request.header("accept-encoding").value_or(""))) return;
    response.body = gzip(response.body, response.kept);
    response.kept.clear();
    response.headers.push_back({"Content-Encoding", "gzip"});
}

} // namespace aisle::api
