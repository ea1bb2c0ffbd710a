#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "api/api_key.h"
#include "api/restrictions.h"

namespace aisle::api {

/// A key with its queryParameters read.
struct KeyEntry {
    explicit KeyEntry(ApiKey described)
        : key(std::move(described)), restrictions(parse_restrictions(key.query_parameters)) {}

    ApiKey key;
    Restrictions restrictions;
};

using KeyEntryPointer = std::shared_ptr<const KeyEntry>;

/// One change of the keys, in the form the log keeps.
struct KeyOperation {
    std::string_view kind; ///< one of the four below
    std::string payload;   ///< JSON
};

inline constexpr std::string_view kAddKey = "addKey";         ///< payload: the stored key
inline constexpr std::string_view kUpdateKey = "updateKey";   ///< payload: the stored key
inline constexpr std::string_view kDeleteKey = "deleteKey";   ///< payload: {"value": ...}
inline constexpr std::string_view kRestoreKey = "restoreKey"; ///< payload: {"value": ...}

/// Keys that can be live at a time, so that checking a credential against all of them stays
/// cheap, and deleted ones that can be restored.
inline constexpr std::size_t kMaxKeys = 1000;
inline constexpr std::size_t kMaxDeletedKeys = 1000;

/// All keys that were created over the protocol: a pure fold over operations. Copies share the
/// entries.
struct KeyState {
    std::map<std::string, KeyEntryPointer, std::less<>> live; ///< expired ones may be among them
    std::deque<KeyEntryPointer> deleted;                      ///< oldest first

    /// Null when there is no such key, or not any more.
    [[nodiscard]] KeyEntryPointer find(std::string_view value, std::int64_t now_ms) const;

    /// A key that can come back, deleted or expired; null when there is none.
    [[nodiscard]] KeyEntryPointer find_gone(std::string_view value, std::int64_t now_ms) const;
};

[[nodiscard]] KeyOperation make_add(const ApiKey& key);
[[nodiscard]] KeyOperation make_update(const ApiKey& key);
[[nodiscard]] KeyOperation make_delete(std::string_view value);
[[nodiscard]] KeyOperation make_restore(std::string_view value);

/// What is the case after the operation. The same operation twice is the same as once, so a log
/// may be replayed over a state that already has its effect. Depends on no clock: a key that
/// expired before another is added moves to the deleted ones then.
/// Throws: Error{kCorruptData} for a kind or payload that no make_... function wrote.
[[nodiscard]] KeyState apply_operation(KeyState state, std::string_view kind,
                                       std::string_view payload);

/// The state as one JSON text, and back.
/// Throws: Error{kCorruptData}.
[[nodiscard]] std::string to_json(const KeyState& state);
[[nodiscard]] KeyState parse_key_state(std::string_view json);

} // namespace aisle::api
