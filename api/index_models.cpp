#include "api/index_models.h"

#include "data/ids.h"

namespace aisle::api {

namespace {

/// Both sides are sorted by objectID, the items in two runs, so that a walk along each joins them.
std::vector<recommend::Item> join(const recommend::ModelSet& set, const data::Columns& columns) {
    const std::uint32_t num_products = columns.num_products();
    std::vector<data::Ordinal> by_rank(num_products);
    for (data::Ordinal product = 0; product < num_products; ++product) {
        by_rank[columns.id_rank(product)] = product;
    }
    std::vector<recommend::Item> items(num_products, data::kNoId);
    const auto walk = [&](recommend::Item item, recommend::Item end) {
        for (const data::Ordinal product : by_rank) {
            const auto id = columns.object_id(product);
            while (item < end && set.object_id(item) < id) ++item;
            if (item < end && set.object_id(item) == id) items[product] = item;
        }
    };
    walk(0, set.num_trained());
    walk(set.num_trained(), set.num_items());
    return items;
}

/// For the few products of a write it is not worth to walk along all items.
std::vector<recommend::Item> look_up(const recommend::ModelSet& set, const data::Columns& columns) {
    std::vector<recommend::Item> items;
    for (data::Ordinal product = 0; product < columns.num_products(); ++product) {
        items.push_back(set.find(columns.object_id(product)).value_or(data::kNoId));
    }
    return items;
}

} // namespace

IndexModels::Items
IndexModels::items_of(const std::shared_ptr<const data::Segment>& segment) const {
    constexpr std::uint32_t kSteps = 20; // of a binary search
    const std::lock_guard lock(mutex_);
    const auto known = numbers_.find(segment.get());
    // An address may be another segment's by now.
    if (known != numbers_.end() && known->second.segment.lock() == segment) {
        return known->second.items;
    }
    std::erase_if(numbers_, [](const auto& entry) { return entry.second.segment.expired(); });
    const auto& columns = segment->columns();
    const bool is_small = columns.num_products() < set_.num_items() / kSteps;
    auto items = std::make_shared<const std::vector<recommend::Item>>(
        is_small ? look_up(set_, columns) : join(set_, columns));
    numbers_.insert_or_assign(segment.get(), Numbers{segment, items});
    return items;
}

} // namespace aisle::api
