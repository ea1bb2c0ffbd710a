#include "search/shop_view.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "data/text.h"
#include "search/row_sets.h"

namespace aisle::search {

ShopView::ShopView(const SegmentView& view, const ShopRules& rules) : view_(view), rules_(rules) {
    if (rules.locations.empty()) return;
    const auto& stock = view.columns().inventory();
    for (std::uint32_t id = 0; id < stock.num_locations(); ++id) {
        const auto& wanted = rules.locations;
        if (std::find(wanted.begin(), wanted.end(), stock.location(id)) != wanted.end()) {
            locations_.push_back(id);
        }
    }
}

const data::NumericColumn* ShopView::numeric(std::string_view path) const {
    if (rules_.is_price(path)) return prices_ ? &prices_->column() : nullptr;
    if (rules_.is_seller(path) || rules_.is_location(path)) return nullptr;
    return view_.columns().numeric(path);
}

const data::FacetColumn* ShopView::facet(std::string_view path) const {
    if (rules_.is_price(path) || rules_.is_seller(path) || rules_.is_location(path)) {
        return nullptr;
    }
    return view_.columns().facet(path);
}

bool ShopView::is_per_row(std::string_view path) const {
    if (rules_.is_price(path) || rules_.is_seller(path) || rules_.is_location(path)) return true;
    const auto* facet = view_.columns().facet(path);
    const auto* numeric = view_.columns().numeric(path);
    return (facet != nullptr && facet->space() == data::ColumnSpace::kRow) ||
           (numeric != nullptr && numeric->space() == data::ColumnSpace::kRow);
}

void ShopView::evaluate_prices(const OrdinalSet& products, const OrdinalSet& rows,
                               const std::vector<const data::Filter*>& seller_conditions) {
    choice_.emplace(view_, *rules_.prices, seller_conditions);
    const auto& columns = view_.columns();
    std::shared_ptr<const EffectivePrices> all;
    const auto num_rows = num_rows_in(products, rows, columns);
    if (seller_conditions.empty()) {
        all = view_.price_columns->find(*choice_, *rules_.prices, num_rows);
    }
    if (all == nullptr) {
        prices_ = std::make_shared<const EffectivePrices>(*choice_, products, rows);
    } else if (EffectivePrices::is_dense(num_rows, columns.num_rows())) {
        prices_ = std::move(all);
    } else {
        prices_ = std::make_shared<const EffectivePrices>(*all, columns, products, rows);
    }
}

OrdinalSet ShopView::rows_sold_by(std::string_view seller) const {
    const auto& offers = view_.columns().offers();
    const std::string folded = data::fold(seller);
    std::vector<std::uint8_t> is_wanted;
    for (std::uint32_t name = 0; name < offers.num_names(); ++name) {
        is_wanted.push_back(data::fold(offers.name(name)) == folded);
    }
    OrdinalSet rows = priced_rows();
    rows.filter([&](data::Row row) {
        bool is_sold = false;
        choice_->for_each_seller(row, [&](std::uint32_t name) { is_sold |= is_wanted[name] != 0; });
        return is_sold;
    });
    return rows;
}

OrdinalSet ShopView::rows_at(std::uint32_t location) const {
    const auto& stock = view_.columns().inventory();
    const auto quantities = view_.stock_quantities();
    std::vector<data::Row> rows;
    for (auto entry = stock.first(location); entry < stock.end(location); ++entry) {
        if (quantities[entry] >= rules_.min_quantity) rows.push_back(stock.rows()[entry]);
    }
    return OrdinalSet::from_sorted(std::move(rows), view_.columns().num_rows());
}

OrdinalSet ShopView::rows_at(const std::vector<std::uint32_t>& locations) const {
    const auto unite = [&] {
        OrdinalSet rows(view_.columns().num_rows());
        for (const auto location : locations) rows.unite(rows_at(location));
        return rows;
    };
    return view_.stock_sets->find(locations, rules_.min_quantity, view_.stock_version(), unite);
}

OrdinalSet ShopView::rows_at(std::string_view location) const {
    const auto& stock = view_.columns().inventory();
    const std::string folded = data::fold(location);
    std::vector<std::uint32_t> wanted;
    for (std::uint32_t id = 0; id < stock.num_locations(); ++id) {
        if (data::fold(stock.location(id)) == folded) wanted.push_back(id);
    }
    return rows_at(wanted);
}

OrdinalSet ShopView::available_rows() const {
    if (!rules_.locations.empty()) return rows_at(locations_);
    std::vector<std::uint32_t> all(view_.columns().inventory().num_locations());
    std::iota(all.begin(), all.end(), 0U);
    return rows_at(all);
}

bool ShopView::is_asked_for(std::uint32_t entry) const {
    if (rules_.locations.empty()) return true;
    const auto location = view_.columns().inventory().location_of(entry);
    return std::binary_search(locations_.begin(), locations_.end(), location);
}

bool ShopView::is_available(data::Row row) const {
    return stock(row).is_available;
}

ShopView::Stock ShopView::stock(data::Row row) const {
    Stock stock;
    const auto quantities = view_.stock_quantities();
    for (const auto entry : view_.columns().inventory().entries_of(row)) {
        if (!is_asked_for(entry)) continue;
        stock.quantity += quantities[entry];
        stock.is_available = stock.is_available || quantities[entry] >= rules_.min_quantity;
    }
    return stock;
}

} // namespace aisle::search
