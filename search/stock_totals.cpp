#include "search/stock_totals.h"

#include <algorithm>
#include <limits>

namespace aisle::search {

namespace {

using Totals = std::vector<StockTotals::OfRow>;

/// Null where a number is too large.
std::shared_ptr<const Totals> add_up(const StockTotals::Stock& stock) {
    constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max() / 2;
    constexpr std::int64_t kSmallest = -kLargest; // two of these have a place
    Totals totals(stock.num_rows);
    for (std::size_t entry = 0; entry < stock.quantities.size(); ++entry) {
        auto& total = totals[stock.inventory.rows()[entry]];
        const std::int64_t quantity = stock.quantities[entry];
        const bool has_place = kSmallest <= quantity && quantity <= kLargest &&
                               kSmallest <= total.quantity && total.quantity <= kLargest;
        if (!has_place) return nullptr;
        total.quantity += static_cast<std::int32_t>(quantity);
        total.most = std::max(total.most, static_cast<std::int32_t>(quantity));
    }
    return std::make_shared<const Totals>(std::move(totals));
}

} // namespace

std::shared_ptr<const Totals> StockTotals::find(const Stock& stock, std::size_t num_asked) {
    {
        const std::lock_guard lock(mutex_);
        if (version_ != stock.version) {
            version_ = stock.version;
            num_asked_ = 0;
            is_made_ = false;
            totals_ = nullptr;
        }
        num_asked_ += num_asked;
        if (is_made_ || num_asked_ < stock.num_rows / kRowsPerRead) return totals_;
        is_made_ = true;
    }
    auto totals = add_up(stock);
    const std::lock_guard lock(mutex_);
    if (version_ == stock.version) totals_ = totals;
    return totals;
}

} // namespace aisle::search
