#include "search/static_order.h"

#include <algorithm>
#include <bit>

#include "search/key_order.h"
#include "search/value_keys.h"

namespace aisle::search {

namespace {

bool every_row(data::Row /*row*/) noexcept {
    return true;
}

/// The keys of all products for one criterion, less is better; empty when all are equal.
std::vector<double> keys_of(const data::Columns& columns, const Criterion& criterion) {
    std::vector<double> keys;
    const auto* numbers = columns.numeric(criterion.attribute);
    const auto* texts = columns.facet(criterion.attribute);
    if (numbers == nullptr && texts == nullptr) return keys;
    keys.reserve(columns.num_products());
    for (data::Ordinal product = 0; product < columns.num_products(); ++product) {
        if (numbers != nullptr) {
            keys.push_back(
                numeric_key(*numbers, columns, product, criterion.descending, every_row));
            continue;
        }
        const auto value = text_value(*texts, columns, product, criterion.descending, every_row);
        const auto key = static_cast<double>(criterion.descending ? -value : value);
        keys.push_back(value < 0 ? kNoValueKey : key);
    }
    return keys;
}

std::string spell(std::span<const Criterion> criteria) {
    std::string text;
    for (const auto& criterion : criteria) {
        text += std::to_string(criterion.attribute.size()) + (criterion.descending ? '>' : '<') +
                criterion.attribute;
    }
    return text;
}

} // namespace

StaticOrder::StaticOrder(const data::Columns& columns, std::span<const Criterion> criteria)
    : ranks_(columns.num_products()), by_rank_(columns.num_products()) {
    for (data::Ordinal product = 0; product < by_rank_.size(); ++product) {
        by_rank_[columns.id_rank(product)] = product;
    }
    for (auto criterion = criteria.rbegin(); criterion != criteria.rend(); ++criterion) {
        const auto keys = keys_of(columns, *criterion);
        if (!keys.empty()) sort_by_key(keys, by_rank_);
    }
    for (std::uint32_t rank = 0; rank < by_rank_.size(); ++rank) ranks_[by_rank_[rank]] = rank;
    shift_ = std::max(0, static_cast<int>(std::bit_width(by_rank_.size())) - 8);
    stretches_.reserve(ranks_.size());
    for (const auto rank : ranks_) {
        stretches_.push_back(static_cast<std::uint8_t>(stretch_of_rank(rank)));
    }
}

std::shared_ptr<const StaticOrder> StaticOrders::find(const data::Columns& columns,
                                                      std::span<const Criterion> criteria) {
    return orders_.find(spell(criteria), [&] { return StaticOrder(columns, criteria); });
}

} // namespace aisle::search
