#include "data/rule_set.h"

#include <algorithm>
#include <functional>

#include "data/param_values.h"
#include "data/text.h"

namespace aisle::data {
namespace {

constexpr std::uint32_t kMaxHitsPerPage = 1000;
constexpr std::uint32_t kMaxPage = 1'000'000;

using Rules = RuleSet::Rules;

auto place_of(Rules& rules, std::string_view object_id) {
    return std::lower_bound(
        rules.begin(), rules.end(), object_id,
        [](const auto& rule, std::string_view id) { return rule->object_id < id; });
}

void insert(Rules& rules, RuleEntry entry) {
    const auto place = place_of(rules, entry->object_id);
    if (place != rules.end() && (*place)->object_id == entry->object_id)
        *place = std::move(entry);
    else
        rules.insert(place, std::move(entry));
}

/// See RuleEntry. Only rules with one condition are worth the thought: nearly all are.
std::uint32_t required_word_of(const Rule& rule) {
    if (rule.conditions.size() != 1) return 0;
    const RuleCondition& condition = rule.conditions.front();
    if (!condition.pattern || condition.alternatives) return 0;
    const auto word = std::find_if(condition.pattern->begin(), condition.pattern->end(),
                                   [](const PatternPart& part) { return !part.word.empty(); });
    return word == condition.pattern->end() ? 0 : word_hash(word->word);
}

bool matches_words(const Rule& rule, const std::vector<Token>& words) {
    return std::all_of(words.begin(), words.end(), [&](const Token& token) {
        return std::any_of(rule.search_words.begin(), rule.search_words.end(),
                           [&](const auto& word) { return word.starts_with(token.word); });
    });
}

bool matches(const Rule& rule, const RuleQuery& query, const std::vector<Token>& words) {
    if (query.enabled && rule.enabled != *query.enabled) return false;
    const auto has_condition = [&](auto&& holds) {
        return std::any_of(rule.conditions.begin(), rule.conditions.end(), holds);
    };
    if (query.anchoring && !has_condition([&](const RuleCondition& condition) {
            return condition.pattern && condition.anchoring == *query.anchoring;
        }))
        return false;
    if (!query.context.empty() && !has_condition([&](const RuleCondition& condition) {
            return condition.context == query.context;
        }))
        return false;
    return matches_words(rule, words);
}

} // namespace

std::uint32_t word_hash(std::string_view word) noexcept {
    return static_cast<std::uint32_t>(std::hash<std::string_view>()(word)) | 1U;
}

RuleEntry::RuleEntry(Rule parsed)
    : rule(std::make_shared<const Rule>(std::move(parsed))),
      required_word(required_word_of(*rule)) {}

RuleSet RuleSet::parse(std::string_view json) {
    const rapidjson::Document document = parse_json(json);
    const JsonAt at(document);
    RuleSet set = RuleSet().with_batch(at, true);
    if (set.size() != document.Size()) at.fail_with("expected every objectID once");
    return set;
}

std::string RuleSet::to_json() const {
    std::string json = "[";
    for (const auto& rule : rules_) {
        if (json.size() > 1) json += ',';
        json += rule->json;
    }
    return json + "]";
}

std::shared_ptr<const Rule> RuleSet::find(std::string_view object_id) const {
    const auto place = std::lower_bound(
        rules_.begin(), rules_.end(), object_id,
        [](const auto& rule, std::string_view id) { return rule->object_id < id; });
    return place != rules_.end() && (*place)->object_id == object_id ? place->rule : nullptr;
}

RuleSet RuleSet::with(const JsonAt& rule, std::string_view object_id) const {
    rule.require_object();
    const rapidjson::Value* const named = find_member(rule.value(), "objectID");
    rapidjson::Document completed;
    if (named == nullptr) {
        completed.CopyFrom(rule.value(), completed.GetAllocator());
        completed.AddMember("objectID", std::string(object_id), completed.GetAllocator());
    }
    const JsonAt whole = named == nullptr ? rule.replaced_by(completed) : rule;
    Rule parsed = parse_rule(whole);
    if (parsed.object_id != object_id)
        rule.fail_with("objectID: expected \"" + excerpt(object_id) +
                       "\" as in the address, got \"" + excerpt(parsed.object_id) + "\"");
    Rules rules = rules_;
    insert(rules, RuleEntry(std::move(parsed)));
    return RuleSet(std::move(rules));
}

RuleSet RuleSet::with_batch(const JsonAt& rules, bool clear_existing) const {
    rules.require_array();
    Rules all = clear_existing ? Rules() : rules_;
    for (rapidjson::SizeType i = 0; i < rules.value().Size(); ++i) {
        const JsonAt element = rules.element(i);
        all.emplace_back(parse_rule(element));
    }
    // Later ones stand behind earlier ones with the same objectID: the last of each is kept.
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a->object_id < b->object_id; });
    const auto first_kept = std::unique(all.rbegin(), all.rend(), [](const auto& a, const auto& b) {
        return a->object_id == b->object_id;
    });
    all.erase(all.begin(), first_kept.base());
    return RuleSet(std::move(all));
}

RuleSet RuleSet::without(std::string_view object_id) const {
    Rules rules = rules_;
    std::erase_if(rules, [&](const auto& rule) { return rule->object_id == object_id; });
    return RuleSet(std::move(rules));
}

RulePage RuleSet::search(const RuleQuery& query) const {
    const auto words = tokenize(query.text);
    const std::uint64_t begin = std::uint64_t{query.page} * query.hits_per_page;
    RulePage page;
    for (const auto& rule : rules_) {
        if (!matches(*rule.rule, query, words)) continue;
        const std::uint64_t place = page.num_hits++;
        if (place >= begin && page.hits.size() < query.hits_per_page)
            page.hits.push_back(rule.rule);
    }
    page.num_pages = (page.num_hits + query.hits_per_page - 1) / query.hits_per_page;
    return page;
}

RuleQuery parse_rule_query(const JsonAt& at) {
    at.require_object();
    RuleQuery query;
    for (const auto& entry : at.value().GetObject()) {
        const JsonAt member = at.member(entry);
        const std::string_view name = string_of(entry.name);
        if (entry.value.IsNull()) continue;
        if (name == "query")
            query.text = member.as_string();
        else if (name == "anchoring")
            query.anchoring = read_anchoring(member);
        else if (name == "context")
            query.context = member.as_string();
        else if (name == "enabled")
            query.enabled = read_flag(member);
        else if (name == "page")
            query.page = read_count(member, 0, kMaxPage);
        else if (name == "hitsPerPage")
            query.hits_per_page = read_count(member, 1, kMaxHitsPerPage);
        else
            member.fail_with("unknown member; expected query, anchoring, context, enabled, page "
                             "or hitsPerPage");
    }
    return query;
}

} // namespace aisle::data
