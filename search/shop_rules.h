#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/search_params.h"
#include "data/settings.h"
#include "search/snapshot.h"

namespace aisle::search {

/// A price context with everything settled that it leaves open. Borrows the settings.
struct PriceRules {
    data::PriceContext context;
    std::int64_t at = 0;                        ///< Unix seconds
    const data::ExchangeRates* rates = nullptr; ///< null: nothing is converted
    const std::vector<std::string>* paused_sellers = nullptr;
};

/// What one request asks about offers and stock, the same for all segments.
/// Borrows the snapshot.
struct ShopRules {
    std::optional<PriceRules> prices;   ///< absent: `price` is an attribute like any other
    bool has_stock = false;             ///< some record of the snapshot has an inventory
    std::vector<std::string> locations; ///< empty: all
    std::uint32_t min_quantity = 1;
    bool must_be_available = false;
    bool boosts_available = false;

    [[nodiscard]] bool is_price(std::string_view path) const noexcept;
    [[nodiscard]] bool is_seller(std::string_view path) const noexcept;
    [[nodiscard]] bool is_location(std::string_view path) const noexcept;

    /// True for conditions whose outcome depends on which offers count.
    [[nodiscard]] bool is_about_offers(const data::Filter& filter) const;

    /// True for a condition that only names sellers: it keeps their offers and no others.
    [[nodiscard]] bool chooses_sellers(const data::Filter& filter) const;
};

/// A context that names no moment is as of now.
[[nodiscard]] ShopRules make_shop_rules(const Snapshot& snapshot, const data::SearchParams& params);

} // namespace aisle::search
