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

} // namespace aisle::search
