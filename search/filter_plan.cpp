#include "search/filter_plan.h"

#include <algorithm>

#include "search/filter_evaluator.h"
#include "search/geo.h"

namespace aisle::search {

using data::Filter;

namespace {

/// The family all leaves of `filter` are on; empty when there are several or none.
std::string owner_of(const Filter& filter) {
    if (filter.children.empty()) {
        if (filter.kind == Filter::Kind::kTag) return "_tags";
        return filter.kind == Filter::Kind::kTrue ? std::string() : facet_family(filter.attribute);
    }
    std::string owner = owner_of(filter.children.front());
    for (const auto& child : filter.children) {
        if (owner_of(child) != owner) return {};
    }
    return owner;
}

bool is_disjunctive(const data::SearchParams& params, std::string_view owner) {
    return std::any_of(params.disjunctive_facets.begin(), params.disjunctive_facets.end(),
                       [&](const auto& attribute) { return facet_family(attribute) == owner; });
}

/// The ANDed entries of a top-level filter.
std::vector<const Filter*> entries_of(const Filter& filter) {
    std::vector<const Filter*> entries;
    if (filter.kind == Filter::Kind::kAnd) {
        for (const auto& child : filter.children) entries.push_back(&child);
    } else if (filter.kind != Filter::Kind::kTrue) {
        entries.push_back(&filter);
    }
    return entries;
}

} // namespace

std::string facet_family(std::string_view attribute) {
    attribute = data::strip_variants(attribute);
    const auto dot = attribute.rfind(".lvl");
    if (dot == std::string_view::npos || dot + 4 == attribute.size()) return std::string(attribute);
    const auto digits = attribute.substr(dot + 4);
    const bool is_level =
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    return std::string(is_level ? attribute.substr(0, dot + 4) : attribute);
}

FilterPlan::FilterPlan(const SegmentView& view, const data::SearchParams& params,
                       const data::Settings& settings, double radius_m)
    : columns_(view.columns()), base_products_(view.alive) {
    if (restricts(params.geo)) {
        base_products_.intersect(products_inside(params.geo, radius_m, columns_));
    }
    const FilterEvaluator evaluator(columns_, settings);
    for (const auto* filter :
         {&params.filters, &params.facet_filters, &params.numeric_filters, &params.tag_filters}) {
        if (evaluator.is_about_rows(*filter)) space_ = data::ColumnSpace::kRow;
    }
    for (const auto* filter : {&params.filters, &params.tag_filters}) {
        if (filter->kind != Filter::Kind::kTrue) {
            always_.push_back(evaluator.evaluate(*filter, space_));
        }
    }
    for (const auto* entry : entries_of(params.facet_filters)) {
        groups_.push_back({owner_of(*entry), evaluator.evaluate(*entry, space_)});
    }
    for (const auto* entry : entries_of(params.numeric_filters)) {
        std::string owner = owner_of(*entry);
        if (!is_disjunctive(params, owner)) owner.clear();
        groups_.push_back({std::move(owner), evaluator.evaluate(*entry, space_)});
    }
}

void FilterPlan::exclude(const OrdinalSet& products) {
    base_products_.subtract(products);
}

bool FilterPlan::has_groups_of(std::string_view attribute) const {
    const std::string family = facet_family(attribute);
    return std::any_of(groups_.begin(), groups_.end(),
                       [&](const Group& group) { return group.owner == family; });
}

Matching FilterPlan::apply(const OrdinalSet& text_matches,
                           std::optional<std::string_view> left_out) const {
    const std::string family = left_out ? facet_family(*left_out) : std::string();
    std::vector<const OrdinalSet*> conditions;
    for (const auto& set : always_) conditions.push_back(&set);
    for (const auto& group : groups_) {
        if (!left_out || group.owner != family) conditions.push_back(&group.cells);
    }
    Matching matching;
    matching.products = text_matches;
    if (!base_products_.is_all()) matching.products.intersect(base_products_);
    if (space_ == data::ColumnSpace::kProduct || conditions.empty()) {
        for (const auto* set : conditions) matching.products.intersect(*set);
        return matching;
    }
    matching.has_rows = true;
    matching.rows = *conditions.front();
    for (std::size_t i = 1; i < conditions.size(); ++i) matching.rows.intersect(*conditions[i]);
    matching.products.intersect(products_of(matching.rows, columns_));
    return matching;
}

} // namespace aisle::search
