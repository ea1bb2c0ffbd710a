#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/rule_set.h"
#include "data/search_params.h"
#include "search/snapshot.h"

namespace aisle::search {

/// Products that a rule wants at consecutive places.
struct PinRequest {
    std::vector<std::string> object_ids;
    std::uint32_t position = 0;     ///< of the first, counted from 0
    bool must_pass_filters = false; ///< else they are shown whatever the request filters on
};

/// What rules do to an answer beside editing the search itself.
struct AppliedRules {
    std::vector<std::string> ids;       ///< of the rules, the most specific first
    std::vector<PinRequest> pins;       ///< in the order of the rules; every product once
    std::vector<std::string> hidden;    ///< objectIDs
    std::vector<std::string> user_data; ///< JSON objects
};

/// Finds the rules that apply to a request (see trigger_rules()) and edits its parameters:
///
///  - The query becomes the text of the first rule that has one; then the words to remove or
///    replace are edited, rule by rule.
///  - filters, facetFilters, numericFilters and tagFilters are ANDed with the request's;
///    optionalFilters, facets and disjunctiveFacets are added to them. Any other parameter
///    takes the value of the first rule that has it, whatever the request says.
///  - renderingContent is merged member by member: rules, then the request, then the settings.
///
/// What the first rule says about a product holds: hidden by one, it is not pinned by the next.
/// Inside one rule hiding wins.
/// Without rules, or with enableRules off, nothing happens.
[[nodiscard]] AppliedRules apply_rules(const data::RuleSet& rules, const Snapshot& snapshot,
                                       data::SearchParams& params, std::int64_t now);

/// `query` with every occurrence of `words` replaced by `to`, or taken out together with the
/// space that would be left over. Words compare normalised.
[[nodiscard]] std::string replace_words(const std::string& query, std::string_view words,
                                        std::string_view to, std::string_view separators_to_index);

} // namespace aisle::search
