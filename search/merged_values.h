#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/columns.h"
#include "data/search_params.h"
#include "search/kept_counts.h"

namespace aisle::search {

/// The counts of one attribute in several segments, added up by the texts of the values. Most
/// values are in the largest segment: those of the others are looked up in its dictionary, and no
/// text is made of any that is not shown.
/// Threads: one; borrows the columns.
class MergedValues {
public:
    void add(const data::FacetColumn& column, std::shared_ptr<const ValueCounts> counts) {
        parts_.push_back({&column, std::move(counts)});
    }

    /// A value that is not from a column; perhaps one has the same.
    void add(std::string text, std::uint64_t count) { texts_.emplace_back(std::move(text), count); }

    /// The first `limit` values in `order`.
    [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> first(data::FacetOrder order,
                                                                           std::size_t limit) &&;

private:
    struct Part {
        const data::FacetColumn* column;
        std::shared_ptr<const ValueCounts> counts;
    };

    void add_up(const Part& largest);
    void add_to_largest(const data::FacetColumn& largest, const Part& part);

    std::vector<Part> parts_;
    std::vector<std::pair<std::string, std::uint64_t>> texts_; ///< from no column
    std::vector<std::uint64_t> sums_;                ///< of each value of the largest column
    std::map<std::string_view, std::uint64_t> rest_; ///< what the largest column does not have
};

} // namespace aisle::search
