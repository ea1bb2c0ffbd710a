#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/json.h"

namespace aisle::api {

/// What one entry of a batch does to one record, or to all of them.
struct RecordAction {
    enum class Kind : std::uint8_t {
        kReplace,         ///< the body is the whole record
        kPartial,         ///< the body's members are laid over the record, created if missing
        kPartialNoCreate, ///< the same, but nothing where there is no record
        kDelete,
        kClear,       ///< all records go
        kDeleteIndex, ///< the whole index goes; never in the log, which has an operation for that
    };
    Kind kind = Kind::kReplace;
    std::string object_id; ///< empty for the last two
    std::string body;      ///< one JSON object with its objectID; empty for the last three
};

/// Reads and checks one action of the protocol's batches. `action` is its protocol name; a
/// record without objectID gets one if the action is addObject.
/// Throws: Error{kInvalidRequest} naming the path, the objectID and what would be right.
[[nodiscard]] RecordAction parse_action(std::string_view action, const data::JsonAt& body);

/// The action of saving one object, whose id may be given by the URL.
[[nodiscard]] RecordAction save_action(const data::JsonAt& record,
                                       const std::optional<std::string>& object_id);

/// The action of updating one object in part.
[[nodiscard]] RecordAction partial_action(const data::JsonAt& changes, const std::string& object_id,
                                          bool create);

/// Actions as the payload of a log operation, and back.
[[nodiscard]] std::string write_actions(const std::vector<RecordAction>& actions);
[[nodiscard]] std::vector<RecordAction> read_actions(std::string_view payload);

/// The record that a partial update makes of `current` (absent: of nothing). First-level
/// members are replaced; members of the form {"_operation": ..., "value": ...} compute theirs:
/// Increment, Decrement, Add, Remove, AddUnique, IncrementFrom, IncrementSet. An operation on
/// a value of another type leaves it as it is, and so does one whose result no number of JSON
/// can hold. Changes that are right by themselves, but make a record that is not, do nothing.
[[nodiscard]] std::optional<std::string> apply_partial(const std::optional<std::string>& current,
                                                       std::string_view changes);

} // namespace aisle::api
