#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <vector>

#include "search/ordinal_set.h"

namespace aisle::search {

/// The rows of one segment that have enough in stock at some locations, while the stock stays as
/// it is. Shoppers ask for the same few stores.
/// Threads: any.
class StockSets {
public:
    /// The rows with at least `min_quantity` at one of `locations`; `make` makes them where they
    /// are not kept.   `version`: of the stock, see SegmentView::stock_version().
    [[nodiscard]] OrdinalSet find(const std::vector<std::uint32_t>& locations,
                                  std::uint32_t min_quantity, std::uint64_t version,
                                  const std::function<OrdinalSet()>& make);

    /// At most a bitmap each.
    static constexpr std::size_t kMaxSets = 64;

private:
    struct Kept {
        std::vector<std::uint32_t> locations;
        std::uint32_t min_quantity = 0;
        std::uint64_t version = 0;
        OrdinalSet rows;
    };

    std::mutex mutex_;
    std::list<Kept> kept_; ///< the last used first
};

} // namespace aisle::search
