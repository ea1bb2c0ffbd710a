#include "search/shop_rules.h"

#include <algorithm>
#include <chrono>

#include "data/columns.h"

namespace aisle::search {

using data::Filter;

bool ShopRules::is_price(std::string_view path) const noexcept {
    return prices && data::strip_variants(path) == "price";
}

bool ShopRules::is_seller(std::string_view path) const noexcept {
    return prices && data::strip_variants(path) == "seller";
}

bool ShopRules::is_location(std::string_view path) const noexcept {
    return has_stock && data::strip_variants(path) == "location";
}

bool ShopRules::is_about_offers(const Filter& filter) const {
    if (!prices) return false;
    if (is_price(filter.attribute) || is_seller(filter.attribute)) return true;
    return std::any_of(filter.children.begin(), filter.children.end(),
                       [&](const Filter& child) { return is_about_offers(child); });
}

bool ShopRules::chooses_sellers(const Filter& filter) const {
    if (!prices) return false;
    if (filter.kind == Filter::Kind::kAnd || filter.kind == Filter::Kind::kOr) {
        return !filter.children.empty() &&
               std::all_of(filter.children.begin(), filter.children.end(),
                           [&](const Filter& child) { return chooses_sellers(child); });
    }
    return filter.kind == Filter::Kind::kFacet && is_seller(filter.attribute);
}

ShopRules make_shop_rules(const Snapshot& snapshot, const data::SearchParams& params) {
    using std::chrono::system_clock;
    ShopRules rules;
    if (params.price_context) {
        const auto& settings = snapshot.settings;
        auto& prices = rules.prices.emplace();
        prices.context = *params.price_context;
        prices.at = prices.context.at.value_or(system_clock::to_time_t(system_clock::now()));
        prices.paused_sellers = &settings.paused_sellers;
        if (prices.context.convert && settings.exchange_rates) {
            prices.rates = &*settings.exchange_rates;
        }
    }
    rules.has_stock =
        std::any_of(snapshot.segments.begin(), snapshot.segments.end(),
                    [](const auto& view) { return !view.columns().inventory().is_empty(); });
    if (params.availability) {
        rules.locations = params.availability->locations;
        rules.min_quantity = params.availability->min_quantity;
        rules.boosts_available = params.availability->boost;
        rules.must_be_available = !params.availability->boost;
    }
    return rules;
}

} // namespace aisle::search
