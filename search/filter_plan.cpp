#include "search/filter_plan.h"

#include <algorithm>
#include <set>

#include "search/filter_evaluator.h"
#include "search/geo.h"
#include "search/left_out.h"

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

/// Leaves out what takes nothing away, and begins with what takes most.
void begin_with_least(std::vector<const OrdinalSet*>& conditions) {
    std::erase_if(conditions, [](const OrdinalSet* cells) { return cells->is_all(); });
    std::sort(conditions.begin(), conditions.end(),
              [](const auto* a, const auto* b) { return a->size() < b->size(); });
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

FilterRun::FilterRun(const FilterPlan& plan, const OrdinalSet& text_matches,
                     std::optional<std::string> text_name)
    : plan_(plan),
      text_matches_(text_matches),
      text_name_(std::move(text_name)),
      products_(text_matches) {
    if (!plan.base_products_.is_all()) products_.intersect(plan.base_products_);
    main_ = make_pass(std::nullopt);
}

FilterRun::Pass FilterRun::make_pass(std::optional<std::string_view> left_out) const {
    const auto& inputs = plan_.inputs_;
    Pass pass;
    pass.shop = std::make_unique<ShopView>(plan_.view_, inputs.rules);
    pass.fixed = plan_.fixed_;
    if (inputs.rules.prices) {
        pass.shop->evaluate_prices(products_, plan_.reachable_cells(),
                                   plan_.seller_conditions(left_out));
        if (!inputs.rules.prices->context.keep_missing) {
            pass.fixed.push_back(pass.shop->priced_rows());
        }
    }
    const FilterEvaluator evaluator(*pass.shop, inputs.settings);
    pass.evaluated.reserve(plan_.conditions_.size()); // `cells` points into it
    for (const auto& condition : plan_.conditions_) {
        if (condition.is_about_offers) {
            pass.evaluated.push_back(evaluator.evaluate(*condition.filter, plan_.space_));
            pass.cells.push_back(&pass.evaluated.back());
        } else {
            pass.cells.push_back(&condition.cells);
        }
    }
    return pass;
}

/// The rows of the products that fulfil all conditions. Begins with what is least, so that little
/// has to be looked at: the products, or the first condition where it is kept as an array.
CellWords FilterRun::rows_passing(std::vector<const OrdinalSet*> conditions) {
    begin_with_least(conditions);
    const auto* least = conditions.empty() ? nullptr : conditions.front();
    const bool takes_products =
        least == nullptr ||
        (!products_.is_all() && (least->bitmap() != nullptr || products_.size() < least->size()));
    CellWords rows;
    if (takes_products) {
        if (!rows_of_products_) rows_of_products_ = row_words_of(products_, plan_.columns_);
        rows = *rows_of_products_;
    } else if (products_.is_all()) {
        rows = CellWords(*least);
    } else {
        for_each_row_in(products_, *least, plan_.columns_,
                        [&](data::Row row) { rows.add(row, row + 1); });
    }
    for (const auto* cells : conditions) {
        if (takes_products || cells != least) rows.intersect(*cells);
    }
    return rows;
}

Matching FilterRun::matching_all_of(std::vector<const OrdinalSet*> conditions) {
    begin_with_least(conditions);
    Matching matching;
    if (plan_.space_ == data::ColumnSpace::kProduct || conditions.empty()) {
        matching.products = products_;
        for (const auto* cells : conditions) matching.products.intersect(*cells);
        return matching;
    }
    auto rows = std::make_shared<CellWords>(rows_passing(std::move(conditions)));
    matching.has_rows = true;
    matching.products = products_of(*rows, plan_.view_);
    matching.rows = rows->to_set(plan_.columns_.num_rows());
    matching.row_words = std::move(rows);
    return matching;
}

bool FilterRun::frees_sellers(std::string_view family) const {
    return family == "seller" && plan_.inputs_.rules.prices && plan_.has_groups_of(family);
}

Matching FilterRun::matching(std::optional<std::string_view> left_out) {
    const std::string family = left_out ? facet_family(*left_out) : std::string();
    if (frees_sellers(family) && !any_seller_) any_seller_ = make_pass(family);
    const Pass& pass = frees_sellers(family) ? *any_seller_ : main_;
    std::vector<const OrdinalSet*> conditions;
    for (const auto& cells : pass.fixed) conditions.push_back(&cells);
    for (std::size_t i = 0; i < pass.cells.size(); ++i) {
        const auto& owner = plan_.conditions_[i].owner;
        if (!left_out || owner.empty() || owner != family) conditions.push_back(pass.cells[i]);
    }
    auto matching = matching_all_of(std::move(conditions));
    matching.shop = pass.shop.get();
    matching.set_sealed(sealed(left_out));
    return matching;
}

std::shared_ptr<const SealedMatch>
FilterRun::sealed(std::optional<std::string_view> left_out) const {
    const std::string family = left_out ? facet_family(*left_out) : std::string();
    const bool has_prices_only = main_.fixed.size() > plan_.fixed_.size();
    if (!text_name_ || has_prices_only || frees_sellers(family)) return nullptr;
    SealedMatchBuilder builder(plan_.space_, *text_name_, text_matches_);
    for (std::size_t i = 0; i < plan_.fixed_.size(); ++i) {
        builder.add(plan_.names_[i], plan_.fixed_[i]);
    }
    for (const auto& condition : plan_.conditions_) {
        const bool is_left_out = left_out && !condition.owner.empty() && condition.owner == family;
        if (!is_left_out) builder.add(condition.name, condition.cells);
    }
    return std::move(builder).build(plan_.base_products_);
}

const CellWords* FilterRun::rows_without(std::string_view attribute) {
    const std::string family = facet_family(attribute);
    if (plan_.space_ == data::ColumnSpace::kProduct || frees_sellers(family)) return nullptr;
    if (!rows_without_) leave_out_each();
    const auto found = rows_without_->find(family);
    return found == rows_without_->end() ? nullptr : &found->second;
}

void FilterRun::leave_out_each() {
    std::vector<const OrdinalSet*> always;
    for (const auto& cells : main_.fixed) always.push_back(&cells);
    std::map<std::string, OrdinalSet> groups;
    for (std::size_t i = 0; i < main_.cells.size(); ++i) {
        const auto& owner = plan_.conditions_[i].owner;
        if (owner.empty()) {
            always.push_back(main_.cells[i]);
        } else {
            const auto [group, is_new] = groups.emplace(owner, *main_.cells[i]);
            if (!is_new) group->second.intersect(*main_.cells[i]);
        }
    }
    rows_without_ =
        aisle::search::leave_out_each(rows_passing(std::move(always)), std::move(groups));
}

} // namespace aisle::search
