#pragma once

#include <span>
#include <string_view>

#include "data/json.h"
#include "data/search_params.h"

namespace aisle::data {

/// Where a parameter may stand.
enum class ParamPlace : unsigned char {
    kSearch,  ///< in a search only
    kSetting, ///< in the settings of an index only
    kBoth,    ///< in both; the setting is the default of the searches
};

/// One parameter of the protocol and what it does to SearchParams.
struct ParamEntry {
    std::string_view name;
    ParamPlace place;
    /// Throws Error{kInvalidRequest}. Null: accepted without effect on a search.
    void (*apply)(const JsonAt& at, SearchParams& params);
};

/// The entry of a name, spelled exactly, or null.
[[nodiscard]] const ParamEntry* find_param(std::string_view name);

/// Every entry, ascending by name.
[[nodiscard]] std::span<const ParamEntry> all_params();

/// "asc(attribute)" or "desc(attribute)": the attribute. Anything else: empty.
[[nodiscard]] std::string_view sort_attribute(std::string_view criterion);

} // namespace aisle::data
