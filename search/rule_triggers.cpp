#include "search/rule_triggers.h"

#include <algorithm>
#include <bitset>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <xapian.h>

#include "data/columns.h"
#include "data/text.h"
#include "search/query_terms.h"
#include "search/typo_search.h"

// A pattern is matched against the words of the query from left to right. A word takes one word of
// the query; a facet takes as many as make one of its values, the longest value first, and gives
// some back when the rest of the pattern does not fit otherwise. What was found not to fit from
// some place is remembered, so that the work is bounded by pattern times query. Facet values are
// looked up by the text they have in the query and by its words with single spaces, which finds
// "T-Shirt" for "t-shirt" and "New York" for "new  york".

namespace aisle::search {

using data::Filter;
using data::PatternPart;

namespace {

/// A value of a facet in a query is at most that many words.
constexpr std::size_t kMaxValueWords = 8;

/// The place in the precedence of rules whose conditions have no pattern.
constexpr std::uint32_t kAfterAllWords = 0xFFFFFFFF;

/// Stretches [begin, end) of the query that a pattern matched.
struct PatternMatch {
    std::uint32_t begin = kAfterAllWords;
    std::uint32_t num_words = 0;
    std::vector<CapturedValue> captures;
};

/// Matches the patterns of many rules against one query.
class PatternMatcher {
public:
    PatternMatcher(const Snapshot& snapshot, const data::SearchParams& params)
        : snapshot_(snapshot), params_(params), words_(data::tokenize(params.query)) {
        if (words_.size() > kMaxQueryTerms) words_.resize(kMaxQueryTerms);
        for (const auto& word : words_) {
            hashes_.set(data::word_hash(word.word) / 2 % hashes_.size());
        }
    }

    /// True when the word of that hash may be in the query; see data::RuleEntry.
    [[nodiscard]] bool may_have(std::uint32_t hash) const noexcept {
        return hash == 0 || hashes_[hash / 2 % hashes_.size()];
    }

    [[nodiscard]] std::optional<PatternMatch> match(const data::RuleCondition& condition) {
        parts_ = &*condition.pattern;
        if (parts_->empty()) {
            return words_.empty() ? std::optional(PatternMatch{0, 0, {}}) : std::nullopt;
        }
        if (parts_->size() > words_.size()) return std::nullopt;
        const auto anchoring = condition.anchoring;
        takes_alternatives_ = condition.alternatives;
        must_reach_end_ =
            anchoring == data::Anchoring::kIs || anchoring == data::Anchoring::kEndsWith;
        const bool from_start =
            anchoring == data::Anchoring::kIs || anchoring == data::Anchoring::kStartsWith;
        return find_all(from_start ? 1 : words_.size());
    }

private:
    /// Every stretch that matches and begins before `end`, left to right, none overlapping.
    [[nodiscard]] std::optional<PatternMatch> find_all(std::size_t end) {
        PatternMatch found;
        captures_.clear();
        failed_.clear();
        for (std::size_t begin = 0; begin < end;) {
            const auto stop = match_from(0, begin);
            if (!stop) {
                ++begin;
                continue;
            }
            found.begin = std::min(found.begin, static_cast<std::uint32_t>(begin));
            found.num_words += static_cast<std::uint32_t>(*stop - begin);
            begin = *stop;
        }
        if (found.num_words == 0) return std::nullopt;
        found.captures = std::move(captures_);
        return found;
    }

    /// Where the rest of the pattern, from `part`, ends when it begins at the word `at`.
    [[nodiscard]] std::optional<std::size_t> match_from(std::size_t part, std::size_t at) {
        if (part == parts_->size()) {
            return !must_reach_end_ || at == words_.size() ? std::optional(at) : std::nullopt;
        }
        if (at == words_.size()) return std::nullopt;
        const PatternPart& wanted = (*parts_)[part];
        if (!wanted.facet.empty()) return match_facet(part, at);
        return matches_word(wanted.word, words_[at].word) ? match_from(part + 1, at + 1)
                                                          : std::nullopt;
    }

