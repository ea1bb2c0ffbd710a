#pragma once

#include <vector>

#include "data/json.h"
#include "data/search_params.h"

namespace aisle::data {

// The parameters that speak of offers, stock and ranges. Unknown members and wrong types are
// refused with Error{kInvalidRequest} and their path: "priceContext.lists[1]: expected a string".

/// Lays the members of a `priceContext` over `context`, one by one.
void apply_price_context(const JsonAt& at, PriceContext& context);

[[nodiscard]] Availability parse_availability(const JsonAt& at);

/// In the order of the request.
[[nodiscard]] std::vector<FacetRanges> parse_facet_ranges(const JsonAt& at);

/// A currency as ISO 4217 spells it: three capital letters.
[[nodiscard]] std::string parse_currency(const JsonAt& at);

/// Unix seconds, or ISO 8601 text.
[[nodiscard]] std::int64_t parse_moment(const JsonAt& at);

} // namespace aisle::data
