#include "search/stock_sets.h"

#include <algorithm>
#include <utility>

namespace aisle::search {

OrdinalSet StockSets::find(const std::vector<std::uint32_t>& locations, std::uint32_t min_quantity,
                           std::uint64_t version, const std::function<OrdinalSet()>& make) {
    const auto is_asked_for = [&](const Kept& kept) {
        return kept.min_quantity == min_quantity && kept.locations == locations;
    };
    {
        const std::lock_guard lock(mutex_);
        const auto known = std::find_if(kept_.begin(), kept_.end(), is_asked_for);
        if (known != kept_.end() && known->version == version) {
            kept_.splice(kept_.begin(), kept_, known);
            return kept_.front().rows;
        }
    }
    auto rows = make();
    const std::lock_guard lock(mutex_);
    kept_.remove_if(is_asked_for);
    kept_.push_front({locations, min_quantity, version, rows});
    if (kept_.size() > kMaxSets) kept_.pop_back();
    return rows;
}

bool StockSets::is_worth_making(std::size_t num_asked, std::size_t num_rows,
                                std::uint32_t min_quantity, std::uint64_t version) {
    const std::lock_guard lock(mutex_);
    if (asked_quantity_ != min_quantity || asked_version_ != version) {
        asked_quantity_ = min_quantity;
        asked_version_ = version;
        num_asked_ = 0;
    }
    num_asked_ = std::min(num_asked_ + num_asked, num_rows);
    return num_asked_ == num_rows;
}

} // namespace aisle::search
