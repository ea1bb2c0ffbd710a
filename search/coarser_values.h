#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "data/columns.h"

namespace aisle::search {

/// The values of a facet column where those of a finer one tell them, as the lower levels of a
/// hierarchy tell the upper ones: who has counted the fine values only has to add up.
class CoarserValues {
public:
    /// Requires: both columns have one value or none a product.   Cost: a pass over both.
    CoarserValues(const data::FacetColumn& coarse, const data::FacetColumn& fine);

    /// True when products with the same fine value, or without one, have the same coarse value;
    /// those without a fine value have no coarse one.
    [[nodiscard]] bool are_told() const noexcept { return are_told_; }

    /// How many products have each coarse value, where so many have each fine one.
    /// Requires: are_told().
    [[nodiscard]] std::vector<std::uint32_t>
    add_up(const std::vector<std::uint32_t>& fine_counts) const;

private:
    std::uint32_t num_values_;
    bool are_told_ = true;
    std::vector<data::ValueId> coarse_of_; ///< of each fine value; kNoId for none
};

/// What the levels of the hierarchies of one segment tell of those above them.
class ColumnLevels {
public:
    /// Cost: a pass over both columns for each two levels of a hierarchy.
    explicit ColumnLevels(const data::Columns& columns);

    /// How the values of one column follow from those of others, by the names of these.
    using ByFine = std::map<std::string, CoarserValues, std::less<>>;

    /// Those of the column called `coarse`; null where none tell them.
    [[nodiscard]] const ByFine* find_finer(std::string_view coarse) const;

    /// How the values of the column called `coarse` follow from those of `fine`; null where these
    /// are no upper and lower level of one hierarchy, or do not tell.
    [[nodiscard]] const CoarserValues* find(std::string_view coarse, std::string_view fine) const;

private:
    std::map<std::string, ByFine, std::less<>> told_; ///< by the upper level
};

} // namespace aisle::search
