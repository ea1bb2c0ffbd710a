// From bytes to requests.
//
// Boost.Beast's parser knows the grammar of HTTP/1 and the chunked coding; this file gives it the
// shape that a server on the open internet needs. Two stages for every request:
//
//   1. The head is gathered until its blank line, looking at each byte once, and given to Beast in
//      one piece. So how the head was split on the way cannot change how it is read, and the size
//      limit covers the head as a whole (Beast's own limit covers each piece it is shown). The
//      same pass turns away what has been used to make two servers read different requests from
//      the same bytes: bare CR, bare LF, folded lines, control characters.
//   2. The body is given to Beast as it comes; it calls back with the payload, which is counted
//      against the limit of this request before it is kept.
//
// Beast accepts some heads that we do not: a repeated Content-Length of equal value, a transfer
// coding it does not know (which it takes as "no body"), requests without Host. The callbacks
// refuse those.
#include "api/http_framing.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace aisle::api {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

/// Bodies up to this size get their memory at once; a client that merely announces more has to
/// send it before it is given room.
constexpr std::size_t kTrustedReserve = 64 * 1024;

std::string_view as_view(beast::string_view text) noexcept {
    return {text.data(), text.size()};
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return lower;
}

bool is_all_digits(std::string_view text) noexcept {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Refusal too_large(std::size_t limit) {
    return {413, "the body exceeds the limit of " + std::to_string(limit) + " bytes"};
}

/// Collects one request from Beast's callbacks and refuses what Beast would let pass. The first
/// refusal stands; the error code that stops Beast carries no meaning of its own.
class Parser final : public http::basic_parser<true> {
public:
    explicit Parser(const FramingLimits& limits) : limits_(limits) {
        // The head was measured before it came here, and the callbacks below count the body.
        // (Not boost::none: Beast 1.74 compares a Content-Length to it and finds it larger.)
        header_limit(std::numeric_limits<std::uint32_t>::max());
        body_limit(std::numeric_limits<std::uint64_t>::max());
    }

    [[nodiscard]] bool is_http_1_0() const noexcept { return is_http_1_0_; }

    [[nodiscard]] bool expects_continue() const noexcept {
        return expects_continue_ && request_.body.empty();
    }

    [[nodiscard]] const std::optional<Refusal>& refusal() const noexcept { return refusal_; }

    /// Where a chunk header is due, Beast 1.74 asserts that it is not asked twice about fewer than
    /// five bytes. Waiting for them loses nothing: no chunked body ends in less than "0\r\n\r\n".
    [[nodiscard]] std::size_t min_useful_bytes() const {
        return chunked() && chunk_left_ == 0 ? 5 : 1;
    }

    [[nodiscard]] Request& request() noexcept { return request_; }

private:
    void refuse(Refusal refusal, beast::error_code& ec) {
        if (!refusal_) refusal_ = std::move(refusal);
        ec = http::error::bad_value;
    }

    void on_request_impl(http::verb /*method*/, beast::string_view method,
                         beast::string_view target, int version, beast::error_code& ec) override {
        is_http_1_0_ = version == 10;
        request_.method = as_view(method);
        request_.target = as_view(target);
        const auto parts = split_target(request_.target);
        if (!parts) return refuse({400, "the request target is neither a path nor a URL"}, ec);
        request_.path = parts->path;
        request_.query = parts->query;
    }

    void on_field_impl(http::field /*field*/, beast::string_view name, beast::string_view value,
                       beast::error_code& ec) override {
        if (is_head_done_) return; // a trailer: checked by the parser, of no use to anybody
        request_.headers.push_back({lower_case(as_view(name)), std::string(as_view(value))});
        check_header(request_.headers.back(), ec);
    }

    void check_header(const Header& header, beast::error_code& ec) {
        if (header.name == "host") {
            if (++num_hosts_ > 1) refuse({400, "host: sent more than once"}, ec);
            if (header.value.find_first_of(" \t,/@?#") != std::string::npos) {
                refuse({400, "host: is not a host and port"}, ec);
            }
        } else if (header.name == "content-length") {
            if (++num_lengths_ > 1) refuse({400, "content-length: sent more than once"}, ec);
            if (!is_all_digits(header.value)) refuse({400, "content-length: not a number"}, ec);
        } else if (header.name == "transfer-encoding") {
            if (is_http_1_0_) refuse({400, "transfer-encoding: unknown to HTTP/1.0"}, ec);
            if (!equals_ignoring_case(header.value, "chunked")) {
                refuse({501, "transfer-encoding: only \"chunked\" is supported"}, ec);
            }
        } else if (header.name == "expect") {
            expects_continue_ = equals_ignoring_case(header.value, "100-continue");
            if (!expects_continue_) refuse({417, "expect: only \"100-continue\" is met"}, ec);
            if (is_http_1_0_) expects_continue_ = false;
        }
    }

    void on_header_impl(beast::error_code& ec) override {
        is_head_done_ = true;
        if (num_hosts_ == 0 && !is_http_1_0_) return refuse({400, "host: missing"}, ec);
        limit_ = body_limit_of(request_);
        const std::uint64_t announced = content_length().value_or(0);
        if (announced > limit_) return refuse(too_large(limit_), ec);
        request_.body.reserve(std::min<std::size_t>(announced, kTrustedReserve));
    }

    [[nodiscard]] std::size_t body_limit_of(const Request& head) const {
        return aisle::api::body_limit(limits_, head);
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                           beast::error_code& /*ec*/) override {}

    std::size_t on_body_impl(beast::string_view piece, beast::error_code& /*ec*/) override {
        request_.body += as_view(piece);
        return piece.size();
    }

    void on_chunk_header_impl(std::uint64_t size, beast::string_view /*extensions*/,
                              beast::error_code& ec) override {
        if (size > limit_ - request_.body.size()) refuse(too_large(limit_), ec);
        chunk_left_ = size;
    }

    std::size_t on_chunk_body_impl(std::uint64_t remaining, beast::string_view piece,
                                   beast::error_code& ec) override {
        chunk_left_ = remaining - piece.size();
        return on_body_impl(piece, ec);
    }

    void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}

    void on_finish_impl(beast::error_code& /*ec*/) override {}

    const FramingLimits& limits_;
    std::size_t limit_ = 0;
    std::uint64_t chunk_left_ = 0;
    Request request_;
    std::optional<Refusal> refusal_;
    int num_hosts_ = 0;
    int num_lengths_ = 0;
    bool is_http_1_0_ = false;
    bool is_head_done_ = false;
    bool expects_continue_ = false;
};

