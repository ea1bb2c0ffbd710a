#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/filter.h"
#include "data/json.h"

namespace aisle::data {

/// Which part of a query a pattern has to match.
enum class Anchoring : std::uint8_t { kIs, kStartsWith, kEndsWith, kContains };

/// One piece of a pattern: a word, or any value of a facet, written {facet:attribute}.
struct PatternPart {
    std::string word;  ///< normalised; empty for a facet
    std::string facet; ///< empty for a word
    friend bool operator==(const PatternPart&, const PatternPart&) = default;
};

/// When a rule applies. What is absent does not matter; what is there must all hold.
struct RuleCondition {
    std::optional<std::vector<PatternPart>> pattern; ///< no parts: the empty text
    Anchoring anchoring = Anchoring::kIs;
    bool alternatives = false; ///< plurals and typos of the pattern's words match as well
    std::string context;       ///< among ruleContexts; empty: any
    Filter filters;            ///< selected by the request; a leaf, or a kAnd of leaves
};

/// Products for consecutive places of the list.
struct Promotion {
    std::vector<std::string> object_ids;
    std::uint32_t position = 0; ///< of the first, counted from 0
};

/// Words of the query to take out or to put others in place of.
struct QueryEdit {
    std::string from; ///< words, or {facet:attribute} for what the pattern matched
    std::string to;   ///< empty: taken out
};

/// A filter on the facet values that {facet:attribute} matched.
struct AutomaticFilter {
    std::string facet;
    int score = 1;            ///< as an optional filter
    bool disjunctive = false; ///< several values are ORed, not ANDed
};

/// What a rule does.
struct RuleConsequence {
    std::vector<Promotion> promote;
    bool filter_promotes = false; ///< promoted products must pass the request's filters
    std::vector<std::string> hide;
    std::string user_data_json;         ///< an object; empty: none
    std::string params_json = "{}";     ///< search parameters but for the members below
    std::string rendering_content_json; ///< an object; empty: none
    std::optional<std::string> query;   ///< in place of the shopper's
    std::vector<QueryEdit> edits;
    std::vector<AutomaticFilter> automatic_filters;
    std::vector<AutomaticFilter> automatic_optional_filters;
};

/// A merchandising rule. Immutable value.
struct Rule {
    std::string object_id;
    std::vector<RuleCondition> conditions; ///< one of them must hold; none: always
    RuleConsequence consequence;
    bool enabled = true;
    std::vector<std::pair<std::int64_t, std::int64_t>> validity; ///< [from, until) in Unix
                                                                 ///< seconds; none: always
    std::string description;
    std::vector<std::string> tags;
    std::string scope;
    std::string json;                      ///< as it was given
    std::vector<std::string> search_words; ///< normalised: id, description, tags, patterns

    /// True when the rule is enabled and `now` lies in one of its periods.
    [[nodiscard]] bool is_active(std::int64_t now) const noexcept;
};

/// Reads one rule. Members that begin with an underscore, which answers of the protocol add,
/// are left out; any other unknown member fails.
/// Throws: Error{kInvalidRequest} naming the path, the value and what would be right.
[[nodiscard]] Rule parse_rule(const JsonAt& at);

/// Cuts a pattern into its words and facets.
[[nodiscard]] std::vector<PatternPart> parse_pattern(std::string_view text);

/// The attribute of a text that is {facet:attribute} and nothing else; empty otherwise.
[[nodiscard]] std::string_view facet_placeholder(std::string_view text) noexcept;

/// The spelling of an anchoring in the protocol, and back; nothing for any other word.
[[nodiscard]] std::string_view name_of(Anchoring anchoring) noexcept;
[[nodiscard]] Anchoring read_anchoring(const JsonAt& at);

} // namespace aisle::data
