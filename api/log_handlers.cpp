#include <openssl/evp.h>
#include <rapidjson/encodings.h>
#include <rapidjson/memorystream.h>

#include <array>
#include <charconv>

#include "api/call_input.h"
#include "api/handlers.h"
#include "api/hit_writer.h"
#include "api/timestamps.h"
#include "data/error.h"

// GET /1/logs. Entries are put into the protocol's form here, when somebody asks, and not when
// requests come.

namespace aisle::api {

namespace {

constexpr std::size_t kDefaultLength = 10;

/// A number in the URL. Throws: Error{kInvalidRequest}.
std::size_t number(const Call& call, const char* name, std::size_t absent, std::size_t most) {
    const std::string text = url_parameter(call, name);
    if (text.empty()) return absent;
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > most) {
        throw data::Error(data::ErrorCode::kInvalidRequest,
                          std::string(name) + ": expected a number from 0 to " +
                              std::to_string(most) + ", got " + data::excerpt(text));
    }
    return value;
}

using Fits = bool (*)(const LoggedRequest&);

/// Throws: Error{kInvalidRequest}.
Fits filter_of(const std::string& type) {
    if (type.empty() || type == "all") return [](const LoggedRequest&) { return true; };
    if (type == "error") return [](const LoggedRequest& entry) { return entry.status >= 400; };
    if (type == "query") {
        return [](const LoggedRequest& entry) { return entry.kind == RequestFacts::Kind::kQuery; };
    }
    if (type == "build") {
        return [](const LoggedRequest& entry) { return entry.kind == RequestFacts::Kind::kBuild; };
    }
    throw data::Error(data::ErrorCode::kInvalidRequest,
                      "type: expected all, query, build or error, got " + data::excerpt(type));
}

/// A client's bytes as text: whatever is not UTF-8 becomes U+FFFD.
std::string as_text(const std::string& bytes) {
    using Utf8 = rapidjson::UTF8<>;
    rapidjson::MemoryStream in(bytes.data(), bytes.size());
    rapidjson::StringBuffer out;
    while (in.Tell() < bytes.size()) {
        unsigned codepoint = 0;
        Utf8::Encode(out, Utf8::Decode(in, &codepoint) ? codepoint : 0xFFFDU);
    }
    return {out.GetString(), out.GetSize()};
}

std::string sha1_of(const LoggedRequest& entry) {
    const std::string text = entry.id + '\n' + std::to_string(entry.received_ms);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < size; ++i) hex += {kDigits[digest[i] >> 4U], kDigits[digest[i] & 15U]};
    return hex;
}

/// All values are strings, as the protocol has them.
void write_entry(const LoggedRequest& entry, JsonWriter& writer) {
    const auto put = [&](const char* name, const std::string& value) {
        writer.Key(name);
        writer.String(as_text(value));
    };
    writer.StartObject();
    put("timestamp", rfc3339(entry.received_ms / 1000));
    put("method", entry.method);
    put("answer_code", std::to_string(entry.status));
    put("query_body", entry.body);
    put("answer", entry.answer);
    put("url", entry.target);
    put("ip", entry.peer_ip);
    put("query_headers", entry.headers);
    put("sha1", sha1_of(entry));
    put("nb_api_calls", "1");
    put("processing_time_ms", std::to_string(entry.duration.count() / 1000));
    if (!entry.index.empty()) put("index", entry.index);
    if (entry.num_hits) put("query_nb_hits", std::to_string(*entry.num_hits));
    writer.EndObject();
}

} // namespace

Response get_logs(const Service& service, const Call& call) {
    if (call.access.hides_products()) {
        throw data::Error(data::ErrorCode::kForbidden,
                          "a key that hides products may not see the answers to others");
    }
    constexpr std::size_t kMost = RequestLog::kMaxEntries;
    const std::size_t offset = number(call, "offset", 0, SIZE_MAX);
    const std::size_t length = number(call, "length", kDefaultLength, kMost);
    const std::string index = url_parameter(call, "indexName");
    const Fits is_of_type = filter_of(url_parameter(call, "type"));
    const auto fits = [&](const LoggedRequest& entry) {
        // Requests to several indexes are for those who may see all.
        return (index.empty() || entry.index == index) && is_of_type(entry) &&
               call.access.allows_index(entry.index);
    };
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("logs");
    writer.StartArray();
    for (const auto& entry : service.requests.find(offset, length, fits)) {
        write_entry(*entry, writer);
    }
    writer.EndArray();
    writer.EndObject();
    return json_response({buffer.GetString(), buffer.GetSize()});
}

} // namespace aisle::api
