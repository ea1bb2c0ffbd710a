#include "search/facet_answers.h"

#include <algorithm>
#include <map>

#include "data/facet_presentation.h"
#include "search/kept_pass.h"

namespace aisle::search {

namespace {

std::vector<Matching> all_matching(TextSearch& text) {
    std::vector<Matching> matching;
    for (const auto& matches : text.matches()) matching.push_back(matches.matching);
    return matching;
}

/// Effective prices, sellers and stock are there whether they are declared or not.
bool is_computed(const ShopRules& rules, std::string_view path) {
    return rules.is_price(path) || rules.is_seller(path) || rules.is_location(path);
}

const data::FacetAttribute* find_declared(const data::Settings& settings, std::string_view path) {
    const auto found =
        std::find_if(settings.attributes_for_faceting.begin(),
                     settings.attributes_for_faceting.end(), [&](const auto& facet) {
                         return data::strip_variants(facet.path) == data::strip_variants(path);
                     });
    return found == settings.attributes_for_faceting.end() ? nullptr : &*found;
}

/// The attributes to count: those asked for that are declared, each once.
/// Lifetime: borrows the names.
std::vector<std::string_view> facets_to_count(const data::SearchParams& params,
                                              const data::Settings& settings,
                                              const ShopRules& rules) {
    std::vector<std::string_view> names;
    const auto add = [&](std::string_view name) {
        const auto* declared = find_declared(settings, name);
        const bool is_facet =
            declared != nullptr ? !declared->filter_only : is_computed(rules, name);
        if (!is_facet) return;
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    for (const auto& name : params.facets) {
        if (name != "*") {
            add(name);
            continue;
        }
        for (const auto& facet : settings.attributes_for_faceting) add(facet.path);
    }
    for (const auto& name : params.disjunctive_facets) add(name);
    return names;
}

/// True when an attribute is counted with its own refinements left out, and has some.
bool is_left_out(const data::SearchParams& params, const TextSearch& text,
                 std::string_view attribute) {
    const auto& disjunctive = params.disjunctive_facets;
    return std::find(disjunctive.begin(), disjunctive.end(), attribute) != disjunctive.end() &&
           text.has_refinements_on(attribute);
}

/// The groups to count for an attribute; null where products are counted.
const ProductGroups* groups_to_count(const Snapshot& snapshot, const data::SearchParams& params,
                                     const ProductGroups* groups, std::string_view attribute) {
    if (groups == nullptr) return nullptr;
    const auto* declared = find_declared(snapshot.settings, attribute);
    const bool by_group =
        params.faceting_after_distinct || (declared != nullptr && declared->after_distinct);
    return by_group ? groups : nullptr;
}

/// Takes out the values that are not shown, and keeps the first `limit` of the others.
void keep_shown(FacetCounts& facet, const data::HiddenValues& hidden, std::size_t limit) {
    const auto found = hidden.find(facet.attribute);
    if (found != hidden.end()) {
        std::erase_if(facet.values,
                      [&](const auto& value) { return found->second.contains(value.first); });
    }
    facet.values.resize(std::min(facet.values.size(), limit));
}

/// What matches with the refinements on some attributes left out, and what was counted of it.
struct LeftOutCounts {
    std::vector<Matching> matching;              ///< one entry a segment
    std::vector<std::vector<KnownCounts>> known; ///< likewise, each of one entry an attribute
};

bool are_complete(const std::vector<KnownCounts>& known) {
    return std::all_of(known.begin(), known.end(),
                       [](const KnownCounts& one) { return one.is_complete; });
}

/// Counts attributes of one family in one segment with their own refinements left out. What is
/// counted by words of rows needs no more than those, and what is kept needs nothing.
void count_left_out(const FacetInputs& inputs, const std::vector<std::string_view>& names,
                    std::size_t segment, LeftOutCounts& counts) {
    const auto& view = inputs.snapshot.segments[segment];
    const auto family = names.front();
    auto& one = counts.matching.emplace_back();
    auto& known = counts.known.emplace_back();
    one.shop = inputs.text.matches()[segment].matching.shop;
    const auto columns = facet_columns(view, one.shop, names);
    const auto sealed = inputs.text.sealed_without(family, segment);
    if (sealed != nullptr) {
        known = KeptPass(view, *sealed).find(columns);
        if (are_complete(known)) return;
    }
    MatchingWords words{nullptr, inputs.text.rows_without(family, segment), one.shop, sealed.get()};
    if (words.rows != nullptr) {
        known = count_together(view, columns, words);
        if (are_complete(known)) return;
    }
    one = inputs.text.matching_without(family, segment);
    if (words.rows != nullptr) return;
    words = {&one.products, one.row_words.get(), one.shop, sealed.get()};
    known = count_together(view, facet_columns(view, one.shop, names), words);
}

/// What is known of one attribute, one entry a segment.
std::vector<KnownCounts> of_attribute(const std::vector<std::vector<KnownCounts>>& known,
                                      std::size_t attribute) {
    std::vector<KnownCounts> of_segments;
    of_segments.reserve(known.size());
    for (const auto& segment : known) of_segments.push_back(segment[attribute]);
    return of_segments;
}

/// The facets that are counted with their own refinements left out, those of one family together.
class LeftOutFacets {
public:
    LeftOutFacets(const FacetInputs& inputs, const std::vector<std::string_view>& names)
        : inputs_(inputs) {
        for (const auto name : names) by_family_[facet_family(name)].names.push_back(name);
    }

    /// Requires: `name` is one of those given.
    [[nodiscard]] FacetCounts count(std::string_view name, const WantedValues& wanted) {
        auto& [names, counts] = by_family_.find(facet_family(name))->second;
        const auto num_segments = inputs_.snapshot.segments.size();
        for (auto i = counts.known.size(); i < num_segments; ++i) {
            count_left_out(inputs_, names, i, counts);
        }
        const auto place = std::find(names.begin(), names.end(), name) - names.begin();
        return count_facet(inputs_.snapshot, name, counts.matching, wanted,
                           of_attribute(counts.known, static_cast<std::size_t>(place)));
    }

private:
    struct Family {
        std::vector<std::string_view> names;
        LeftOutCounts counts; ///< once one of them was asked for
    };

    const FacetInputs& inputs_;
    std::map<std::string, Family> by_family_;
};

} // namespace

std::vector<FacetCounts> count_facets(const FacetInputs& inputs) {
    const auto& [snapshot, params, text, groups, deadline] = inputs;
    std::vector<FacetCounts> counts;
    const auto names = facets_to_count(params, snapshot.settings, text.shop_rules());
    if (names.empty()) return counts;
    const auto matching = all_matching(text);
    const auto hidden = data::read_hidden_values(params.rendering_content_json);
    auto wanted = WantedValues::of(params);
    if (!hidden.empty()) wanted.limit = WantedValues().limit;
    std::vector<std::string_view> together;
    std::vector<std::string_view> without_own;
    for (const auto name : names) {
        if (groups_to_count(snapshot, params, groups, name) != nullptr) continue;
        (is_left_out(params, text, name) ? without_own : together).push_back(name);
    }
    const auto known_together = count_together(snapshot, together, matching);
    std::size_t num_counted = 0; // of `together`
    LeftOutFacets left_out(inputs, without_own);
    counts.reserve(names.size());
    for (const auto name : names) {
        deadline.check();
        const bool leaves_out = is_left_out(params, text, name);
        const auto* counting = groups_to_count(snapshot, params, groups, name);
        if (counting != nullptr) {
            const auto own = leaves_out ? text.matching_without(name) : std::vector<Matching>();
            counts.push_back(
                counting->count_facet(snapshot, name, leaves_out ? own : matching, wanted));
        } else if (leaves_out) {
            counts.push_back(left_out.count(name, wanted));
        } else {
            counts.push_back(count_facet(snapshot, name, matching, wanted,
                                         of_attribute(known_together, num_counted++)));
        }
        keep_shown(counts.back(), hidden, params.max_values_per_facet);
    }
    return counts;
}

std::vector<RangeCounts> count_all_ranges(const FacetInputs& inputs,
                                          const std::vector<FacetCounts>& facets) {
    const auto& [snapshot, params, text, groups, deadline] = inputs;
    std::vector<RangeCounts> counts;
    for (const auto& wanted : params.facet_ranges) {
        deadline.check();
        const auto& name = wanted.attribute;
        const auto matching =
            is_left_out(params, text, name) ? text.matching_without(name) : all_matching(text);
        RangeOptions options;
        options.groups = groups_to_count(snapshot, params, groups, name);
        const auto facet = std::find_if(facets.begin(), facets.end(), [&](const auto& counted) {
            return counted.attribute == name && counted.stats;
        });
        if (facet != facets.end()) options.span.emplace(facet->stats->min, facet->stats->max);
        counts.push_back(count_ranges(snapshot, wanted, matching, options));
    }
    return counts;
}

} // namespace aisle::search
