#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "api/access.h"
#include "api/http_message.h"
#include "api/key_state.h"
#include "api/rate_limiter.h"
#include "api/store_identity.h"
#include "data/operation_log.h"

namespace aisle::api {

/// The application id and the keys of a store.
///
/// Two keys are always there, the admin key and the default search key (api/store_identity.h).
/// All others are created over the protocol; they are a fold over operations (api/key_state.h).
/// Threads: any; requests never wait for a change to become durable.
class KeyRing {
public:
    /// Unix milliseconds.
    using Clock = std::function<std::int64_t()>;

    /// Makes an operation durable in the log, before it counts; returns its position there.
    using Persist = std::function<std::uint64_t(const KeyOperation& operation)>;

    /// Reads the keys of a data directory, the created ones from its `api_keys.json`. Until
    /// set_persist() is called, they cannot be changed but by apply().
    /// Throws: Error{kCorruptData} for a file that is not ours, {kUnavailable} when one cannot be
    /// written.
    explicit KeyRing(const std::filesystem::path& data, Clock clock = now_ms);

    [[nodiscard]] static std::int64_t now_ms();

    /// Requires: no request is being served yet.
    void set_persist(Persist persist) { persist_ = std::move(persist); }

    // Who asks.

    /// Finds out what a request may do. Credentials stand in headers or in the query string, in
    /// any letter case.
    /// Throws: Error{kUnauthorized} when they are missing or wrong; {kForbidden} when they do not
    ///         count any more, or not from there; {kInvalidRequest} when the restrictions of a
    ///         secured key cannot be read.
    /// Cost:   a comparison with every key; for a secured key an HMAC with every key.
    [[nodiscard]] Access authenticate(const Request& request) const;

    /// Counts queries against maxQueriesPerIPPerHour of the key.
    /// Throws: Error{kTooManyRequests}.
    void charge(const Access& access, std::uint64_t num_queries = 1) const;

    [[nodiscard]] const std::string& application_id() const noexcept {
        return identity_.application_id;
    }

    [[nodiscard]] const std::string& admin_key() const noexcept { return identity_.admin_key; }

    [[nodiscard]] const std::string& search_key() const noexcept { return identity_.search_key; }

    // What there is.

    /// All keys but the admin key, oldest first.
    [[nodiscard]] std::vector<KeyEntryPointer> list() const;

    /// Throws: Error{kNotFound}.
    [[nodiscard]] KeyEntryPointer get(std::string_view value) const;

    // Changes. Durable and in force on return. Each throws Error{kNotFound} for a key that does
    // not exist, {kForbidden} for the default search key, {kConflict} beyond kMaxKeys.

    /// Creates a key as described, with a value of its own. Returns: the whole key.
    ApiKey add(ApiKey description);

    /// Replaces all of a key but its value and the time it was created.
    void update(std::string_view value, ApiKey description);

    void remove(std::string_view value);

    /// Brings a deleted or expired key back, valid for ever. Returns: the whole key.
    ApiKey restore(std::string_view value);

    /// Takes over an operation of the log, unless its effect is here already. False when its
    /// kind is none of keys.
    /// Throws: Error{kCorruptData}.
    bool apply(const data::Operation& operation);

    /// Writes what has changed to `api_keys.json`, so that the log before is not needed for it.
    /// Throws: Error{kUnavailable}.
    void save();

    /// The created keys at this moment.
    [[nodiscard]] std::shared_ptr<const KeyState> state() const;

private:
    [[nodiscard]] std::vector<KeyEntryPointer> valid_entries(const KeyState& state) const;
    void commit(const KeyOperation& operation);
    void publish(KeyState state);
    void require_created(std::string_view value) const;

    const std::filesystem::path path_;
    const Clock clock_;
    Persist persist_;
    const StoreIdentity identity_;
    const KeyEntryPointer search_;

    std::mutex change_mutex_;               ///< one change at a time, durability included
    std::uint64_t position_ = 0;            // of the last operation in it; guarded by change_mutex_
    bool is_saved_ = true;                  // guarded by change_mutex_
    mutable std::mutex state_mutex_;        ///< held for the copy of a pointer only
    std::shared_ptr<const KeyState> state_; // guarded by state_mutex_; never null
    mutable RateLimiter limiter_;
};

} // namespace aisle::api
