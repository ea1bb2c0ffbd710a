#include "data/demo/offers.h"

#include <algorithm>
#include <array>
#include <limits>

namespace aisle::data::demo {
namespace {

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::string_view kOutlet = "leipzig-outlet";

struct Currency {
    std::string_view code;
    std::uint32_t percent_of_euro;
};

constexpr std::array<Currency, 3> kCurrencies = {{{"EUR", 100}, {"USD", 109}, {"GBP", 86}}};
constexpr std::array<std::string_view, 6> kSellers = {"northgate-trading", "kontor-weber",
                                                      "rivage-market",     "second-shelf",
                                                      "baltic-goods",      "tandem-store"};

// Prices as shops write them: 7.49, 24.95, 129.00.
std::uint32_t shop_price(std::uint64_t minor) {
    const auto cents = static_cast<std::uint32_t>(minor);
    if (cents < 1'000) return std::max(cents / 50 * 50 + 49, 99U);
    if (cents < 10'000) return cents / 100 * 100 + 95;
    if (cents < 100'000) return cents / 1'000 * 1'000 + 900;
    return cents / 5'000 * 5'000 + 4'900;
}

std::uint32_t percent_of(std::uint32_t amount, std::uint32_t percent) {
    return static_cast<std::uint32_t>(std::uint64_t{amount} * percent / 100);
}

Offer plain_offer(std::string_view list, std::string_view currency, std::uint32_t amount) {
    Offer offer;
    offer.list = list;
    offer.currency = currency;
    offer.amount = amount;
    return offer;
}

void draw_sale(std::int64_t now, Rng& rng, Pricing& pricing) {
    constexpr std::array<std::uint32_t, 6> kPercentOff = {10, 15, 20, 25, 30, 40};
    pricing.sale_percent_off = kPercentOff[rng.below(kPercentOff.size())];
    const std::int64_t length = kDay * rng.between(3, 21);
    // Most sales run now; of the others half are over, half are announced.
    const std::int64_t begun =
        kHour * rng.between(1, static_cast<std::uint32_t>(length / kHour) - 1);
    const std::uint32_t when = rng.below(10);
    const std::int64_t shift = when < 7 ? 0 : when < 9 ? -length : length + kDay;
    pricing.sale_from = now / kHour * kHour - begun + shift;
    pricing.sale_until = pricing.sale_from + length;
}

} // namespace

Pricing draw_pricing(std::int64_t now, Rng& rng) {
    Pricing pricing;
    if (rng.chance(8)) draw_sale(now, rng, pricing);
    pricing.for_vips = rng.chance(35);
    pricing.wholesale = rng.chance(25);
    pricing.outlet = rng.chance(2);
    if (rng.chance(4)) {
        pricing.seller = kSellers[rng.below(kSellers.size())];
        pricing.seller_percent = rng.between(93, 108);
    }
    return pricing;
}

void make_offers(std::uint32_t base_minor, const Pricing& pricing, std::vector<Offer>& offers) {
    offers.clear();
    for (const Currency& currency : kCurrencies) {
        const std::uint32_t regular =
            shop_price(std::uint64_t{base_minor} * currency.percent_of_euro / 100);
        offers.push_back(plain_offer("default", currency.code, regular));
        if (pricing.sale_percent_off > 0) {
            Offer sale = plain_offer("default", currency.code,
                                     percent_of(regular, 100 - pricing.sale_percent_off));
            sale.from = pricing.sale_from;
            sale.until = pricing.sale_until;
            sale.was = regular;
            offers.push_back(sale);
        }
        if (pricing.for_vips) {
            offers.push_back(plain_offer("vip", currency.code, percent_of(regular, 92)));
        }
    }
    const std::uint32_t regular = offers.front().amount;
    if (pricing.wholesale) {
        Offer ten = plain_offer("wholesale", "EUR", percent_of(regular, 78));
        ten.min_quantity = 10;
        Offer fifty = plain_offer("wholesale", "EUR", percent_of(regular, 70));
        fifty.min_quantity = 50;
        offers.insert(offers.end(), {ten, fifty});
    }
    if (pricing.outlet) {
        Offer outlet = plain_offer("default", "EUR", percent_of(regular, 75));
        outlet.location = kOutlet;
        outlet.was = regular;
        offers.push_back(outlet);
    }
    if (!pricing.seller.empty()) {
        Offer other = plain_offer("default", "EUR", percent_of(regular, pricing.seller_percent));
        other.seller = pricing.seller;
        offers.push_back(other);
    }
}

std::uint32_t current_price(const std::vector<Offer>& offers, std::int64_t now) {
    std::uint32_t best = std::numeric_limits<std::uint32_t>::max();
    for (const Offer& offer : offers) {
        const bool in_time = offer.until == 0 || (offer.from <= now && now < offer.until);
        if (offer.list == "default" && offer.currency == "EUR" && offer.min_quantity == 1 &&
            offer.location.empty() && in_time) {
            best = std::min(best, offer.amount);
        }
    }
    return best;
}

} // namespace aisle::data::demo
