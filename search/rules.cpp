#include "search/rules.h"

#include <algorithm>
#include <set>
#include <utility>

#include "data/json.h"
#include "data/search_params_parser.h"
#include "data/text.h"
#include "search/rule_triggers.h"

// Rules act before anything else looks at the request, so the search below sees one set of
// parameters and knows nothing of rules; only pins and hidden products are handed on. Where rules
// collide the most specific one wins: things that override each other are therefore applied from
// the last rule to the first, things that are taken once from the first to the last.

namespace aisle::search {

using data::Filter;

namespace {

using Triggered = std::vector<TriggeredRule>;

Filter both(Filter a, Filter b) {
    if (a.kind == Filter::Kind::kTrue) return b;
    if (b.kind == Filter::Kind::kTrue) return a;
    Filter all;
    all.kind = Filter::Kind::kAnd;
    for (auto* filter : {&a, &b}) {
        if (filter->kind == Filter::Kind::kAnd) {
            for (auto& child : filter->children) all.children.push_back(std::move(child));
        } else {
            all.children.push_back(std::move(*filter));
        }
    }
    return all;
}

template <class Value>
void add_missing(std::vector<Value>& list, std::vector<Value> added) {
    for (auto& value : added) {
        if (std::find(list.begin(), list.end(), value) == list.end()) {
            list.push_back(std::move(value));
        }
    }
}

/// Lays the parameters of one rule over those of the request.
void apply_params(const data::RuleConsequence& consequence, data::SearchParams& params) {
    if (consequence.params_json == "{}") return;
    data::SearchParams edited = params;
    edited.filters = edited.facet_filters = edited.numeric_filters = edited.tag_filters = {};
    edited.optional_filters.clear();
    edited.facets.clear();
    edited.disjunctive_facets.clear();
    const rapidjson::Document json = data::parse_json(consequence.params_json);
    data::apply_search_params(data::JsonAt(json), edited);
    for (const auto member :
         {&data::SearchParams::filters, &data::SearchParams::facet_filters,
          &data::SearchParams::numeric_filters, &data::SearchParams::tag_filters}) {
        edited.*member = both(std::move(params.*member), std::move(edited.*member));
    }
    for (const auto member :
         {&data::SearchParams::facets, &data::SearchParams::disjunctive_facets}) {
        auto added = std::move(edited.*member);
        edited.*member = std::move(params.*member);
        add_missing(edited.*member, std::move(added));
    }
    auto added = std::move(edited.optional_filters);
    edited.optional_filters = std::move(params.optional_filters);
    add_missing(edited.optional_filters, std::move(added));
    params = std::move(edited);
}

/// One kOr group for every value that was captured, or one for all where they are ORed.
std::vector<Filter> automatic_groups(const std::vector<data::AutomaticFilter>& filters,
                                     const std::vector<CapturedValue>& captures) {
    std::vector<Filter> groups;
    for (const auto& automatic : filters) {
        Filter group;
        group.kind = Filter::Kind::kOr;
        for (const auto& captured : captures) {
            if (captured.facet != automatic.facet) continue;
            Filter leaf;
            leaf.kind = Filter::Kind::kFacet;
            leaf.attribute = captured.facet;
            leaf.value = captured.value;
            leaf.score = automatic.score;
            group.children.push_back(std::move(leaf));
            if (!automatic.disjunctive) {
                groups.push_back(group);
                group.children.clear();
            }
        }
        if (!group.children.empty()) groups.push_back(std::move(group));
    }
    return groups;
}

void apply_automatic_filters(const TriggeredRule& triggered, data::SearchParams& params) {
    const auto& consequence = triggered.rule->consequence;
    Filter all;
    all.children = automatic_groups(consequence.automatic_filters, triggered.captures);
    if (!all.children.empty()) {
        all.kind = Filter::Kind::kAnd;
        params.facet_filters = both(std::move(params.facet_filters), std::move(all));
    }
    add_missing(params.optional_filters,
                automatic_groups(consequence.automatic_optional_filters, triggered.captures));
}

void edit_query(const Triggered& triggered, const std::string& separators, std::string& query) {
    const auto replacing = std::find_if(triggered.begin(), triggered.end(), [](const auto& t) {
        return t.rule->consequence.query.has_value();
    });
    if (replacing != triggered.end()) query = *replacing->rule->consequence.query;
    for (const auto& [rule, captures] : triggered) {
        for (const auto& edit : rule->consequence.edits) {
            const auto facet = data::facet_placeholder(edit.from);
            if (facet.empty()) {
                query = replace_words(query, edit.from, edit.to, separators);
                continue;
            }
            for (const auto& captured : captures) {
                if (captured.facet != facet) continue;
                query = replace_words(query, captured.text, edit.to, separators);
            }
        }
    }
}

/// Lays `top` over `base`: members of objects one by one, anything else as a whole.
void merge_json(rapidjson::Value& base, const rapidjson::Value& top,
                rapidjson::Document::AllocatorType& allocator) {
    for (const auto& member : top.GetObject()) {
        if (!base.HasMember(member.name)) {
            base.AddMember(rapidjson::Value(member.name, allocator),
                           rapidjson::Value(member.value, allocator), allocator);
            continue;
        }
        auto& existing = base[member.name];
        if (existing.IsObject() && member.value.IsObject()) {
            merge_json(existing, member.value, allocator);
        } else {
            existing.CopyFrom(member.value, allocator);
        }
    }
}

void merge_rendering_content(const std::string& top, std::string& content) {
    if (top.empty()) return;
    rapidjson::Document merged = data::parse_json(content.empty() ? "{}" : content);
    merge_json(merged, data::parse_json(top), merged.GetAllocator());
    content = data::to_json_text(merged);
}

/// Takes from each rule what it says about products that no rule before it spoke of.
void take_products(const data::RuleConsequence& consequence, std::set<std::string>& decided,
                   AppliedRules& applied) {
    for (const auto& id : consequence.hide) {
        if (decided.insert(id).second) applied.hidden.push_back(id);
    }
    for (const auto& promotion : consequence.promote) {
        PinRequest request{{}, promotion.position, consequence.filter_promotes};
        for (const auto& id : promotion.object_ids) {
            if (decided.insert(id).second) request.object_ids.push_back(id);
        }
        if (!request.object_ids.empty()) applied.pins.push_back(std::move(request));
    }
}

} // namespace

AppliedRules apply_rules(const data::RuleSet& rules, const Snapshot& snapshot,
                         data::SearchParams& params, std::int64_t now) {
    AppliedRules applied;
    if (!params.enable_rules || rules.size() == 0) return applied;
    const Triggered triggered = trigger_rules(rules, snapshot, params, now);
    if (triggered.empty()) return applied;
    edit_query(triggered, snapshot.settings.separators_to_index, params.query);
    for (auto it = triggered.rbegin(); it != triggered.rend(); ++it) {
        apply_params(it->rule->consequence, params);
        merge_rendering_content(it->rule->consequence.rendering_content_json,
                                params.rendering_content_json);
    }
    std::set<std::string> decided;
    for (const auto& each : triggered) {
        const auto& consequence = each.rule->consequence;
        apply_automatic_filters(each, params);
        take_products(consequence, decided, applied);
        if (!consequence.user_data_json.empty()) {
            applied.user_data.push_back(consequence.user_data_json);
        }
        applied.ids.push_back(each.rule->object_id);
    }
    data::finish_search_params(snapshot.settings, params);
    return applied;
}

std::string replace_words(const std::string& query, std::string_view words, std::string_view to,
                          std::string_view separators_to_index) {
    const auto wanted = data::tokenize(words, separators_to_index);
    const auto tokens = data::tokenize(query, separators_to_index);
    if (wanted.empty()) return query;
    std::string edited;
    std::size_t copied = 0; // bytes of the query that were dealt with
    const auto copy_until = [&](std::size_t end) {
        const bool joins_spaces = edited.empty() || edited.back() == ' ';
        while (joins_spaces && copied > 0 && copied < end && query[copied] == ' ') ++copied;
        edited.append(query, copied, end - copied);
        copied = end;
    };
    for (std::size_t i = 0; i + wanted.size() <= tokens.size();) {
        const bool is_here = std::equal(
            wanted.begin(), wanted.end(), tokens.begin() + static_cast<std::ptrdiff_t>(i),
            [](const auto& a, const auto& b) { return a.word == b.word; });
        if (!is_here) {
            ++i;
            continue;
        }
        copy_until(tokens[i].begin);
        edited += to;
        i += wanted.size();
        copied = tokens[i - 1].end;
    }
    if (copied == 0) return query;
    copy_until(query.size());
    while (edited.ends_with(' ')) edited.pop_back();
    return edited;
}

} // namespace aisle::search
