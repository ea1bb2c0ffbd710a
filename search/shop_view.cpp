#include "search/shop_view.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "data/text.h"
#include "search/row_sets.h"

namespace aisle::search {

EffectivePrices::EffectivePrices(const OfferChoice& choice, const OrdinalSet& products,
                                 const OrdinalSet& rows) {
    const auto& columns = choice.view().columns();
    const auto price_row = [&](data::Row row) {
        const auto offer = choice.choose(row);
        if (!offer) return;
        cells_.push_back(row);
        values_.push_back(choice.price(offer->amount));
    };
    const std::size_t rows_per_product = columns.num_rows() / (columns.num_products() + 1) + 1;
    cells_.reserve(std::min<std::size_t>(rows.size(), products.size() * rows_per_product));
    values_.reserve(cells_.capacity());
    for_each_row_in(products, rows, columns, price_row);
    const std::uint32_t num_rows = columns.num_rows();
    rows_ = OrdinalSet::from_sorted(cells_, num_rows);
    // A look-up in a sparse column is a binary search, some 30 times what filling a cell takes.
    constexpr std::size_t kCellsPerLookUp = 16;
    if (cells_.size() * kCellsPerLookUp >= num_rows) {
        std::vector<double> dense(num_rows, std::numeric_limits<double>::quiet_NaN());
        for (std::size_t i = 0; i < cells_.size(); ++i) dense[cells_[i]] = values_[i];
        values_ = std::move(dense);
        cells_.clear();
    }
    column_.emplace(data::ColumnSpace::kRow, cells_, values_);
}

ShopView::ShopView(const SegmentView& view, const ShopRules& rules) : view_(view), rules_(rules) {
    const auto& stock = view.columns().inventory();
    if (rules.locations.empty()) {
        locations_.resize(stock.num_locations());
        std::iota(locations_.begin(), locations_.end(), 0U);
        return;
    }
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
    prices_ = std::make_unique<EffectivePrices>(*choice_, products, rows);
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
    const auto& stock = view_.columns().inventory();
    const auto quantities = view_.stock_quantities();
    const std::uint32_t num_rows = view_.columns().num_rows();
    std::vector<bool> is_there(num_rows);
    for (const auto location : locations) {
        for (auto entry = stock.first(location); entry < stock.end(location); ++entry) {
            if (quantities[entry] >= rules_.min_quantity) is_there[stock.rows()[entry]] = true;
        }
    }
    std::vector<data::Row> rows;
    for (data::Row row = 0; row < num_rows; ++row) {
        if (is_there[row]) rows.push_back(row);
    }
    return OrdinalSet::from_sorted(rows, num_rows);
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
    return rows_at(locations_);
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
