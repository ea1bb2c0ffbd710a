#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/rule_set.h"
#include "data/search_params.h"
#include "search/snapshot.h"

namespace aisle::search {

/// What a {facet:attribute} of a pattern stood for.
struct CapturedValue {
    std::string facet;
    std::string value; ///< as the index has it
    std::string text;  ///< as the query has it
};

/// A rule that applies to a request.
struct TriggeredRule {
    const data::Rule* rule = nullptr;
    std::vector<CapturedValue> captures; ///< in the order of the query
};

/// The rules of `rules` that apply at `now` (Unix seconds), the most specific first:
///
///  1. the pattern that matches nearest to the beginning of the query; rules without one last,
///  2. more words and filters matched,
///  3. anchoring: is, startsWith, endsWith, contains,
///  4. with a context,   5. with filters,
///  6. fewer facets in the pattern,
///  7. limited in time,  8. the smaller objectID.
///
/// A rule with several conditions stands where its best one does. Unlike the protocol's
/// original, rules that match the same words all apply: who comes first wins where their
/// effects collide, and only there.
/// Cost: linear in the rules; binary searches in the facet dictionaries for facets in patterns.
[[nodiscard]] std::vector<TriggeredRule> trigger_rules(const data::RuleSet& rules,
                                                       const Snapshot& snapshot,
                                                       const data::SearchParams& params,
                                                       std::int64_t now);

} // namespace aisle::search
