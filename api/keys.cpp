#include "api/keys.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <tuple>

#include "api/random_hex.h"
#include "api/secured_key.h"
#include "data/error.h"
#include "data/index_directory.h"
#include "data/url_params.h"

// A credential is compared with every key, in constant time for its length, instead of being
// looked up: a look-up would answer faster for some wrong guesses than for others. There are at
// most kMaxKeys keys, and usually a handful.
//
// A change is worked out on a copy of the state (entries are shared), made durable, and then
// swapped in. So a request sees the keys before or after it, and never waits for the disk.

namespace aisle::api {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kApplicationIdName = "x-algolia-application-id";
constexpr std::string_view kApiKeyName = "x-algolia-api-key";

bool is_same_secret(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// The key that every page of the store holds.
KeyEntryPointer make_search_entry(std::string value) {
    ApiKey key;
    key.value = std::move(value);
    key.acl = {Acl::kSearch};
    key.description = "Search-only API key";
    return std::make_shared<const KeyEntry>(std::move(key));
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

[[noreturn]] void fail_unauthorized() {
    throw data::Error(data::ErrorCode::kUnauthorized, "Invalid Application-ID or API key");
}

[[noreturn]] void fail_forbidden(const char* message) {
    throw data::Error(data::ErrorCode::kForbidden, message);
}

/// The page that a browser says it asks for. To other sites many send only the origin, and
/// some send it as Origin alone; patterns such as "https://shop.example/*" mean that too.
std::string referer_of(const Request& request) {
    if (const auto referer = request.header("referer")) return std::string(*referer);
    if (const auto origin = request.header("origin")) return std::string(*origin) + "/";
    return {};
}

void require_valid(const Restrictions& restrictions, const Request& request, std::int64_t now_s) {
    if (restrictions.valid_until_s && *restrictions.valid_until_s < now_s) {
        fail_forbidden("\"validUntil\" parameter expired (less than current date)");
    }
    if (!restrictions.allows_source(request.peer_ip)) {
        fail_forbidden("IP address not allowed with this API key");
    }
}

/// Whose queries are counted together: the user that the key names, or else the address. Of an
/// IPv6 address the first half counts, as that is what a subscriber gets.
std::string rate_subject(const Access& access, const Request& request) {
    std::string user = access.key->restrictions.user_token;
    if (user.empty() && access.is_secured()) user = access.signed_restrictions->user_token;
    std::string subject = access.key->key.value + '\n';
    if (!user.empty()) return subject + "user " + user;
    const auto address = parse_ip(request.peer_ip);
    if (!address) return subject + request.peer_ip;
    const bool is_mapped_v4 = IpRange{*parse_ip("0.0.0.0"), 96}.contains(*address);
    return subject.append(address->begin(), is_mapped_v4 ? address->end() : address->begin() + 8);
}

/// The key that signed it.
KeyEntryPointer find_parent(const SecuredKey& secured,
                            const std::vector<KeyEntryPointer>& entries) {
    for (const auto& entry : entries) {
        if (is_signed_by(secured, entry->key.value)) return entry;
    }
    return nullptr;
}

Restrictions read_signed(const std::string& text) {
    try {
        return parse_restrictions(text);
    } catch (const data::Error& error) {
        throw data::Error(error.code(), std::string("secured API key: ") + error.what());
    }
}

std::int64_t expiry(const ApiKey& key, std::int64_t now_ms) {
    return key.validity_s == 0 ? 0 : now_ms + key.validity_s * 1000;
}

} // namespace

KeyRing::KeyRing(const fs::path& data, Clock clock)
    : path_(data / "api_keys.json"),
      clock_(std::move(clock)),
      identity_(read_identity(data)),
      search_(make_search_entry(identity_.search_key)),
      state_(std::make_shared<const KeyState>()) {
    const auto stored = data::read_part(path_);
    if (!stored) return;
    try {
        state_ = std::make_shared<const KeyState>(parse_key_state(stored->json));
    } catch (const data::Error& error) {
        throw data::Error(error.code(), path_.string() + ": " + error.what());
    }
    position_ = stored->log_position;
}

std::int64_t KeyRing::now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

Access KeyRing::authenticate(const Request& request) const {
    const auto query = data::decode_url_params(request.query);
    const auto id = credential(request, query, kApplicationIdName);
    const auto value = credential(request, query, kApiKeyName);
    if (!id || !value || !is_same_secret(*id, identity_.application_id)) fail_unauthorized();
    Access access;
    if (is_same_secret(*value, identity_.admin_key)) {
        access.is_admin = true;
        return access;
    }
    const auto entries = valid_entries(*state());
    for (const auto& entry : entries) {
        if (is_same_secret(*value, entry->key.value)) access.key = entry;
    }
    if (access.key == nullptr) {
        const auto secured = decode_secured_key(*value);
        if (secured) access.key = find_parent(*secured, entries);
        if (access.key == nullptr) fail_unauthorized();
        access.signed_restrictions =
            std::make_shared<const Restrictions>(read_signed(secured->restrictions));
        require_valid(*access.signed_restrictions, request, clock_() / 1000);
    }
    require_valid(access.key->restrictions, request, clock_() / 1000);
    const auto& referers = access.key->key.referers;
    if (!referers.empty() && !matches_any(referers, referer_of(request))) {
        fail_forbidden("Method not allowed with this referer");
    }
    access.rate_subject = rate_subject(access, request);
    return access;
}

void KeyRing::charge(const Access& access, std::uint64_t num_queries) const {
    const auto limit = access.key == nullptr ? 0 : access.key->key.max_queries_per_ip_per_hour;
    if (limit == 0 || limiter_.try_take(access.rate_subject, num_queries, limit, clock_())) return;
    throw data::Error(data::ErrorCode::kTooManyRequests, "Too many requests: this API key allows " +
                                                             std::to_string(limit) +
                                                             " queries per hour");
}

std::vector<KeyEntryPointer> KeyRing::valid_entries(const KeyState& state) const {
    std::vector<KeyEntryPointer> entries = {search_};
    const auto now = clock_();
    for (const auto& [value, entry] : state.live) {
        if (!entry->key.is_expired(now)) entries.push_back(entry);
    }
    return entries;
}

std::vector<KeyEntryPointer> KeyRing::list() const {
    auto entries = valid_entries(*state());
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
        return std::tie(a->key.created_at_ms, a->key.value) <
               std::tie(b->key.created_at_ms, b->key.value);
    });
    return entries;
}

