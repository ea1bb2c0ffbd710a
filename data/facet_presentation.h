#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace aisle::data {

/// Facet values that are not shown, by attribute.
using HiddenValues = std::map<std::string, std::set<std::string, std::less<>>, std::less<>>;

/// Reads `facetOrdering.values.ATTRIBUTE.hide` of a renderingContent object. Clients put the
/// other values in order themselves; these are left out of the answer. What has another form is
/// left to the clients.   `rendering_content_json`: an object, or empty.
[[nodiscard]] HiddenValues read_hidden_values(std::string_view rendering_content_json);

} // namespace aisle::data
