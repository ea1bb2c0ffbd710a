#include "data/rule.h"

#include <algorithm>
#include <span>

#include "data/error.h"
#include "data/filter_parser.h"
#include "data/param_values.h"
#include "data/search_params_parser.h"
#include "data/text.h"

// A rule is read in two ways at once: into typed values that a search can use without looking at
// JSON again, and as the JSON it came as, which is what is stored and shown. Everything that could
// fail when the rule is used is tried here, so that a rule that was accepted always works: its
// filters are parsed, and its search parameters are applied to a search that nobody sees.

namespace aisle::data {
namespace {

// The bounds of the protocol.
constexpr std::size_t kMaxConditions = 25;
constexpr std::size_t kMaxPromoted = 300;
constexpr std::size_t kMaxHidden = 50;
constexpr std::size_t kMaxUserDataBytes = 1024;
constexpr std::int64_t kMaxPosition = 300;

constexpr std::string_view kAnchorings[] = {"is", "startsWith", "endsWith", "contains"};
constexpr std::string_view kPlaceholderBegin = "{facet:";

/// How one member of an object is read.
template <class Target>
struct Member {
    std::string_view name;
    void (*read)(const JsonAt& at, Target& target);
};

/// Reads the members of an object by a table. Null stands for absent.
template <class Target>
void read_members(const JsonAt& at, std::span<const Member<Target>> members, Target& target) {
    at.require_object();
    for (const auto& entry : at.value().GetObject()) {
        const JsonAt member = at.member(entry);
        const std::string_view name = string_of(entry.name);
        const auto known = std::find_if(members.begin(), members.end(),
                                        [&](const auto& m) { return m.name == name; });
        if (known == members.end()) {
            std::vector<std::string_view> names;
            for (const auto& m : members) names.push_back(m.name);
            member.fail_with("unknown member" + suggestion(name, names));
        }
        if (!entry.value.IsNull()) known->read(member, target);
    }
}

/// Calls `read` for every element of an array.
template <class Read>
void for_each_element(const JsonAt& at, Read&& read) {
    at.require_array();
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i) {
        const JsonAt element = at.element(i);
        read(element);
    }
}

std::string read_id(const JsonAt& at) {
    if (at.as_string().empty()) at.fail("an objectID");
    return std::string(at.as_string());
}

void require_member(const JsonAt& at, bool is_there, const char* name) {
    if (!is_there) at.fail_with(std::string("expected a member ") + name);
}

void require_at_most(const JsonAt& at, std::size_t size, std::size_t limit) {
    if (size > limit)
        at.fail_with("expected at most " + std::to_string(limit) + ", got " + std::to_string(size));
}

bool is_leaf(const Filter& filter) {
    return filter.kind == Filter::Kind::kFacet || filter.kind == Filter::Kind::kTag ||
           filter.kind == Filter::Kind::kCompare || filter.kind == Filter::Kind::kRange;
}

/// A condition is about what the shopper selected; there is no selecting of an OR or a NOT.
Filter read_condition_filters(const JsonAt& at) {
    Filter filter;
    try {
        filter = parse_filters(at.as_string());
    } catch (const Error& error) {
        at.fail_with(error.what());
    }
    const bool is_fine = filter.kind == Filter::Kind::kTrue || is_leaf(filter) ||
                         (filter.kind == Filter::Kind::kAnd &&
                          std::all_of(filter.children.begin(), filter.children.end(), is_leaf));
    if (!is_fine) at.fail("filters combined with AND only");
    return filter;
}

constexpr Member<RuleCondition> kConditionMembers[] = {
    {"pattern",
     [](const JsonAt& at, RuleCondition& c) { c.pattern = parse_pattern(at.as_string()); }},
    {"anchoring", [](const JsonAt& at, RuleCondition& c) { c.anchoring = read_anchoring(at); }},
    {"alternatives", [](const JsonAt& at, RuleCondition& c) { c.alternatives = read_flag(at); }},
    {"context", [](const JsonAt& at, RuleCondition& c) { c.context = at.as_string(); }},
    {"filters", [](const JsonAt& at, RuleCondition& c) { c.filters = read_condition_filters(at); }},
};

RuleCondition parse_condition(const JsonAt& at) {
    RuleCondition condition;
    read_members<RuleCondition>(at, kConditionMembers, condition);
    const auto* anchoring = find_member(at.value(), "anchoring");
    const bool is_anchored = anchoring != nullptr && !anchoring->IsNull();
    if (condition.pattern.has_value() != is_anchored)
        at.fail_with("expected pattern and anchoring together, or neither");
    if (condition.pattern && condition.pattern->empty() && condition.anchoring != Anchoring::kIs)
        at.fail_with("a pattern without words is only allowed with anchoring is");
    return condition;
}

void read_object_ids(const JsonAt& at, Promotion& promotion) {
    for_each_element(at, [&](const JsonAt& id) { promotion.object_ids.push_back(read_id(id)); });
}

constexpr Member<Promotion> kPromotionMembers[] = {
    {"objectID", [](const JsonAt& at, Promotion& p) { p.object_ids.push_back(read_id(at)); }},
    {"objectIDs", read_object_ids},
    {"position",
     [](const JsonAt& at, Promotion& p) {
         p.position = static_cast<std::uint32_t>(at.as_integer(0, kMaxPosition));
     }},
};

void read_promote(const JsonAt& at, RuleConsequence& consequence) {
    std::size_t num_promoted = 0;
    for_each_element(at, [&](const JsonAt& item) {
        Promotion promotion;
        read_members<Promotion>(item, kPromotionMembers, promotion);
        require_member(item, !promotion.object_ids.empty(), "objectID or objectIDs");
        require_member(item, find_member(item.value(), "position") != nullptr, "position");
        num_promoted += promotion.object_ids.size();
        consequence.promote.push_back(std::move(promotion));
    });
    require_at_most(at, num_promoted, kMaxPromoted);
}

constexpr Member<std::string> kHideMembers[] = {
    {"objectID", [](const JsonAt& at, std::string& id) { id = read_id(at); }},
};

void read_hide(const JsonAt& at, RuleConsequence& consequence) {
    for_each_element(at, [&](const JsonAt& item) {
        std::string id;
        read_members<std::string>(item, kHideMembers, id);
        require_member(item, !id.empty(), "objectID");
        consequence.hide.push_back(std::move(id));
    });
    require_at_most(at, consequence.hide.size(), kMaxHidden);
}

constexpr std::string_view kEditTypes[] = {"remove", "replace"};

/// An edit as written, before its parts are compared.
struct WrittenEdit {
    QueryEdit edit;
    bool replaces = false;
};

constexpr Member<WrittenEdit> kEditMembers[] = {
    {"type",
     [](const JsonAt& at, WrittenEdit& w) { w.replaces = read_choice(at, kEditTypes) == 1; }},
    {"delete", [](const JsonAt& at, WrittenEdit& w) { w.edit.from = at.as_string(); }},
    {"insert", [](const JsonAt& at, WrittenEdit& w) { w.edit.to = at.as_string(); }},
};

void read_edits(const JsonAt& at, RuleConsequence& consequence) {
    for_each_element(at, [&](const JsonAt& item) {
        WrittenEdit written;
        read_members<WrittenEdit>(item, kEditMembers, written);
        require_member(item, !written.edit.from.empty(), "delete");
        if (written.replaces != !written.edit.to.empty())
            item.fail_with("expected type replace with insert, or type remove without it");
        consequence.edits.push_back(std::move(written.edit));
    });
}

void read_removed_words(const JsonAt& at, RuleConsequence& consequence) {
    for_each_element(at, [&](const JsonAt& word) {
        consequence.edits.push_back({std::string(word.as_string()), ""});
    });
}

constexpr Member<RuleConsequence> kQueryMembers[] = {
    {"remove", read_removed_words},
    {"edits", read_edits},
};

void read_query(const JsonAt& at, RuleConsequence& consequence) {
    if (at.value().IsString())
        consequence.query = at.as_string();
    else
        read_members<RuleConsequence>(at, kQueryMembers, consequence);
}

constexpr Member<AutomaticFilter> kAutomaticFilterMembers[] = {
    {"facet", [](const JsonAt& at, AutomaticFilter& f) { f.facet = at.as_string(); }},
    {"score",
     [](const JsonAt& at, AutomaticFilter& f) {
         constexpr std::int64_t kMaxScore = 1'000'000;
         f.score = static_cast<int>(at.as_integer(-kMaxScore, kMaxScore));
     }},
    {"disjunctive", [](const JsonAt& at, AutomaticFilter& f) { f.disjunctive = read_flag(at); }},
};

std::vector<AutomaticFilter> parse_automatic_filters(const JsonAt& at) {
    std::vector<AutomaticFilter> filters;
    for_each_element(at, [&](const JsonAt& item) {
        AutomaticFilter filter;
        if (item.value().IsString())
            filter.facet = item.as_string();
        else
            read_members<AutomaticFilter>(item, kAutomaticFilterMembers, filter);
        require_member(item, !filter.facet.empty(), "facet");
        filters.push_back(std::move(filter));
    });
    return filters;
}

void read_object_text(const JsonAt& at, std::string& text) {
    at.require_object();
    text = to_json_text(at.value());
}

constexpr Member<RuleConsequence> kOwnParams[] = {
    {"query", read_query},
    {"automaticFacetFilters",
     [](const JsonAt& at, RuleConsequence& c) {
         c.automatic_filters = parse_automatic_filters(at);
     }},
    {"automaticOptionalFacetFilters",
     [](const JsonAt& at, RuleConsequence& c) {
         c.automatic_optional_filters = parse_automatic_filters(at);
     }},
    {"renderingContent",
     [](const JsonAt& at, RuleConsequence& c) { read_object_text(at, c.rendering_content_json); }},
};

/// The members that mean something else in a rule than in a search are read here; the rest is
/// kept as an object of search parameters.
void read_params(const JsonAt& at, RuleConsequence& consequence) {
    at.require_object();
    rapidjson::Document rest(rapidjson::kObjectType);
    SearchParams unseen;
    for (const auto& entry : at.value().GetObject()) {
        const JsonAt member = at.member(entry);
        const auto* const own =
            std::find_if(std::begin(kOwnParams), std::end(kOwnParams),
                         [&](const auto& m) { return m.name == string_of(entry.name); });
        if (own != std::end(kOwnParams)) {
            if (!entry.value.IsNull()) own->read(member, consequence);
            continue;
        }
        rest.AddMember(rapidjson::Value(entry.name, rest.GetAllocator()),
                       rapidjson::Value(entry.value, rest.GetAllocator()), rest.GetAllocator());
    }
    apply_search_params(at.replaced_by(rest), unseen);
    consequence.params_json = to_json_text(rest);
}

void read_user_data(const JsonAt& at, RuleConsequence& consequence) {
    read_object_text(at, consequence.user_data_json);
    if (consequence.user_data_json.size() > kMaxUserDataBytes)
        at.fail_with("expected at most " + std::to_string(kMaxUserDataBytes) +
                     " bytes of JSON, got " + std::to_string(consequence.user_data_json.size()));
}

constexpr Member<RuleConsequence> kConsequenceMembers[] = {
    {"params", read_params},
    {"promote", read_promote},
    {"filterPromotes",
     [](const JsonAt& at, RuleConsequence& c) { c.filter_promotes = read_flag(at); }},
    {"hide", read_hide},
    {"userData", read_user_data},
};

using Period = std::pair<std::int64_t, std::int64_t>;

constexpr std::int64_t kAnyTime = 9'007'199'254'740'992; // 2^53: exact in any JSON reader

constexpr Member<Period> kPeriodMembers[] = {
    {"from", [](const JsonAt& at, Period& p) { p.first = at.as_integer(0, kAnyTime); }},
    {"until", [](const JsonAt& at, Period& p) { p.second = at.as_integer(0, kAnyTime); }},
};

void read_validity(const JsonAt& at, Rule& rule) {
    for_each_element(at, [&](const JsonAt& item) {
        Period period{0, kAnyTime};
        read_members<Period>(item, kPeriodMembers, period);
        if (period.first >= period.second) item.fail("from before until");
        rule.validity.push_back(period);
    });
}

void read_conditions(const JsonAt& at, Rule& rule) {
    for_each_element(at,
                     [&](const JsonAt& item) { rule.conditions.push_back(parse_condition(item)); });
    require_at_most(at, rule.conditions.size(), kMaxConditions);
}

constexpr Member<Rule> kRuleMembers[] = {
    {"objectID", [](const JsonAt& at, Rule& r) { r.object_id = read_id(at); }},
    {"conditions", read_conditions},
    {"condition", [](const JsonAt& at, Rule& r) { r.conditions.push_back(parse_condition(at)); }},
    {"consequence",
     [](const JsonAt& at, Rule& r) {
         read_members<RuleConsequence>(at, kConsequenceMembers, r.consequence);
     }},
    {"enabled", [](const JsonAt& at, Rule& r) { r.enabled = read_flag(at); }},
    {"validity", read_validity},
    {"description", [](const JsonAt& at, Rule& r) { r.description = at.as_string(); }},
    {"tags", [](const JsonAt& at, Rule& r) { r.tags = read_names(at); }},
    {"scope", [](const JsonAt& at, Rule& r) { r.scope = at.as_string(); }},
};

/// The object without what answers of the protocol add to it.
rapidjson::Document without_answer_members(const JsonAt& at) {
    rapidjson::Document kept(rapidjson::kObjectType);
    for (const auto& entry : at.value().GetObject()) {
        if (string_of(entry.name).starts_with('_')) continue;
        kept.AddMember(rapidjson::Value(entry.name, kept.GetAllocator()),
                       rapidjson::Value(entry.value, kept.GetAllocator()), kept.GetAllocator());
    }
    return kept;
}

std::vector<std::string> words_to_search(const Rule& rule) {
    std::string text = rule.object_id + ' ' + rule.description;
    for (const auto& tag : rule.tags) text += ' ' + tag;
    for (const auto& condition : rule.conditions) {
        if (!condition.pattern) continue;
        for (const auto& part : *condition.pattern) text += ' ' + part.word + ' ' + part.facet;
    }
    std::vector<std::string> words;
    for (auto& token : tokenize(text)) words.push_back(std::move(token.word));
    return words;
}

} // namespace

