#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/rule.h"

namespace aisle::data {

/// What a search among rules asks for.
struct RuleQuery {
    std::string text; ///< every word must begin a word of the rule; empty: all rules
    std::optional<Anchoring> anchoring;
    std::string context; ///< empty: any
    std::optional<bool> enabled;
    std::uint32_t page = 0;
    std::uint32_t hits_per_page = 20;
};

/// A page of the rules found.
struct RulePage {
    std::vector<std::shared_ptr<const Rule>> hits;
    std::uint64_t num_hits = 0;
    std::uint64_t num_pages = 0;
};

/// A hash of a word, never 0: equal words have equal hashes.
[[nodiscard]] std::uint32_t word_hash(std::string_view word) noexcept;

/// A rule in a set, with what rules it out for most queries without a look at it.
struct RuleEntry {
    explicit RuleEntry(Rule parsed);

    const Rule* operator->() const noexcept { return rule.get(); }

    std::shared_ptr<const Rule> rule;
    /// The hash of a word without which no query triggers the rule; 0: there is no such word.
    std::uint32_t required_word = 0;
};

/// The rules of one index, ascending by objectID. Immutable: a change makes a new set, which
/// shares the rules that did not change. Equal sets have equal bytes, whatever led to them.
/// Threads: any.
class RuleSet {
public:
    using Rules = std::vector<RuleEntry>;

    RuleSet() = default;

    /// Reads the form that to_json() writes: an array of rules.
    /// Throws: Error{kInvalidRequest}, also when an objectID occurs twice.
    [[nodiscard]] static RuleSet parse(std::string_view json);

    /// All rules as one JSON array, each as it was given.
    [[nodiscard]] std::string to_json() const;

    [[nodiscard]] const Rules& rules() const noexcept { return rules_; }

    [[nodiscard]] std::size_t size() const noexcept { return rules_.size(); }

    /// The rule of that objectID, or null.
    [[nodiscard]] std::shared_ptr<const Rule> find(std::string_view object_id) const;

    /// This set with one rule added, or put in place of the one with its objectID. `object_id`
    /// is what the request addresses; a rule that names another is refused, and one that names
    /// none gets it.
    /// Throws: Error{kInvalidRequest}.
    [[nodiscard]] RuleSet with(const JsonAt& rule, std::string_view object_id) const;

    /// This set, or an empty one, with an array of rules laid over it; the last of several with
    /// one objectID counts.
    /// Throws: Error{kInvalidRequest} for the first bad rule; nothing is changed then.
    [[nodiscard]] RuleSet with_batch(const JsonAt& rules, bool clear_existing) const;

    /// This set without one rule; the same rules when there is none of that objectID.
    [[nodiscard]] RuleSet without(std::string_view object_id) const;

    /// The rules that match, ascending by objectID.
    [[nodiscard]] RulePage search(const RuleQuery& query) const;

private:
    explicit RuleSet(Rules rules) : rules_(std::move(rules)) {}

    Rules rules_; ///< ascending by objectID, each once
};

/// Reads the body of a search among rules: query, anchoring, context, enabled, page, hitsPerPage.
/// Throws: Error{kInvalidRequest} naming the member.
[[nodiscard]] RuleQuery parse_rule_query(const JsonAt& at);

} // namespace aisle::data
