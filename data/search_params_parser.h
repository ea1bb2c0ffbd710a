#pragma once

#include <string_view>

#include "data/json.h"
#include "data/search_params.h"
#include "data/settings.h"

namespace aisle::data {

/// Reads one request object: the defaults of the settings, then its urlencoded `params` string if
/// it has one, then its members, then finish_search_params.
/// Throws: Error{kInvalidRequest} naming the path, the value and what would be right.
[[nodiscard]] SearchParams parse_search_params(const JsonAt& object, const Settings& settings);

/// Lays the search parameters of an object over `params`, its `params` string first. A null member
/// changes nothing, except that it empties optionalWords and insideBoundingBox. Members that only
/// address the request (indexName, type, facet, cursor, x-algolia-...) are left to the caller.
/// Throws: Error{kInvalidRequest}, for an unknown parameter with the nearest known name.
void apply_search_params(const JsonAt& object, SearchParams& params);

/// As above, for the urlencoded form ("query=tent&hitsPerPage=5").
void apply_search_params(std::string_view url_params, SearchParams& params);

/// Settles what depends on several parameters: the languages that `true` stands for, the currency
/// of the price context, `facets` that only disjunctiveFacets names, and `distinct` without an
/// attribute to group by. Call it once, after everything was applied.
void finish_search_params(const Settings& settings, SearchParams& params);

} // namespace aisle::data
