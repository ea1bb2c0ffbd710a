#include "api/request_log.h"

#include <algorithm>
#include <array>

#include "data/error.h"
#include "data/url_params.h"

// Keys are taken out before anything is kept, so that no later change of how entries are shown
// can show one. A key comes in a header or in the query string. What else of the request repeats
// it, such as a body that an old client has put it in, is looked through for that very text.
// Endpoints that are about keys have them in their path, their bodies and their answers: of those
// nothing is kept but the path without its end.

namespace aisle::api {

namespace {

constexpr std::string_view kHidden = "***";
constexpr std::string_view kKeyName = "x-algolia-api-key";

constexpr std::array<std::string_view, 4> kSecretHeaders = {kKeyName, "authorization",
                                                            "proxy-authorization", "cookie"};

/// Shorter texts are no keys, and would be found anywhere.
constexpr std::size_t kMinKeyBytes = 8;

/// The beginning of a text, cut between characters.
std::string_view cut(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return text;
    while (max_bytes > 0 && (static_cast<unsigned char>(text[max_bytes]) & 0xC0U) == 0x80U) {
        --max_bytes;
    }
    return text.substr(0, max_bytes);
}

/// The name and value of a piece of a query string; nothing when it cannot be read.
std::optional<std::pair<std::string, std::string>> decode_piece(std::string_view piece) {
    try {
        auto params = data::decode_url_params(std::string(piece));
        if (params.size() == 1) return std::move(params.front());
    } catch (const data::Error&) { // the handler refuses the request for it
    }
    return std::nullopt;
}

/// Takes the keys out of a request's texts, having found them in the first two.
class Redaction {
public:
    std::string headers_of(const Request& request) {
        std::string text;
        for (const auto& [name, value] : request.headers) {
            const bool is_secret = std::find(kSecretHeaders.begin(), kSecretHeaders.end(), name) !=
                                   kSecretHeaders.end();
            if (is_secret) keys_.push_back(value);
            if (text.size() >= RequestLog::kMaxShownBytes) continue;
            text.append(name).append(": ").append(is_secret ? kHidden : value).append("\n");
        }
        return std::string(cut(text, RequestLog::kMaxShownBytes));
    }

    std::string target_of(const Request& request) {
        if (request.query.empty()) return hide_in(cut(request.path, RequestLog::kMaxShownBytes));
        std::string target = request.path + '?';
        for (std::string_view rest = request.query; !rest.empty();) {
            const auto end = std::min(rest.find('&'), rest.size());
            target.append(target.back() == '?' ? "" : "&").append(shown(rest.substr(0, end)));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        return hide_in(cut(target, RequestLog::kMaxShownBytes));
    }

    /// Bytes of a text that count: what can be shown, and the rest of a key that is cut there.
    [[nodiscard]] std::size_t num_read() const {
        std::size_t longest = 0;
        for (const auto& key : keys_) longest = std::max(longest, key.size());
        return RequestLog::kMaxShownBytes + longest;
    }

    /// The beginning of a text with every key in it hidden, those that the cut goes through too.
    [[nodiscard]] std::string hide_in(std::string_view text) const {
        const bool has_keys = std::any_of(keys_.begin(), keys_.end(), [](const std::string& key) {
            return key.size() >= kMinKeyBytes;
        });
        if (!has_keys) return std::string(cut(text, RequestLog::kMaxShownBytes));
        std::string hidden(text.substr(0, num_read()));
        for (const auto& key : keys_) {
            if (key.size() < kMinKeyBytes) continue;
            for (auto at = hidden.find(key); at != std::string::npos;
                 at = hidden.find(key, at + kHidden.size())) {
                hidden.replace(at, key.size(), kHidden);
            }
        }
        return std::string(cut(hidden, RequestLog::kMaxShownBytes));
    }

private:
    /// A piece of the query string without its key. Names may be in any case, and escaped.
    std::string shown(std::string_view piece) {
        const auto decoded = decode_piece(piece);
        // What cannot be read may be a key that was mistyped.
        if (!decoded) return std::string(kHidden);
        if (!equals_ignoring_case(decoded->first, kKeyName)) return std::string(piece);
        keys_.push_back(decoded->second);
        return std::string(kKeyName).append("=").append(kHidden);
    }

    std::vector<std::string> keys_;
};

} // namespace

void RequestLog::add(const RequestFacts& facts, const Request& request, const Response& response,
                     std::chrono::microseconds duration) {
    auto entry = std::make_shared<LoggedRequest>();
    entry->kind = facts.kind;
    entry->received_ms = facts.received_ms;
    entry->duration = duration;
    entry->status = response.status;
    entry->num_hits = response.num_hits;
    entry->id = request.id;
    entry->method = request.method;
    entry->index = facts.index;
    entry->peer_ip = request.peer_ip;
    Redaction redaction;
    entry->headers = redaction.headers_of(request);
    if (facts.is_about_keys) {
        entry->target = "/1/keys";
    } else {
        entry->target = redaction.target_of(request);
        entry->body = redaction.hide_in(request.body);
        std::string answer;
        append_body(response, answer, redaction.num_read());
        entry->answer = redaction.hide_in(answer);
    }
    Entry displaced = std::move(entry);
    const std::lock_guard lock(mutex_);
    ring_[next_].swap(displaced); // freed after the lock
    next_ = (next_ + 1) % ring_.size();
}

std::vector<RequestLog::Entry> RequestLog::newest_first() const {
    const std::lock_guard lock(mutex_);
    std::vector<Entry> entries;
    entries.reserve(ring_.size());
    for (std::size_t age = 1; age <= ring_.size(); ++age) {
        const auto& entry = ring_[(next_ + ring_.size() - age) % ring_.size()];
        if (entry == nullptr) break;
        entries.push_back(entry);
    }
    return entries;
}

std::vector<RequestLog::Entry>
RequestLog::find(std::size_t offset, std::size_t length,
                 const std::function<bool(const LoggedRequest&)>& fits) const {
    std::vector<Entry> found;
    for (auto& entry : newest_first()) {
        if (found.size() == length) break;
        if (!fits(*entry)) continue;
        if (offset > 0) {
            --offset;
        } else {
            found.push_back(std::move(entry));
        }
    }
    return found;
}

} // namespace aisle::api
