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

// Each loop finds in the cache what the one before it asked for.
void prefetch_stock(std::span<const Candidate> hits, const std::vector<SegmentMatches>& matches) {
    for (const auto& hit : hits) {
        const auto& columns = matches[hit.segment].view->columns();
        __builtin_prefetch(columns.inventory().entries_of(columns.first_row(hit.product)).data());
    }
    for (const auto& hit : hits) {
        const auto& view = *matches[hit.segment].view;
        const auto& columns = view.columns();
        const auto* const quantities = view.stock_quantities().data();
        const auto end = columns.end_row(hit.product);
        for (auto row = columns.first_row(hit.product); row < end; ++row) {
            for (const auto entry : columns.inventory().entries_of(row)) {
                __builtin_prefetch(quantities + entry);
            }
        }
    }
}

ShownRows find_shown_rows(const Candidate& candidate, const Matching& matching) {
    const ShopView& shop = *matching.shop;
    const auto& columns = shop.segment().columns();
    const bool is_match = matching.products.contains(candidate.product);
    ShownRows shown;
    shown.has_stock = shop.rules().has_stock;
    if (shop.rules().prices) shown.currency = shop.rules().prices->context.currency;
    const data::Row first = columns.first_row(candidate.product);
    const data::Row end = columns.end_row(candidate.product);
    shown.rows.reserve(end - first);
    for (auto row = first; row < end; ++row) {
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
