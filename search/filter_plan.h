#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/search_params.h"
#include "data/settings.h"
#include "search/match_cache.h"
#include "search/row_sets.h"
#include "search/sealed_match.h"
#include "search/shop_view.h"
#include "search/snapshot.h"

namespace aisle::search {

/// What conditions are made from. Borrowed for as long as the plan lives.
struct FilterInputs {
    const data::SearchParams& params;
    const data::Settings& settings;
    const ShopRules& rules;
    double radius_m = 0;         ///< see products_inside()
    MatchCache* cache = nullptr; ///< of searches that arrive together; null: none
};

/// The conditions of one request on one segment. What does not depend on offers is evaluated
/// here, once; the rest on the products that match the text, by FilterRun.
///
/// A refinement group, one entry of facetFilters, belongs to an attribute when all of its
/// members are on it; levels of one hierarchy (x.lvl0, x.lvl1, ...) count as one attribute.
/// Entries of numericFilters belong to theirs only where it is a disjunctive facet.
class FilterPlan {
public:
    FilterPlan(const SegmentView& view, const FilterInputs& inputs);

    /// Takes products out of whatever passes.
    void exclude(const OrdinalSet& products);

    /// True when leaving out `attribute`'s groups changes nothing: there are none.
    [[nodiscard]] bool has_groups_of(std::string_view attribute) const;

private:
    friend class FilterRun;

    struct Condition {
        const data::Filter* filter;
        std::string owner; ///< family of the attribute that may leave it out; empty: none may
        bool is_about_offers = false;
        OrdinalSet cells; ///< unless it is about offers
        std::string name; ///< of the cells; empty where not the segment alone decides them
    };

    /// The cells that may match when the conditions of at most one attribute are left out.
    [[nodiscard]] OrdinalSet reachable_cells() const;
    [[nodiscard]] bool may_be_left_out(const std::string& owner) const;
    void choose_space();
    void add(const data::Filter& filter, std::string owner);
    [[nodiscard]] std::string name_of(const data::Filter& filter) const;
    [[nodiscard]] OrdinalSet cells_of(const data::Filter& filter, const std::string& name) const;
    [[nodiscard]] std::vector<const data::Filter*>
    seller_conditions(std::optional<std::string_view> left_out) const;

    const SegmentView& view_;
    const data::Columns& columns_;
    FilterInputs inputs_;
    ShopView sealed_; ///< without prices
    data::ColumnSpace space_ = data::ColumnSpace::kProduct;
    OrdinalSet base_products_;          ///< alive, inside the geographic shapes, not excluded
    std::vector<OrdinalSet> fixed_;     ///< cells of each condition that is never left out
    std::vector<std::string> names_;    ///< in step with fixed_; see Condition::name
    std::vector<Condition> conditions_; ///< those about offers, or that may be left out
};

/// A plan applied to the products that match a text, so that the hits and the count of every
/// disjunctive facet are a few intersections each (design decision D4).
/// Threads: one; borrows the plan.
class FilterRun {
public:
    /// `text_name` is that of the matches, if they have one; see name_of_text().
    FilterRun(const FilterPlan& plan, const OrdinalSet& text_matches,
              std::optional<std::string> text_name = std::nullopt);

    /// What passes, with the groups of `left_out` disregarded.
    [[nodiscard]] Matching matching(std::optional<std::string_view> left_out = std::nullopt);

    /// The same as the set of the sealed segment that it comes from, without finding what passes;
    /// null where offers, stock or hot updates have a part in it, or the text has no name.
    [[nodiscard]] std::shared_ptr<const SealedMatch>
    sealed(std::optional<std::string_view> left_out = std::nullopt) const;

    /// The rows that pass with the groups of `attribute` disregarded; null where matching() has to
    /// be asked. Those of all such attributes are found in one pass.
    [[nodiscard]] const CellWords* rows_without(std::string_view attribute);

    /// What offers and stock are when no group is left out.
    [[nodiscard]] const ShopView& shop() const noexcept { return *main_.shop; }

private:
    /// All conditions evaluated under one choice of sellers.
    struct Pass {
        std::unique_ptr<ShopView> shop;
        std::vector<OrdinalSet> fixed;        ///< cells of what is never left out
        std::vector<OrdinalSet> evaluated;    ///< those about offers
        std::vector<const OrdinalSet*> cells; ///< one a condition
    };

    [[nodiscard]] Matching matching_all_of(std::vector<const OrdinalSet*> conditions);
    [[nodiscard]] CellWords rows_passing(std::vector<const OrdinalSet*> conditions);
    [[nodiscard]] bool frees_sellers(std::string_view family) const;
    void leave_out_each();
    [[nodiscard]] Pass make_pass(std::optional<std::string_view> left_out) const;

    const FilterPlan& plan_;
    OrdinalSet text_matches_;
    std::optional<std::string> text_name_;
    OrdinalSet products_;
    std::optional<CellWords> rows_of_products_; ///< once something asked for them
    std::optional<std::map<std::string, CellWords>> rows_without_; ///< by family
    Pass main_;
    std::optional<Pass> any_seller_; ///< with the refinements on sellers left out
};

/// `x.lvl2` and its like are one family, "x.lvl"; any other attribute is its own.
[[nodiscard]] std::string facet_family(std::string_view attribute);

/// The family that all members of a condition are on; empty when there are several or none.
[[nodiscard]] std::string owner_of(const data::Filter& condition);

} // namespace aisle::search
