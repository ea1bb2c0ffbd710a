#include "search/shop_view.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "data/text.h"
#include "search/row_sets.h"

namespace aisle::search {

namespace {

/// The rows with enough at one of `locations`.   Cost: a pass over the stock.
OrdinalSet rows_with_enough(const SegmentView& view, const std::vector<std::uint32_t>& locations,
                            const ShopRules& rules) {
    const auto& stock = view.columns().inventory();
    const std::uint32_t num_rows = view.columns().num_rows();
    if (stock.is_empty() || locations.empty()) return OrdinalSet(num_rows);
    std::vector<std::uint8_t> is_wanted(stock.num_locations(), 0);
    for (const auto location : locations) is_wanted[location] = 1;
    Bitmap rows(num_bitmap_words(num_rows), 0);
    view.stock_quantities().visit([&](auto quantities) {
        stock.locations().visit([&](auto location_of) {
            std::uint32_t entry = 0;
            for (data::Row row = 0; row < num_rows; ++row) {
                std::uint64_t has_enough = 0;
                for (const auto end = stock.end(row); entry < end; ++entry) {
                    const bool is_enough = quantities[entry] >= std::int64_t{rules.min_quantity};
                    has_enough |= std::uint64_t{is_wanted[location_of[entry]]} &
                                  static_cast<std::uint64_t>(is_enough);
                }
                rows[row / 64] |= has_enough << (row % 64);
            }
        });
    });
    const auto size = count_bits(rows);
    return OrdinalSet::from_bitmap(std::move(rows), size, num_rows);
}

} // namespace

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

OrdinalSet ShopView::rows_at(const std::vector<std::uint32_t>& locations) const {
    return view_.stock_sets->find(locations, rules_.min_quantity, view_.stock_version(),
                                  [&] { return rows_with_enough(view_, locations, rules_); });
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
    const auto location = view_.columns().inventory().locations()[entry];
    return std::binary_search(locations_.begin(), locations_.end(), location);
}

bool ShopView::is_available(data::Row row) const {
    return stock(row).is_available;
}

ShopView::Stock ShopView::stock_of(std::uint32_t first, std::uint32_t end) const {
    Stock stock;
    view_.stock_quantities().visit([&](auto quantities) {
        for (auto entry = first; entry < end; ++entry) {
            if (!is_asked_for(entry)) continue;
            const std::int64_t quantity = quantities[entry];
            stock.quantity += quantity;
            stock.is_available = stock.is_available || quantity >= rules_.min_quantity;
        }
    });
    return stock;
}

} // namespace aisle::search
