#pragma once

#include <cstddef>
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

    /// True once requests have asked for so many rows one by one, these included, as there are
    /// (ski rental): then sets are worth their making, whatever comes. Each version of the stock
    /// begins anew.
    [[nodiscard]] bool is_worth_making(std::size_t num_asked, std::size_t num_rows,
                                       std::uint32_t min_quantity, std::uint64_t version);

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
    std::uint32_t asked_quantity_ = 0;
    std::uint64_t asked_version_ = 0;
    std::size_t num_asked_ = 0; ///< rows, since quantity and version were these
    std::list<Kept> kept_;      ///< the last used first
};

} // namespace aisle::search
