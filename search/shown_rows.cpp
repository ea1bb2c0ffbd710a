#include "search/shown_rows.h"

#include <cassert>
#include <utility>

namespace aisle::search {

namespace {

std::optional<ShownPrice> price_of(data::Row row, const OfferChoice& offers) {
    const auto effective = offers.choose(row);
    if (!effective) return std::nullopt;
    return ShownPrice{offers.price(effective->amount), std::string(offers.list(effective->offer)),
                      offers.was(effective->offer)};
}

} // namespace

HitRows::HitRows(std::span<const Candidate> hits, const std::vector<SegmentMatches>& matches)
    : matches_(matches) {
    make_room(hits);
    prefetch(hits);
}

void HitRows::make_room(std::span<const Candidate> hits) {
    for (const auto& hit : hits) matches_[hit.segment].view->columns().prefetch_rows(hit.product);
    std::size_t num_rows = 0;
    for (const auto& hit : hits) {
        const auto& columns = matches_[hit.segment].view->columns();
        num_rows += columns.end_row(hit.product) - columns.first_row(hit.product);
    }
    rows_.reserve(num_rows);
}

// The second loop finds in the cache what the first one asked for.
void HitRows::prefetch(std::span<const Candidate> hits) const {
    for (const auto& hit : hits) {
        const auto& columns = matches_[hit.segment].view->columns();
        if (columns.inventory().is_empty()) continue;
        columns.inventory().row_starts().prefetch(columns.first_row(hit.product));
    }
    for (const auto& hit : hits) {
        const auto& view = *matches_[hit.segment].view;
        const auto& inventory = view.columns().inventory();
        if (inventory.is_empty()) continue;
        const auto first = inventory.first(view.columns().first_row(hit.product));
        const auto last = inventory.first(view.columns().end_row(hit.product) - 1);
        const auto quantities = view.stock_quantities();
        quantities.prefetch(first);
        quantities.prefetch(last);
        const bool are_all_asked_for =
            matches_[hit.segment].matching.shop->rules().locations.empty();
        if (!are_all_asked_for) inventory.locations().prefetch(first);
    }
}

ShownRows HitRows::find(const Candidate& hit, bool is_match) {
    const auto& matching = matches_[hit.segment].matching;
    const ShopView& shop = *matching.shop;
    const auto& columns = shop.segment().columns();
    const std::size_t first_found = rows_.size();
    const data::Row first = columns.first_row(hit.product);
    const data::Row end = columns.end_row(hit.product);
    assert(rows_.size() + (end - first) <= rows_.capacity());
    auto stock_end = columns.inventory().first(first);
    for (auto row = first; row < end; ++row) {
        const auto stock_first = std::exchange(stock_end, columns.inventory().end(row));
        if (is_match && !matching.contains_row(row)) continue;
        ShownRow& entry = rows_.emplace_back();
        entry.position = row - first;
        if (shop.offers() != nullptr) entry.price = price_of(row, *shop.offers());
        const auto stock = shop.stock_of(stock_first, stock_end);
        entry.is_available = stock.is_available;
        entry.quantity = stock.quantity;
    }
    ShownRows shown;
    shown.rows = std::span(rows_).subspan(first_found);
    shown.has_stock = shop.rules().has_stock;
    if (shop.rules().prices) shown.currency = shop.rules().prices->context.currency;
    shown.num_matching = is_match ? static_cast<std::uint32_t>(shown.rows.size()) : 0;
    return shown;
}

} // namespace aisle::search
