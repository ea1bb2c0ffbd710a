#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/columns.h"
#include "data/search_params.h"
#include "search/known_counts.h"
#include "search/row_sets.h"
#include "search/snapshot.h"

namespace aisle::search {

/// Smallest, largest, mean and sum of the numbers of one attribute over the matching rows.
struct FacetStats {
    double min = 0;
    double max = 0;
    double avg = 0;
    double sum = 0;
};

/// The counts of one faceted attribute: distinct matching products for every value.
struct FacetCounts {
    std::string attribute; ///< as it was asked for
    std::vector<std::pair<std::string, std::uint64_t>> values;
    std::optional<FacetStats> stats;
};

/// Which values are shown.
struct WantedValues {
    data::FacetOrder order = data::FacetOrder::kCount;
    std::size_t limit = std::numeric_limits<std::size_t>::max(); ///< the first so many

    /// Those that a request asks for.
    [[nodiscard]] static WantedValues of(const data::SearchParams& params) noexcept {
        return {params.sort_facet_values_by, params.max_values_per_facet};
    }
};

/// Counts one attribute over all segments: exact, whatever the number of hits.
/// Shapes: `matching` has one entry a segment of `snapshot`, and so has `known`, unless it is
/// empty: what count_together() made of the same matches.
[[nodiscard]] FacetCounts count_facet(const Snapshot& snapshot, std::string_view attribute,
                                      const std::vector<Matching>& matching,
                                      const WantedValues& wanted,
                                      std::span<const KnownCounts> known = {});

/// Finds the first rows of a column; null where they are not kept.
using FindFirstRows = std::function<std::shared_ptr<const FirstRows>()>;

/// How many matching products of one segment have each value of `column`; `find_first_rows` is
/// asked for those of the same column where that would help.
[[nodiscard]] std::vector<std::uint32_t> count_values(const data::FacetColumn& column,
                                                      const data::Columns& columns,
                                                      const Matching& matching,
                                                      const FindFirstRows& find_first_rows = {});

/// The values that some product has, by count and then by id, at most `limit`.
[[nodiscard]] std::vector<data::ValueId> first_by_count(const std::vector<std::uint32_t>& counts,
                                                        std::size_t limit);

/// Orders by count (ties by value) or by value, and keeps the first `limit`.
void sort_values(std::vector<std::pair<std::string, std::uint64_t>>& values, data::FacetOrder order,
                 std::size_t limit);

} // namespace aisle::search
