#include "search/shown_rows.h"

#include "search/shop_view.h"

namespace aisle::search {

namespace {

std::optional<ShownPrice> price_of(data::Row row, const OfferChoice& offers) {
    const auto effective = offers.choose(row);
    if (!effective) return std::nullopt;
    return ShownPrice{offers.price(effective->amount), std::string(offers.list(effective->offer)),
                      offers.was(effective->offer)};
}

} // namespace

ShownRows find_shown_rows(const Candidate& candidate, const Matching& matching) {
    const ShopView& shop = *matching.shop;
    const auto& columns = shop.segment().columns();
    const bool is_match = matching.products.contains(candidate.product);
    ShownRows shown;
    shown.has_stock = shop.rules().has_stock;
    if (shop.rules().prices) shown.currency = shop.rules().prices->context.currency;
    const data::Row first = columns.first_row(candidate.product);
    for (auto row = first; row < columns.end_row(candidate.product); ++row) {
        if (is_match && !matching.contains_row(row)) continue;
        ShownRow& entry = shown.rows.emplace_back();
        entry.position = row - first;
        if (shop.offers() != nullptr) entry.price = price_of(row, *shop.offers());
        const auto stock = shop.stock(row);
        entry.is_available = stock.is_available;
        entry.quantity = stock.quantity;
    }
    shown.num_matching = is_match ? static_cast<std::uint32_t>(shown.rows.size()) : 0;
    return shown;
}

} // namespace aisle::search
