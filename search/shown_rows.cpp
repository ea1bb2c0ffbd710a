#include "search/shown_rows.h"

#include <cassert>
#include <numeric>

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
    prepare(hits);
    prefetch(hits);
}

/// Those of all locations; and makes room for the rows.
void HitRows::prepare(std::span<const Candidate> hits) {
    std::vector<std::size_t> num_rows(matches_.size(), 0);
    for (const auto& hit : hits) {
        const auto& columns = matches_[hit.segment].view->columns();
        num_rows[hit.segment] += columns.end_row(hit.product) - columns.first_row(hit.product);
    }
    rows_.reserve(std::accumulate(num_rows.begin(), num_rows.end(), std::size_t{0}));
    for (std::size_t i = 0; i < matches_.size(); ++i) {
        const auto& view = *matches_[i].view;
        const auto& columns = view.columns();
        const auto& rules = matches_[i].matching.shop->rules();
        const bool are_told = rules.has_stock && rules.locations.empty() && rules.min_quantity > 0;
        totals_.push_back(
            are_told && num_rows[i] > 0
                ? view.stock_totals->find({columns.inventory(), view.stock_quantities(),
                                           view.stock_version(), columns.num_rows()},
                                          num_rows[i])
                : nullptr);
    }
}

// Each loop finds in the cache what the one before it asked for.
void HitRows::prefetch(std::span<const Candidate> hits) const {
    for (const auto& hit : hits) {
        const auto& columns = matches_[hit.segment].view->columns();
        const auto first = columns.first_row(hit.product);
        if (const auto& totals = totals_[hit.segment]) {
            __builtin_prefetch(totals->data() + first);
        } else {
            __builtin_prefetch(columns.inventory().entries_of(first).data());
        }
    }
    for (const auto& hit : hits) {
        if (totals_[hit.segment] != nullptr) continue;
        const auto& view = *matches_[hit.segment].view;
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

ShopView::Stock HitRows::stock_of(data::Row row, const Candidate& hit) const {
    const auto& shop = *matches_[hit.segment].matching.shop;
    const auto& totals = totals_[hit.segment];
    if (totals == nullptr) return shop.stock(row);
    const auto& total = (*totals)[row];
    return {total.quantity, total.most >= std::int64_t{shop.rules().min_quantity}};
}

ShownRows HitRows::find(const Candidate& hit, bool is_match) {
    const auto& matching = matches_[hit.segment].matching;
    const ShopView& shop = *matching.shop;
    const auto& columns = shop.segment().columns();
    const std::size_t first_found = rows_.size();
    const data::Row first = columns.first_row(hit.product);
    const data::Row end = columns.end_row(hit.product);
    assert(rows_.size() + (end - first) <= rows_.capacity());
    for (auto row = first; row < end; ++row) {
        if (is_match && !matching.contains_row(row)) continue;
        ShownRow& entry = rows_.emplace_back();
        entry.position = row - first;
        if (shop.offers() != nullptr) entry.price = price_of(row, *shop.offers());
        const auto stock = stock_of(row, hit);
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
