#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/search_params.h"
#include "data/settings.h"
#include "search/row_sets.h"
#include "search/snapshot.h"

namespace aisle::search {

/// The conditions of one request on one segment, evaluated once, so that the hits and the
/// count of every disjunctive facet are a few intersections each (design decision D4).
///
/// A refinement group, one entry of facetFilters, belongs to an attribute when all of its
/// members are on it; levels of one hierarchy (x.lvl0, x.lvl1, ...) count as one attribute.
/// Entries of numericFilters belong to theirs only where it is a disjunctive facet.
class FilterPlan {
public:
    /// `radius_m`: see products_inside().
    FilterPlan(const SegmentView& view, const data::SearchParams& params,
               const data::Settings& settings, double radius_m);

    /// Takes products out of whatever passes.
    void exclude(const OrdinalSet& products);

    /// What passes among `text_matches`, with the groups of `left_out` disregarded.
    [[nodiscard]] Matching apply(const OrdinalSet& text_matches,
                                 std::optional<std::string_view> left_out = std::nullopt) const;

    /// True when leaving out `attribute`'s groups changes nothing: there are none.
    [[nodiscard]] bool has_groups_of(std::string_view attribute) const;

private:
    struct Group {
        std::string owner; ///< family of the attribute; empty when it belongs to none
        OrdinalSet cells;
    };

    const data::Columns& columns_;
    data::ColumnSpace space_ = data::ColumnSpace::kProduct;
    OrdinalSet base_products_; ///< alive, inside the geographic shapes, not excluded
    std::vector<OrdinalSet> always_;
    std::vector<Group> groups_;
};

/// `x.lvl2` and its like are one family, "x.lvl"; any other attribute is its own.
[[nodiscard]] std::string facet_family(std::string_view attribute);

} // namespace aisle::search
