#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "data/columns.h"
#include "search/effective_prices.h"
#include "search/offer_choice.h"
#include "search/ordinal_set.h"
#include "search/shop_rules.h"
#include "search/snapshot.h"

namespace aisle::search {

/// One segment as one request sees it: its sealed columns, and in place of `price`, `seller`
/// and `location` what the price context and the stock make of them.
/// Threads: any, once prices were evaluated; borrows the arguments of the constructor.
class ShopView {
public:
    ShopView(const SegmentView& view, const ShopRules& rules);

    [[nodiscard]] const SegmentView& segment() const noexcept { return view_; }

    [[nodiscard]] const ShopRules& rules() const noexcept { return rules_; }

    /// The numbers of an attribute; null when no row has any. Effective prices are those of the
    /// last evaluate_prices().
    [[nodiscard]] const data::NumericColumn* numeric(std::string_view path) const;

    /// The sealed values of an attribute; null also where they do not count for this request.
    [[nodiscard]] const data::FacetColumn* facet(std::string_view path) const;

    /// True where an attribute differs from variant to variant.
    [[nodiscard]] bool is_per_row(std::string_view path) const;

    /// Null before evaluate_prices().
    [[nodiscard]] const OfferChoice* offers() const noexcept {
        return choice_ ? &*choice_ : nullptr;
    }

    /// The rows with an effective price: of those evaluated last, and perhaps of others.
    [[nodiscard]] const OrdinalSet& priced_rows() const noexcept { return prices_->rows(); }

    /// Finds the effective prices of the rows of `products` that are in `rows`.
    /// Requires: a price context.   `seller_conditions`: see OfferChoice.
    void evaluate_prices(const OrdinalSet& products, const OrdinalSet& rows,
                         const std::vector<const data::Filter*>& seller_conditions);

    /// Rows with an eligible offer of a seller, whatever the case of its name.
    /// Cost: linear in the offers of the priced rows.
    [[nodiscard]] OrdinalSet rows_sold_by(std::string_view seller) const;

    /// Rows with enough at a location, kept for other requests.
    [[nodiscard]] OrdinalSet kept_rows_at(std::uint32_t location) const {
        return rows_at(std::vector{location});
    }

    /// Rows with enough at a location, whatever the case of its name.
    [[nodiscard]] OrdinalSet rows_at(std::string_view location) const;

    /// Rows with enough at one of the request's locations.
    [[nodiscard]] OrdinalSet available_rows() const;
    [[nodiscard]] bool is_available(data::Row row) const;

    /// What the request's locations hold of a row.
    struct Stock {
        std::int64_t quantity = 0; ///< together
        bool is_available = false; ///< one of them has enough
    };

    [[nodiscard]] Stock stock(data::Row row) const {
        const auto& inventory = view_.columns().inventory();
        return stock_of(inventory.first(row), inventory.end(row));
    }

    /// The same of a row whose entries are [first, end).
    [[nodiscard]] Stock stock_of(std::uint32_t first, std::uint32_t end) const;

private:
    [[nodiscard]] OrdinalSet rows_at(const std::vector<std::uint32_t>& locations) const;
    [[nodiscard]] bool is_asked_for(std::uint32_t entry) const;

    const SegmentView& view_;
    const ShopRules& rules_;
    std::vector<std::uint32_t> locations_; ///< those the request names, ascending
    std::optional<OfferChoice> choice_;
    std::shared_ptr<const EffectivePrices> prices_;
};

} // namespace aisle::search
