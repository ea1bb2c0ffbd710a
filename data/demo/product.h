#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "data/demo/offers.h"
#include "data/demo/product_plan.h"
#include "data/demo/product_text.h"

namespace aisle::data::demo {

/// Stock at one place.
struct Stock {
    std::string_view location;
    std::uint32_t quantity = 0;
};

/// One row of a product.
struct Variant {
    std::string_view color;            ///< empty when the family has no colours
    std::string_view size;             ///< empty when it has no sizes
    std::uint32_t price_percent = 100; ///< of the product's base price
    std::vector<Stock> inventory;
};

/// A complete product, before it becomes JSON. Reused from product to product.
struct Product {
    ProductPlan plan;
    ProductText text;
    Pricing pricing;
    std::vector<Variant> variants; ///< one without colour and size: the record is the row
    std::vector<Offer> offers;     ///< of the first variant, which is the cheapest
    std::uint32_t price_minor = 0; ///< their current_price
    std::uint32_t rating_tenths = 0;
    std::uint32_t num_reviews = 0;
    std::int64_t release_date = 0;
    bool free_shipping = false;

    /// True when the family differs in neither colour nor size.
    [[nodiscard]] bool is_single() const noexcept {
        return variants.size() == 1 && variants[0].color.empty() && variants[0].size.empty();
    }

    /// True when the size of a variant decides its price.
    [[nodiscard]] bool has_size_prices() const noexcept {
        return variants.back().price_percent != variants.front().price_percent;
    }
};

/// Makes the product at a position of the store.
void make_product(const DemoOptions& options, std::uint64_t index, Product& product);

} // namespace aisle::data::demo
