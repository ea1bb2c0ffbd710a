#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "data/demo/rng.h"

namespace aisle::data::demo {

/// One price of a product, as reference for the record's `prices`.
/// Units: minor units of the currency; Unix seconds. A member at its default is not written.
struct Offer {
    std::string_view list;
    std::string_view currency;
    std::uint32_t amount = 0;
    std::int64_t from = 0;
    std::int64_t until = 0;
    std::uint32_t min_quantity = 1;
    std::string_view location;
    std::string_view seller;
    std::uint32_t was = 0;
};

/// How a product is priced: the same for all its variants.
struct Pricing {
    std::uint32_t sale_percent_off = 0; ///< 0: no sale
    std::int64_t sale_from = 0;
    std::int64_t sale_until = 0;
    bool for_vips = false;
    bool wholesale = false;
    bool outlet = false;     ///< cheaper at the outlet store
    std::string_view seller; ///< a marketplace seller who offers it too
    std::uint32_t seller_percent = 100;

    /// True while the sale runs.
    [[nodiscard]] bool is_on_sale(std::int64_t now) const noexcept {
        return sale_percent_off > 0 && sale_from <= now && now < sale_until;
    }
};

/// Draws how a product is priced; a few percent have a sale around `now`.
[[nodiscard]] Pricing draw_pricing(std::int64_t now, Rng& rng);

/// All offers of a variant whose unrounded price is `base_minor` euro cents.
void make_offers(std::uint32_t base_minor, const Pricing& pricing, std::vector<Offer>& offers);

/// What a single customer of list "default" pays in EUR at a moment, in cents.
[[nodiscard]] std::uint32_t current_price(const std::vector<Offer>& offers, std::int64_t now);

} // namespace aisle::data::demo
