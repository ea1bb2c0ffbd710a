#pragma once

#include <vector>

#include "data/filter.h"
#include "data/json.h"

namespace aisle::data {

// The array forms of filters. An array is AND, an array inside it OR, and deeper ones alternate;
// a string is a list of one. The text form of URLs is accepted as well: a JSON array as text, or
// items separated by commas with OR groups in brackets ("a:1,(b:2,b:3)"). Empty strings and
// arrays are no condition. The result is kTrue or a kAnd whose children are all kOr, one per
// element of the outer array in its order: a single string becomes a kOr of one. All throw
// Error{kInvalidRequest} naming the path of the item, the item and what would be right.

/// Items `attribute:value`; the value is everything after the first colon. `attribute:-value`
/// negates, `attribute:\-value` has a literal dash. `_tags:x` is a tag.
[[nodiscard]] Filter parse_facet_filters(const JsonAt& at);

/// Items as in `filters`: `price>=10`, `price = 10`, `price:10 TO 20`; `price:10` means `=`.
[[nodiscard]] Filter parse_numeric_filters(const JsonAt& at);

/// Items `tag`; `-tag` negates, `\-tag` has a literal dash.
[[nodiscard]] Filter parse_tag_filters(const JsonAt& at);

/// Items as in facetFilters, each optionally followed by `<score=N>`. One kOr per element.
[[nodiscard]] std::vector<Filter> parse_optional_filters(const JsonAt& at);

} // namespace aisle::data
