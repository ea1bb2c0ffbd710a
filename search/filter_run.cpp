#include <algorithm>

#include "search/filter_evaluator.h"
#include "search/filter_plan.h"
#include "search/left_out.h"

// The part of a plan that depends on what matches the text; see filter_plan.cpp for the conditions.

namespace aisle::search {

namespace {

/// Leaves out what takes nothing away, and begins with what takes most.
void begin_with_least(std::vector<const OrdinalSet*>& conditions) {
    std::erase_if(conditions, [](const OrdinalSet* cells) { return cells->is_all(); });
    std::sort(conditions.begin(), conditions.end(),
              [](const auto* a, const auto* b) { return a->size() < b->size(); });
}

} // namespace

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
