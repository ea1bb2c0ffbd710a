#include "api/keys.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <cstdlib>
#include <optional>
#include <vector>

#include "data/error.h"
#include "data/json.h"
#include "data/manifest.h"
#include "data/url_params.h"

namespace aisle::api {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kApplicationIdName = "x-algolia-application-id";
constexpr std::string_view kApiKeyName = "x-algolia-api-key";

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

/// In constant time for a given length, so that a key cannot be guessed byte by byte.
bool is_same_secret(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string member(const rapidjson::Document& keys, const char* name, const fs::path& path) {
    const auto found = std::as_const(keys).FindMember(name);
    if (found == std::as_const(keys).MemberEnd() || !found->value.IsString() ||
        found->value.GetStringLength() == 0) {
        throw data::Error(data::ErrorCode::kCorruptData,
                          "damaged file " + path.string() + ": " + name + " is missing");
    }
    return std::string(data::string_of(found->value));
}

void write_keys(const fs::path& path, const KeyRing& keys) {
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
    writer.StartObject();
    writer.Key("applicationId");
    writer.String(keys.application_id());
    writer.Key("adminKey");
    writer.String(keys.admin_key());
    writer.Key("searchKey");
    writer.String(keys.search_key());
    writer.EndObject();
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    data::write_file_atomically(path, {buffer.GetString(), buffer.GetSize()}, 0600);
}

/// A credential from the headers or else from the query string.
std::optional<std::string> credential(const Request& request, const data::UrlParams& query,
                                      std::string_view name) {
    if (const auto header = request.header(name)) return std::string(*header);
    for (const auto& [key, value] : query) {
        if (equals_ignoring_case(key, name)) return value;
    }
    return std::nullopt;
}

} // namespace

KeyRing::KeyRing(const fs::path& data)
    : application_id_(environment("AISLE_APP_ID")),
      admin_key_(environment("AISLE_ADMIN_KEY")),
      search_key_(environment("AISLE_SEARCH_KEY")) {
    if (!application_id_.empty() && !admin_key_.empty() && !search_key_.empty()) return;
    const fs::path path = data / "keys.json";
    const auto fill = [](std::string& key, std::string value) {
        if (key.empty()) key = std::move(value);
    };
    if (fs::exists(path)) {
        const auto keys = data::parse_json(data::read_file(path));
        if (!keys.IsObject()) {
            throw data::Error(data::ErrorCode::kCorruptData,
                              "damaged file " + path.string() + ": not an object");
        }
        fill(application_id_, member(keys, "applicationId", path));
        fill(admin_key_, member(keys, "adminKey", path));
        fill(search_key_, member(keys, "searchKey", path));
        return;
    }
    fill(application_id_, "AISLE" + random_hex(4));
    fill(admin_key_, random_hex(16));
    fill(search_key_, random_hex(16));
    write_keys(path, *this);
}

Access KeyRing::authenticate(const Request& request) const {
    const auto query = data::decode_url_params(request.query);
    const auto id = credential(request, query, kApplicationIdName);
    const auto key = credential(request, query, kApiKeyName);
    if (id && key && is_same_secret(*id, application_id_)) {
        const bool is_admin = is_same_secret(*key, admin_key_);
        if (is_admin || is_same_secret(*key, search_key_)) return {is_admin};
    }
    throw data::Error(data::ErrorCode::kUnauthorized, "Invalid Application-ID or API key");
}

std::string random_hex(std::size_t num_bytes) {
    std::vector<unsigned char> bytes(num_bytes);
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        throw data::Error(data::ErrorCode::kInternal, "the system has no random numbers");
    }
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (const unsigned char byte : bytes) hex += {kDigits[byte >> 4U], kDigits[byte & 15U]};
    return hex;
}

} // namespace aisle::api