    [[nodiscard]] std::optional<std::size_t> match_facet(std::size_t part, std::size_t at) {
        if (failed_.contains({part, at})) return std::nullopt;
        const std::string& facet = (*parts_)[part].facet;
        for (auto end = std::min(words_.size(), at + kMaxValueWords); end > at; --end) {
            auto value = find_value(facet, at, end);
            if (!value) continue;
            captures_.push_back(std::move(*value));
            if (const auto stop = match_from(part + 1, end)) return stop;
            captures_.pop_back();
        }
        failed_.emplace(part, at);
        return std::nullopt;
    }

    /// The value of `facet` that the words [begin, end) of the query spell.
    [[nodiscard]] std::optional<CapturedValue>
    find_value(const std::string& facet, std::size_t begin, std::size_t end) const {
        const auto first = words_[begin].begin;
        const std::string text = params_.query.substr(first, words_[end - 1].end - first);
        std::string spaced = words_[begin].word;
        for (auto i = begin + 1; i < end; ++i) spaced += ' ' + words_[i].word;
        for (const auto& view : snapshot_.segments) {
            const auto* column = view.columns().facet(facet);
            if (column == nullptr) continue;
            for (const auto& spelling : {text, spaced}) {
                const auto ids = column->find_folded(spelling);
                if (!ids.empty()) {
                    return CapturedValue{facet, std::string(column->value(ids.front())), text};
                }
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] bool matches_word(const std::string& pattern, const std::string& word) {
        if (pattern == word) return true;
        return takes_alternatives_ && (is_near(pattern, word) || has_same_stem(pattern, word));
    }

    [[nodiscard]] bool is_near(const std::string& pattern, const std::string& word) const {
        if (params_.typo_tolerance == data::TypoTolerance::kOff) return false;
        const auto length = data::count_codepoints(pattern);
        const std::uint32_t limit = length >= params_.min_word_size_2_typos  ? 2
                                    : length >= params_.min_word_size_1_typo ? 1
                                                                             : 0;
        return edit_distance(pattern, word, limit) <= limit;
    }

    [[nodiscard]] bool has_same_stem(const std::string& pattern, const std::string& word) {
        if (!stemmers_) stemmers_ = make_stemmers();
        return std::any_of(stemmers_->begin(), stemmers_->end(),
                           [&](auto& stem) { return stem(pattern) == stem(word); });
    }

    [[nodiscard]] std::vector<Xapian::Stem> make_stemmers() const {
        const auto& settings = snapshot_.settings;
        const std::vector<std::string> english = {"en"};
        const auto& languages = !params_.ignore_plurals.empty()     ? params_.ignore_plurals
                                : !params_.query_languages.empty()  ? params_.query_languages
                                : !settings.index_languages.empty() ? settings.index_languages
                                                                    : english;
        std::vector<Xapian::Stem> stemmers;
        for (const auto& language : languages) {
            try {
                stemmers.emplace_back(language);
            } catch (const Xapian::InvalidArgumentError&) {
                // Snowball has no stemmer for this language: it has no plural forms for us.
            }
        }
        return stemmers;
    }

    const Snapshot& snapshot_;
    const data::SearchParams& params_;
    std::vector<data::Token> words_; ///< of the query
    std::bitset<4096> hashes_;       ///< of the words
    std::optional<std::vector<Xapian::Stem>> stemmers_;

    // The pattern under way.
    const std::vector<PatternPart>* parts_ = nullptr;
    bool takes_alternatives_ = false;
    bool must_reach_end_ = false;
    std::vector<CapturedValue> captures_;
    std::set<std::pair<std::size_t, std::size_t>> failed_; ///< (part, word) of facets
};

bool is_same_leaf(const Filter& a, const Filter& b) {
    if (a.kind != b.kind) return false;
    if (a.kind == Filter::Kind::kTag) return a.value == b.value;
    if (data::strip_variants(a.attribute) != data::strip_variants(b.attribute)) return false;
    switch (a.kind) {
    case Filter::Kind::kFacet:
        return data::fold(a.value) == data::fold(b.value);
    case Filter::Kind::kCompare:
        return a.op == b.op && a.low == b.low;
    case Filter::Kind::kRange:
        return a.low == b.low && a.high == b.high;
    case Filter::Kind::kTrue:
    case Filter::Kind::kAnd:
    case Filter::Kind::kOr:
    case Filter::Kind::kNot:
    case Filter::Kind::kTag:
        break;
    }
    return false;
}

/// True when the shopper selected what `leaf` says: alone, with others, or as one of several
/// values, but not by excluding it.
bool selects(const Filter& filter, const Filter& leaf) {
    switch (filter.kind) {
    case Filter::Kind::kTrue:
    case Filter::Kind::kNot:
        return false;
    case Filter::Kind::kAnd:
    case Filter::Kind::kOr:
        return std::any_of(filter.children.begin(), filter.children.end(),
                           [&](const Filter& child) { return selects(child, leaf); });
    case Filter::Kind::kFacet:
    case Filter::Kind::kTag:
    case Filter::Kind::kCompare:
    case Filter::Kind::kRange:
        break;
    }
    return is_same_leaf(filter, leaf);
}

bool selects(const data::SearchParams& params, const Filter& leaf) {
    return selects(params.filters, leaf) || selects(params.facet_filters, leaf) ||
           selects(params.numeric_filters, leaf) || selects(params.tag_filters, leaf);
}

bool selects_all(const data::SearchParams& params, const Filter& condition) {
    if (condition.kind == Filter::Kind::kTrue) return true;
    if (condition.kind != Filter::Kind::kAnd) return selects(params, condition);
    return std::all_of(condition.children.begin(), condition.children.end(),
                       [&](const Filter& leaf) { return selects(params, leaf); });
}

std::uint32_t num_leaves(const Filter& condition) {
    if (condition.kind == Filter::Kind::kTrue) return 0;
    const auto num_children = static_cast<std::uint32_t>(condition.children.size());
    return condition.kind == Filter::Kind::kAnd ? num_children : 1;
}

/// Less is earlier; see trigger_rules(). The objectID breaks ties: rules are visited by it.
using Precedence =
    std::tuple<std::uint32_t, std::int64_t, std::uint32_t, bool, bool, std::ptrdiff_t, bool>;

Precedence precedence_of(const data::Rule& rule, const data::RuleCondition& condition,
                         const PatternMatch& match) {
    const std::uint32_t num_filters = num_leaves(condition.filters);
    std::ptrdiff_t num_facets = 0;
    if (condition.pattern) {
        num_facets = std::count_if(condition.pattern->begin(), condition.pattern->end(),
                                   [](const PatternPart& part) { return !part.facet.empty(); });
    }
    return {match.begin,
            -(std::int64_t{match.num_words} + num_filters),
            static_cast<std::uint32_t>(condition.anchoring),
            condition.context.empty(),
            num_filters == 0,
            num_facets,
            rule.validity.empty()};
}

struct Trigger {
    Precedence precedence;
    TriggeredRule triggered;
};

/// How a rule is triggered by the best of its conditions.
std::optional<Trigger> trigger(const data::Rule& rule, const data::SearchParams& params,
                               PatternMatcher& matcher) {
    static const std::vector<data::RuleCondition> kAlways(1);
    std::optional<Trigger> best;
    for (const auto& condition : rule.conditions.empty() ? kAlways : rule.conditions) {
        const auto& contexts = params.rule_contexts;
        if (!condition.context.empty() &&
            std::find(contexts.begin(), contexts.end(), condition.context) == contexts.end()) {
            continue;
        }
        auto match = condition.pattern ? matcher.match(condition) : PatternMatch();
        if (!match || !selects_all(params, condition.filters)) continue;
        auto precedence = precedence_of(rule, condition, *match);
        if (best && best->precedence <= precedence) continue;
        best = {std::move(precedence), {&rule, std::move(match->captures)}};
    }
    return best;
}

} // namespace

std::vector<TriggeredRule> trigger_rules(const data::RuleSet& rules, const Snapshot& snapshot,
                                         const data::SearchParams& params, std::int64_t now) {
    PatternMatcher matcher(snapshot, params);
    std::vector<Trigger> triggers;
    for (const auto& rule : rules.rules()) {
        if (!matcher.may_have(rule.required_word) || !rule->is_active(now)) continue;
        if (auto found = trigger(*rule.rule, params, matcher))
            triggers.push_back(std::move(*found));
    }
    std::stable_sort(triggers.begin(), triggers.end(),
                     [](const auto& a, const auto& b) { return a.precedence < b.precedence; });
    std::vector<TriggeredRule> triggered;
    for (auto& found : triggers) triggered.push_back(std::move(found.triggered));
    return triggered;
}

} // namespace aisle::search