Refusal refusal_for(const beast::error_code& ec) {
    if (ec == http::error::bad_version) return {505, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
    return {400, "malformed request: " + ec.message()};
}

} // namespace

std::size_t body_limit(const FramingLimits& limits, const Request& head) {
    return limits.body_limit_for ? limits.body_limit_for(head) : limits.max_body_bytes;
}

class RequestFramer::Impl {
public:
    explicit Impl(const FramingLimits& limits) : limits_(limits) {}

    [[nodiscard]] std::size_t buffered_bytes() const noexcept { return buffer_.size() - begin_; }

    [[nodiscard]] bool is_mid_request() const noexcept {
        return parser_.has_value() || buffered_bytes() > 0;
    }

    [[nodiscard]] bool expects_continue() const noexcept {
        return parser_ && parser_->expects_continue() && buffered_bytes() == 0;
    }

    [[nodiscard]] const Refusal& refusal() const noexcept { return *refusal_; }

    void append(std::string_view bytes) {
        if (begin_ == buffer_.size()) {
            release_buffer();
        } else if (begin_ > kTrustedReserve) {
            buffer_.erase(0, begin_);
            begin_ = 0;
        }
        buffer_ += bytes;
    }

    Progress advance() {
        if (refusal_) return Progress::kRefused;
        if (!parser_) {
            if (!skip_blank_line()) return Progress::kNeedMore;
            const auto head_bytes = find_head_end();
            if (refusal_) return Progress::kRefused;
            if (!head_bytes) return Progress::kNeedMore;
            parser_.emplace(limits_);
            if (!feed(*head_bytes)) return Progress::kRefused;
            // A request line cut short makes Beast ask for more, although the head is complete.
            if (!parser_->is_header_done()) return refuse({400, "malformed request line"});
        }
        while (!parser_->is_done()) {
            const std::size_t before = buffered_bytes();
            if (before < parser_->min_useful_bytes()) return Progress::kNeedMore;
            // No more at once than a chunk header may have, so that its limit, too, does not
            // depend on how the bytes were split.
            if (!feed(std::min(before, limits_.max_head_bytes))) return Progress::kRefused;
            if (buffered_bytes() < before) continue;
            if (before < limits_.max_head_bytes) return Progress::kNeedMore;
            return refuse({431, "a chunk header or the trailers exceed the limit"});
        }
        return Progress::kComplete;
    }

