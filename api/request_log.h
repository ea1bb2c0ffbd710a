#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http_message.h"

namespace aisle::api {

/// What is known of a request before it is answered.
struct RequestFacts {
    enum class Kind : std::uint8_t { kQuery, kBuild, kOther };

    Kind kind = Kind::kOther;
    std::string_view index = {};  ///< empty when there is none, or several
    bool is_about_keys = false;   ///< its path, body and answer hold keys
    std::int64_t received_ms = 0; ///< Unix milliseconds
};

/// A request and its answer as they may be shown: without any key, and cut to kMaxShownBytes.
struct LoggedRequest {
    RequestFacts::Kind kind = RequestFacts::Kind::kOther;
    std::int64_t received_ms = 0;
    std::chrono::microseconds duration{0};
    int status = 0;
    std::optional<std::uint64_t> num_hits;
    std::string id;
    std::string method;
    std::string target;
    std::string index;
    std::string peer_ip;
    std::string headers; ///< a line each
    std::string body;
    std::string answer;
};

/// The latest requests, for those who ask what their clients send.
///
/// A ring of a fixed number of entries in memory: what is old is forgotten, and so is all of it
/// when the server stops. What every request costs is a copy of the little that is kept.
/// Threads: any.
class RequestLog {
public:
    using Entry = std::shared_ptr<const LoggedRequest>;

    static constexpr std::size_t kMaxEntries = 1000;
    /// Of a body, an answer or the headers.
    static constexpr std::size_t kMaxShownBytes = 1000;

    explicit RequestLog(std::size_t num_entries = kMaxEntries) : ring_(num_entries) {}

    void add(const RequestFacts& facts, const Request& request, const Response& response,
             std::chrono::microseconds duration);

    /// Entries that fit, newest first: those from `offset` on, at most `length`.
    [[nodiscard]] std::vector<Entry>
    find(std::size_t offset, std::size_t length,
         const std::function<bool(const LoggedRequest&)>& fits) const;

private:
    [[nodiscard]] std::vector<Entry> newest_first() const;

    mutable std::mutex mutex_;
    std::vector<Entry> ring_; // guarded by mutex_
    std::size_t next_ = 0;    // guarded by mutex_
};

} // namespace aisle::api
