#pragma once

#include <optional>
#include <string_view>

#include "data/filter.h"

namespace aisle::data {

/// Brackets and arrays inside each other beyond this are refused, so that whoever walks a
/// Filter recursively needs a bounded stack.
inline constexpr int kMaxFilterDepth = 50;

/// Reads the `filters` parameter:
///
///     filter := or { AND or }            or   := term { OR term }
///     term   := { NOT } ( "(" filter ")" | atom )
///     atom   := name (< | <= | = | != | >= | >) number
///             | name : number TO number | name : value | tag        then [ <score=N> ]
///
/// OR binds tighter than AND: `A OR B AND C` is `(A OR B) AND C`. Brackets nest freely and may
/// mix kinds, which is more than the protocol allows. Names, values and tags with special
/// characters stand in single or double quotes, where a backslash escapes the next character.
/// Blank text is no condition. Nested nodes of one kind are merged, single ones unwrapped.
/// Throws: Error{kInvalidRequest} "filters: Unexpected token X, expected Y at col N", columns
///         counting characters from 1.
[[nodiscard]] Filter parse_filters(std::string_view text);

/// Reads a whole text as a finite decimal number, as filters write them ("-5", "1e3", ".5").
[[nodiscard]] std::optional<double> parse_filter_number(std::string_view text);

} // namespace aisle::data
