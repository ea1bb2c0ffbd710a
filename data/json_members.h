#pragma once

#include <string_view>

#include "data/json.h"

namespace aisle::data {

/// The first member of that name of an object that must have it.
/// Throws: Error{kInvalidRequest} naming the member that is missing, or what is there instead of
///         an object.
[[nodiscard]] const rapidjson::Value::Member& require_member(const JsonAt& at,
                                                             std::string_view name);

} // namespace aisle::data
