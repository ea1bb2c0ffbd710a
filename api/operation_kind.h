#pragma once

namespace aisle::api::operation_kind {

// The kinds of operations in the log, and what their payloads are. Kinds of keys are in
// api/key_state.h. An operation without an index is on the whole store.

inline constexpr const char* kBatch = "batch";             ///< write_actions()
inline constexpr const char* kHot = "hot";                 ///< lines of hot updates
inline constexpr const char* kDeleteBy = "deleteBy";       ///< search parameters
inline constexpr const char* kDeleteIndex = "deleteIndex"; ///< empty
inline constexpr const char* kCopy = "copy"; ///< {"source": name, "scope": [...]}; may be absent
inline constexpr const char* kMove = "move"; ///< {"source": name}

// "forward": the replicas get it too.
inline constexpr const char* kSettings = "settings"; ///< {"forward": bool, "settings": {...}}
/// {"forward": bool, "replace": bool, "entries": [...]}; replace: in place of all others
inline constexpr const char* kSaveSynonyms = "saveSynonyms";
inline constexpr const char* kSaveRules = "saveRules";
/// {"forward": bool, "objectID": id}
inline constexpr const char* kDeleteSynonym = "deleteSynonym";
inline constexpr const char* kDeleteRule = "deleteRule";

// On the whole store.
inline constexpr const char* kDictionary = "dictionary"; ///< {"dictionary": name, "batch": {...}}
inline constexpr const char* kDictionarySettings = "dictionarySettings"; ///< as the protocol's
inline constexpr const char* kEvents = "events";         ///< the body of POST /1/events, as it came
inline constexpr const char* kForgetUser = "forgetUser"; ///< {"userToken": token}

} // namespace aisle::api::operation_kind