    FramedRequest take() {
        assert(parser_ && parser_->is_done());
        FramedRequest framed{.request = std::move(parser_->request()),
                             .keep_alive = parser_->keep_alive(),
                             .is_http_1_0 = parser_->is_http_1_0()};
        parser_.reset();
        scanned_ = 0;
        has_skipped_blank_line_ = false;
        if (begin_ == buffer_.size()) release_buffer();
        return framed;
    }

private:
    Progress refuse(Refusal refusal) {
        refusal_ = std::move(refusal);
        parser_.reset();
        release_buffer();
        return Progress::kRefused;
    }

    /// Shows the parser the next `size` bytes; false if it refuses them.
    bool feed(std::size_t size) {
        beast::error_code ec;
        begin_ += parser_->put(boost::asio::const_buffer(buffer_.data() + begin_, size), ec);
        if (!ec || ec == http::error::need_more) return true;
        refuse(parser_->refusal() ? *parser_->refusal() : refusal_for(ec));
        return false;
    }

    /// Old clients end a body with a line break that belongs to no request: drops one. False
    /// while it cannot be told whether this is one.
    bool skip_blank_line() noexcept {
        if (has_skipped_blank_line_ || scanned_ > 0) return true;
        const std::string_view bytes = std::string_view(buffer_).substr(begin_);
        if (bytes == "\r") return false;
        if (bytes.starts_with("\r\n")) {
            begin_ += 2;
            has_skipped_blank_line_ = true;
        }
        return true;
    }

    /// The size of the head including its blank line, once that has come. Resumes where the
    /// last call stopped and looks only backwards, so the verdict does not depend on the splits.
    std::optional<std::size_t> find_head_end() {
        const std::string_view bytes = std::string_view(buffer_).substr(begin_);
        for (; scanned_ < bytes.size(); ++scanned_) {
            if (scanned_ == limits_.max_head_bytes) {
                refuse({431, "the request head exceeds the limit of " +
                                 std::to_string(limits_.max_head_bytes) + " bytes"});
                return std::nullopt;
            }
            const char byte = bytes[scanned_];
            const char previous = scanned_ == 0 ? '\0' : bytes[scanned_ - 1];
            if (!may_follow(previous, byte)) {
                refuse({400, "the request head contains a byte that is not allowed there"});
                return std::nullopt;
            }
            if (byte == '\n' && bytes.substr(0, scanned_ + 1).ends_with("\r\n\r\n")) {
                return ++scanned_;
            }
        }
        return std::nullopt;
    }

    static bool may_follow(char previous, char byte) noexcept {
        if ((previous == '\r') != (byte == '\n')) return false; // bare CR or bare LF
        if (byte == '\r' || byte == '\n') return true;
        if (byte == '\t' || byte == ' ') return previous != '\n' && previous != '\0';
        return static_cast<unsigned char>(byte) > 0x20 && byte != 0x7f;
    }

    void release_buffer() noexcept {
        buffer_.clear();
        if (buffer_.capacity() > kTrustedReserve) std::string().swap(buffer_);
        begin_ = 0;
    }

    const FramingLimits& limits_;
    std::string buffer_;      // bytes before begin_ are used up
    std::size_t begin_ = 0;   // start of what the parser has not taken
    std::size_t scanned_ = 0; // bytes of the head that find_head_end() has seen
    bool has_skipped_blank_line_ = false;
    std::optional<Parser> parser_;   // from the end of a head to take()
    std::optional<Refusal> refusal_; // final once set
};

RequestFramer::RequestFramer(const FramingLimits& limits) : impl_(std::make_unique<Impl>(limits)) {}

RequestFramer::~RequestFramer() = default;
RequestFramer::RequestFramer(RequestFramer&&) noexcept = default;
RequestFramer& RequestFramer::operator=(RequestFramer&&) noexcept = default;

std::size_t RequestFramer::buffered_bytes() const noexcept {
    return impl_->buffered_bytes();
}

bool RequestFramer::is_mid_request() const noexcept {
    return impl_->is_mid_request();
}

bool RequestFramer::expects_continue() const noexcept {
    return impl_->expects_continue();
}

const Refusal& RequestFramer::refusal() const noexcept {
    return impl_->refusal();
}

void RequestFramer::append(std::string_view bytes) {
    impl_->append(bytes);
}

RequestFramer::Progress RequestFramer::advance() {
    return impl_->advance();
}

FramedRequest RequestFramer::take() {
    return impl_->take();
}

} // namespace aisle::api
