#pragma once

#include <string_view>
#include <vector>

#include "data/json.h"
#include "data/settings.h"

namespace aisle::data {

/// The name a setting is stored under: today's spelling of an older one, else the name itself.
[[nodiscard]] std::string_view canonical_setting(std::string_view name);

/// Reads one setting into its typed field, or into query_defaults when it is also a search
/// parameter. `name` is canonical; `member` carries the spelling of the client.
/// Throws: Error{kInvalidRequest}, for an unknown setting with the nearest known name.
void apply_setting(const JsonAt& member, std::string_view name, Settings& settings);

/// Settings that are kept as text but shape the index all the same.
[[nodiscard]] const std::vector<std::string_view>& untyped_schema_settings();

} // namespace aisle::data
