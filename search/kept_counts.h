#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/ids.h"
#include "search/bounded_cache.h"

namespace aisle::search {

/// How many products have each value of a sealed column.
struct ValueCounts {
    explicit ValueCounts(std::vector<std::uint32_t> of_values) : counts(std::move(of_values)) {}

    std::vector<std::uint32_t> counts;
    /// The values that most products have, in order; empty where nobody has sorted them.
    std::vector<data::ValueId> first;

    /// So many of them are sorted, or all that some product has.
    static constexpr std::size_t kMaxFirst = 128;

    /// True when `first` has the first `limit` values, or all.
    [[nodiscard]] bool has_first(std::size_t limit) const noexcept {
        return !first.empty() && (limit <= first.size() || first.size() < kMaxFirst);
    }
};

/// How many rows have each number, ascending by number.
using NumberCounts = std::vector<std::pair<double, std::uint32_t>>;

/// What was counted of one attribute.
struct AttributeCounts {
    std::shared_ptr<const ValueCounts> values;
    std::shared_ptr<const NumberCounts> numbers; ///< null where numbers are added up otherwise
};

/// What was counted of sealed sets of one segment (sealed_match.h): of everything, of categories,
/// of common words. Stores ask for the same few again and again.
/// Threads: any.
class KeptCounts {
public:
    /// Null where it is not kept.
    [[nodiscard]] std::shared_ptr<const AttributeCounts> find(const std::string& set,
                                                              std::string_view attribute);

    /// Requires: `counts` are those of the whole set, nothing gone from it, and have values.
    void keep(const std::string& set, std::string_view attribute, AttributeCounts counts,
              std::uint32_t num_products);

    /// Counting fewer products takes no time.
    static constexpr std::uint32_t kFewestProducts = 1000;
    /// What all kept counts may take, for each product of the segment: all that bench/peers asks of
    /// 1,000,000 products. With half of that its facets4 takes twice as long.
    static constexpr std::size_t kBytesPerProduct = 16;
    /// Those of one set and attribute may have this part of it.
    static constexpr std::size_t kFewestEntries = 64;

private:
    BoundedCache<AttributeCounts> counts_; ///< by attribute and name of the set
};

} // namespace aisle::search