bool Rule::is_active(std::int64_t now) const noexcept {
    if (!enabled) return false;
    return validity.empty() || std::any_of(validity.begin(), validity.end(), [&](const auto& p) {
               return p.first <= now && now < p.second;
           });
}

Rule parse_rule(const JsonAt& at) {
    at.require_object();
    const rapidjson::Document kept = without_answer_members(at);
    const JsonAt object = at.replaced_by(kept);
    if (find_member(kept, "condition") != nullptr && find_member(kept, "conditions") != nullptr)
        at.fail_with("expected conditions or condition, got both");
    Rule rule;
    read_members<Rule>(object, kRuleMembers, rule);
    require_member(object, !rule.object_id.empty(), "objectID");
    const auto* consequence = find_member(kept, "consequence");
    require_member(object, consequence != nullptr && !consequence->IsNull(), "consequence");
    rule.json = to_json_text(kept);
    rule.search_words = words_to_search(rule);
    return rule;
}

std::vector<PatternPart> parse_pattern(std::string_view text) {
    std::vector<PatternPart> parts;
    const auto add_words = [&](std::string_view words) {
        for (auto& token : tokenize(words)) parts.push_back({std::move(token.word), ""});
    };
    while (!text.empty()) {
        const std::size_t begin = text.find(kPlaceholderBegin);
        const std::size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
        if (end == std::string_view::npos) break;
        add_words(text.substr(0, begin));
        const std::string_view facet = facet_placeholder(text.substr(begin, end + 1 - begin));
        if (!facet.empty()) parts.push_back({"", std::string(facet)});
        text.remove_prefix(end + 1);
    }
    add_words(text);
    return parts;
}

std::string_view facet_placeholder(std::string_view text) noexcept {
    if (!text.starts_with(kPlaceholderBegin) || !text.ends_with('}')) return {};
    return text.substr(kPlaceholderBegin.size(), text.size() - kPlaceholderBegin.size() - 1);
}

std::string_view name_of(Anchoring anchoring) noexcept {
    return kAnchorings[static_cast<std::size_t>(anchoring)];
}

Anchoring read_anchoring(const JsonAt& at) {
    return static_cast<Anchoring>(read_choice(at, kAnchorings));
}

} // namespace aisle::data
