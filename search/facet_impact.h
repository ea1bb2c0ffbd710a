#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "data/deadline.h"
#include "search/distinct.h"
#include "search/facets.h"
#include "search/pins.h"
#include "search/text_search.h"

namespace aisle::search {

/// How many hits there would be if a value of an attribute were picked too.
struct FacetImpact {
    std::string attribute;
    std::vector<std::pair<std::string, std::uint64_t>> values; ///< in the order of the counts
};

/// What the impact of values is worked out from.
struct ImpactInputs {
    const Snapshot& snapshot;
    const data::SearchParams& params;
    TextSearch& text;
    const ProductGroups* groups = nullptr; ///< null: hits are products
    const std::vector<Pin>& pins;
    std::uint64_t num_hits = 0;
    const data::Deadline& deadline;
};

/// The impact of the values in `counts`. A value of a disjunctive facet joins each OR group of
/// its attribute, any other is one condition more.
[[nodiscard]] FacetImpact find_impact(const ImpactInputs& inputs, const FacetCounts& counts);

} // namespace aisle::search
