#include "search/filter_plan.h"

#include <algorithm>
#include <set>

#include "search/filter_evaluator.h"
#include "search/geo.h"

namespace aisle::search {

using data::Filter;

namespace {

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

FilterPlan::FilterPlan(const SegmentView& view, const FilterInputs& inputs)
    : view_(view),
      columns_(view.columns()),
      inputs_(inputs),
      sealed_(view, inputs.rules),
      base_products_(view.alive) {
    const auto& params = inputs.params;
    if (restricts(params.geo)) {
        base_products_.intersect(products_inside(params.geo, inputs.radius_m, columns_));
    }
    choose_space();
    if (inputs.rules.must_be_available) {
        fixed_.push_back(sealed_.available_rows());
        names_.emplace_back();
    }
    for (const auto* filter : {&params.filters, &params.tag_filters}) {
        for (const auto* entry : entries_of(*filter)) add(*entry, {});
    }
    for (const auto* filter : {&params.facet_filters, &params.numeric_filters}) {
        for (const auto* entry : entries_of(*filter)) add(*entry, owner_of(*entry));
    }
}

bool FilterPlan::may_be_left_out(const std::string& owner) const {
    const auto& disjunctive = inputs_.params.disjunctive_facets;
    return !owner.empty() &&
           std::any_of(disjunctive.begin(), disjunctive.end(),
                       [&](const auto& attribute) { return facet_family(attribute) == owner; });
}

void FilterPlan::choose_space() {
    if (!columns_.has_variants()) return;
    const auto& params = inputs_.params;
    const FilterEvaluator evaluator(sealed_, inputs_.settings);
    bool is_about_rows = inputs_.rules.prices || inputs_.rules.must_be_available;
    for (const auto* filter :
         {&params.filters, &params.facet_filters, &params.numeric_filters, &params.tag_filters}) {
        is_about_rows = is_about_rows || evaluator.is_about_rows(*filter);
    }
    if (is_about_rows) space_ = data::ColumnSpace::kRow;
}

void FilterPlan::add(const Filter& filter, std::string owner) {
    if (!may_be_left_out(owner)) owner.clear();
    const bool is_about_offers = inputs_.rules.is_about_offers(filter);
    OrdinalSet cells;
    std::string name;
    if (!is_about_offers) {
        name = name_of(filter);
        cells = cells_of(filter, name);
        if (owner.empty()) {
            fixed_.push_back(std::move(cells));
            names_.push_back(std::move(name));
            return;
        }
    }
    conditions_.push_back(
        {&filter, std::move(owner), is_about_offers, std::move(cells), std::move(name)});
}

/// Empty where not the segment alone decides what passes.
std::string FilterPlan::name_of(const Filter& filter) const {
    const FilterEvaluator evaluator(sealed_, inputs_.settings);
    return evaluator.is_sealed(filter) ? name_of_condition(filter, space_) : std::string();
}

/// Requires: the filter is not about offers, and `name` is name_of() it.
OrdinalSet FilterPlan::cells_of(const Filter& filter, const std::string& name) const {
    const MatchCache::CellsKey key{&view_, space_, inputs_.rules.min_quantity};
    if (inputs_.cache != nullptr) {
        if (const auto* known = inputs_.cache->find_cells(key, filter)) return *known;
    }
    const FilterEvaluator evaluator(sealed_, inputs_.settings);
    const auto evaluate = [&] { return evaluator.evaluate(filter, space_); };
    auto cells = name.empty() ? evaluate() : view_.condition_sets->find(name, evaluate);
    if (inputs_.cache != nullptr) inputs_.cache->keep_cells(key, filter, cells);
    return cells;
}

OrdinalSet FilterPlan::reachable_cells() const {
    auto always = OrdinalSet::all(space_ == data::ColumnSpace::kRow ? columns_.num_rows()
                                                                    : columns_.num_products());
    for (const auto& cells : fixed_) always.intersect(cells);
    std::set<std::string_view> owners;
    for (const auto& condition : conditions_) {
        if (!condition.is_about_offers) owners.insert(condition.owner);
    }
    if (owners.size() < 2) return always;
    OrdinalSet reachable(always.bound());
    for (const auto left_out : owners) {
        OrdinalSet cells = always;
        for (const auto& condition : conditions_) {
            const bool counts = !condition.is_about_offers && condition.owner != left_out;
            if (counts) cells.intersect(condition.cells);
        }
        reachable.unite(cells);
    }
    return reachable;
}

void FilterPlan::exclude(const OrdinalSet& products) {
    base_products_.subtract(products);
}

bool FilterPlan::has_groups_of(std::string_view attribute) const {
    const std::string family = facet_family(attribute);
    return std::any_of(conditions_.begin(), conditions_.end(),
                       [&](const Condition& condition) { return condition.owner == family; });
}

std::vector<const Filter*>
FilterPlan::seller_conditions(std::optional<std::string_view> left_out) const {
    std::vector<const Filter*> chosen;
    for (const auto& condition : conditions_) {
        const bool is_left_out = left_out && condition.owner == *left_out;
        if (!is_left_out && inputs_.rules.chooses_sellers(*condition.filter)) {
            chosen.push_back(condition.filter);
        }
    }
    return chosen;
}

} // namespace aisle::search