KeyEntryPointer KeyRing::get(std::string_view value) const {
    if (is_same_secret(value, search_key())) return search_;
    auto entry = state()->find(value, clock_());
    if (entry == nullptr) throw data::Error(data::ErrorCode::kNotFound, "Key does not exist");
    return entry;
}

ApiKey KeyRing::add(ApiKey description) {
    const std::lock_guard lock(change_mutex_);
    const auto now = clock_();
    if (valid_entries(*state()).size() > kMaxKeys) {
        throw data::Error(data::ErrorCode::kConflict,
                          "there are " + std::to_string(kMaxKeys) +
                              " API keys already; delete one, or sign secured API keys instead");
    }
    ApiKey key = std::move(description);
    key.value = random_hex(16);
    key.created_at_ms = now;
    key.expires_at_ms = expiry(key, now);
    commit(make_add(key));
    return key;
}

void KeyRing::update(std::string_view value, ApiKey description) {
    const std::lock_guard lock(change_mutex_);
    require_created(value);
    ApiKey key = std::move(description);
    key.value = value;
    key.created_at_ms = get(value)->key.created_at_ms;
    key.expires_at_ms = expiry(key, clock_());
    commit(make_update(key));
}

void KeyRing::remove(std::string_view value) {
    const std::lock_guard lock(change_mutex_);
    require_created(value);
    commit(make_delete(value));
}

ApiKey KeyRing::restore(std::string_view value) {
    const std::lock_guard lock(change_mutex_);
    if (state()->find_gone(value, clock_()) == nullptr) {
        throw data::Error(data::ErrorCode::kNotFound, "Key does not exist among the deleted ones");
    }
    commit(make_restore(value));
    return get(value)->key;
}

void KeyRing::require_created(std::string_view value) const {
    if (get(value) == search_) {
        fail_forbidden("The default search key comes from the server's configuration and cannot "
                       "be changed over the API");
    }
}

void KeyRing::commit(const KeyOperation& operation) {
    KeyState next = apply_operation(*state(), operation.kind, operation.payload);
    position_ = persist_(operation);
    is_saved_ = false;
    publish(std::move(next));
}

bool KeyRing::apply(const data::Operation& operation) {
    constexpr std::array kKinds = {kAddKey, kUpdateKey, kDeleteKey, kRestoreKey};
    if (std::find(kKinds.begin(), kKinds.end(), operation.kind) == kKinds.end()) return false;
    const std::lock_guard lock(change_mutex_);
    if (operation.position <= position_) return true; // ours, or in the file
    publish(apply_operation(*state(), operation.kind, operation.payload));
    position_ = operation.position;
    is_saved_ = false;
    return true;
}

void KeyRing::save() {
    const std::lock_guard lock(change_mutex_);
    if (is_saved_) return;
    data::write_part(path_, {to_json(*state()), position_}, 0600);
    is_saved_ = true;
}

std::shared_ptr<const KeyState> KeyRing::state() const {
    const std::lock_guard lock(state_mutex_);
    return state_;
}

void KeyRing::publish(KeyState state) {
    auto next = std::make_shared<const KeyState>(std::move(state));
    const std::lock_guard lock(state_mutex_);
    state_.swap(next); // the displaced one is freed after the lock
}

} // namespace aisle::api
