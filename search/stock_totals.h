#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "data/inventory.h"

namespace aisle::search {

/// What all locations together hold of each row of one segment, while the stock stays as it is.
/// The quantities of a row lie apart, one a location, so that what a page of hits waits for is
/// memory.
/// Threads: any; whoever comes while totals are being made does without.
class StockTotals {
public:
    struct OfRow {
        std::int32_t quantity = 0; ///< together
        std::int32_t most = 0;     ///< at one location; 0 where none has any
    };

    /// What there is of the stock.
    struct Stock {
        const data::Inventory& inventory;
        std::span<const std::int64_t> quantities; ///< of every entry
        std::uint64_t version = 0;                ///< see SegmentView::stock_version()
        std::uint32_t num_rows = 0;               ///< of the segment
    };

    /// Of every row; null until requests have read enough rows one by one, these `num_asked`
    /// included, and where a number is too large.
    /// Cost: at times a pass over all entries.
    [[nodiscard]] std::shared_ptr<const std::vector<OfRow>> find(const Stock& stock,
                                                                 std::size_t num_asked);

    /// Reading one row takes as long as so many of them in a pass: ski rental, see StockSets.
    static constexpr std::size_t kRowsPerRead = 8;

private:
    std::mutex mutex_;
    std::uint64_t version_ = 0;
    std::size_t num_asked_ = 0; ///< rows, since the version was this
    bool is_made_ = false;      ///< or being made
    std::shared_ptr<const std::vector<OfRow>> totals_;
};

} // namespace aisle::search
