#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "search/facets.h"
#include "search/ranking.h"
#include "search/snapshot.h"

namespace aisle::search {

/// The groups that `attributeForDistinct` makes of products: those with the same value are one
/// group, and a product without a value is a group of its own. Numbered over all segments.
class ProductGroups {
public:
    ProductGroups(const Snapshot& snapshot, const std::string& attribute);

    [[nodiscard]] std::uint32_t group_of(const Candidate& candidate) const noexcept {
        return groups_[candidate.segment][candidate.product];
    }

    [[nodiscard]] std::uint32_t num_groups() const noexcept { return num_groups_; }

    /// Groups with at least one matching product.
    [[nodiscard]] std::uint64_t count(const std::vector<Matching>& matching) const;

    /// As count_facet(), counting groups with a matching product that has the value.
    [[nodiscard]] FacetCounts count_facet(const Snapshot& snapshot, std::string_view attribute,
                                          const std::vector<Matching>& matching,
                                          const WantedValues& wanted) const;

    /// The first `per_group` of every group of `ranked`, the groups in the order of their first
    /// members, and each one's position in its group.
    [[nodiscard]] std::vector<std::vector<Candidate>>
    keep_best(const std::vector<Candidate>& ranked, std::uint32_t per_group) const;

private:
    std::vector<std::vector<std::uint32_t>> groups_; ///< per segment, per product
    std::uint32_t num_groups_ = 0;
};

} // namespace aisle::search
