// How shoppers behave.
//
// A shopper has a handful of families they care about, a price tier, a liking for some brands and
// three products they keep coming back to. On some days they visit. A visit is a chain of
// errands: search or browse a family, look at the hits (drawn by popularity, ordered by it, as a
// store would), click those that suit their taste, perhaps put one into the cart and add what
// goes with it. The visit may end with the purchase of the cart. Popular products therefore get
// more events, people with like tastes meet in the same products, and companions are bought
// together: what recommenders are there to find out.

#include "data/demo/shopper.h"

#include <algorithm>
#include <functional>

#include "data/demo/taxonomy.h"

namespace aisle::data::demo {
namespace {

constexpr std::uint64_t kShopperStream = 6;
constexpr std::uint64_t kDayStream = 7;
constexpr std::int64_t kSecond = 1'000;
constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::int64_t kLongestVisitSeconds = 3'600;
constexpr std::uint32_t kHitsSeen = 12;

// How many visits start in each hour of the day (UTC): few at night, most in the evening.
constexpr std::array<std::uint32_t, 24> kVisitsByHour = {2, 1, 1, 1, 1, 2, 4,  6,  7,  7,  8, 9,
                                                         9, 8, 7, 7, 8, 9, 11, 13, 14, 12, 8, 4};

// How much a shopper likes a product: 0 ... 100.
std::uint32_t liking(const Shopper& shopper, const Assortment& assortment, std::uint32_t product) {
    const std::uint32_t tier = assortment.tier(product);
    const std::uint32_t distance = tier > shopper.tier ? tier - shopper.tier : shopper.tier - tier;
    const std::uint32_t brand_liking =
        Rng::for_key({shopper.brand_taste, assortment.brand(product)}).below(61);
    return brand_liking + 40 - std::min(distance * 15, 40U);
}

// One visit as it happens: the clock, the cart and the events so far.
class Visit {
public:
    Visit(const Assortment& assortment, const Shopper& shopper, Rng rng,
          std::vector<ShopperEvent>& events)
        : assortment_(assortment), shopper_(shopper), rng_(rng), events_(events) {}

    void run(std::int64_t start_ms) {
        start_ms_ = now_ms_ = start_ms;
        if (rng_.chance(25)) revisit_wish();
        const std::uint32_t num_errands = rng_.between(1, 3);
        for (std::uint32_t i = 0; i < num_errands && !is_late(); ++i) run_errand();
        if (!cart_.empty() && rng_.chance(60)) buy();
    }

private:
    struct CartLine {
        std::uint32_t product;
        std::uint64_t query;
    };

    [[nodiscard]] bool is_late() const {
        return now_ms_ - start_ms_ > (kLongestVisitSeconds - 900) * kSecond;
    }

    ShopperEvent& act(Action action, std::uint32_t product) {
        now_ms_ += rng_.between(4'000, 70'999);
        ShopperEvent& event = events_.emplace_back();
        event.time_ms = now_ms_;
        event.shopper = shopper_.number;
        event.action = action;
        event.items.push_back(product);
        return event;
    }

    void revisit_wish() {
        const std::uint32_t wish =
            shopper_.wishes[rng_.below(static_cast<std::uint32_t>(shopper_.wishes.size()))];
        act(Action::kView, wish);
        if (rng_.chance(20)) put_into_cart(wish, 0);
    }

    std::uint32_t draw_family() {
        if (rng_.chance(12)) return assortment_.draw_family(rng_); // curiosity
        constexpr std::uint32_t kLast =
            static_cast<std::uint32_t>(std::tuple_size_v<decltype(Shopper::families)>);
        return shopper_.families[rng_.low_below(kLast)];
    }

    // Some products of a family, the most popular first, none twice.
    std::vector<std::uint32_t> hits_of(std::uint32_t family) {
        std::vector<std::uint32_t> hits;
        for (std::uint32_t i = 0; i < kHitsSeen; ++i) {
            hits.push_back(assortment_.draw_product(family, rng_));
        }
        std::ranges::sort(hits, [&](std::uint32_t a, std::uint32_t b) {
            const std::uint32_t pa = assortment_.popularity(a);
            const std::uint32_t pb = assortment_.popularity(b);
            return pa != pb ? pa > pb : a < b;
        });
        hits.erase(std::unique(hits.begin(), hits.end()), hits.end());
        return hits;
    }

    void run_errand() {
        const std::vector<std::uint32_t> hits = hits_of(draw_family());
        const bool searched = rng_.chance(70);
        const std::uint64_t query = searched ? rng_.next() | 1U : 0; // 0 means no query
        if (searched) act(Action::kSeeHits, hits.front()).items = hits;
        for (std::uint32_t i = 0; i < hits.size() && !is_late(); ++i) {
            // Attention falls with the position, interest rises with liking.
            const std::uint32_t interest = liking(shopper_, assortment_, hits[i]) / (2 + i / 3);
            if (rng_.chance(interest)) consider(hits[i], i + 1, query);
        }
    }

    void consider(std::uint32_t product, std::uint32_t position, std::uint64_t query) {
        if (query != 0) {
            ShopperEvent& click = act(Action::kClick, product);
            click.position = position;
            click.query = query;
        }
        act(Action::kView, product);
        if (!rng_.chance(liking(shopper_, assortment_, product) / 3)) return;
        put_into_cart(product, query);
        add_companion(product);
    }

    void add_companion(std::uint32_t product) {
        const auto& complements =
            Taxonomy::instance().families()[assortment_.family(product)].complements;
        if (complements.empty() || !rng_.chance(55)) return;
        const std::uint32_t family =
            complements[rng_.below(static_cast<std::uint32_t>(complements.size()))];
        if (!assortment_.has_family(family)) return;
        const std::uint32_t companion = assortment_.companion(product, family, rng_);
        act(Action::kView, companion);
        if (rng_.chance(70)) put_into_cart(companion, 0);
    }

    void put_into_cart(std::uint32_t product, std::uint64_t query) {
        constexpr std::size_t kLargestCart = 20; // the protocol's limit of objectIDs in an event
        if (cart_.size() == kLargestCart) return;
        if (std::ranges::find(cart_, product, &CartLine::product) != cart_.end()) return;
        act(Action::kAddToCart, product).query = query;
        cart_.push_back({product, query});
    }

    void buy() {
        ShopperEvent& purchase = act(Action::kPurchase, cart_.front().product);
        purchase.items.clear();
        for (const CartLine& line : cart_) {
            purchase.items.push_back(line.product);
            purchase.quantities.push_back(rng_.chance(12) ? 2 : 1);
            purchase.item_queries.push_back(line.query);
        }
    }

    const Assortment& assortment_;
    const Shopper& shopper_;
    std::int64_t start_ms_ = 0;
    std::int64_t now_ms_ = 0;
    Rng rng_;
    std::vector<CartLine> cart_;
    std::vector<ShopperEvent>& events_;
};

const WeightedChoice& hour_choice() {
    static const WeightedChoice choice = [] {
        WeightedChoice hours;
        for (const std::uint32_t visits : kVisitsByHour) hours.add(visits);
        return hours;
    }();
    return choice;
}

// A second of the window's day (which need not begin at midnight) whose time of day is likely,
// early enough that the visit ends within the window.
std::int64_t draw_start(std::int64_t day_start, Rng& rng) {
    const std::int64_t hour = hour_choice().draw(rng);
    const std::int64_t time_of_day = hour * 3'600 + rng.below(3'600);
    const std::int64_t midnight_offset = (day_start % kDaySeconds + kDaySeconds) % kDaySeconds;
    const std::int64_t offset = (time_of_day - midnight_offset + kDaySeconds) % kDaySeconds;
    return day_start + std::min(offset, kDaySeconds - kLongestVisitSeconds - rng.below(1'800));
}

} // namespace

Shopper Crowd::shopper(std::uint64_t number) const {
    Rng rng = Rng::for_key({options_.seed, kShopperStream, number});
    constexpr std::array<std::uint32_t, 10> kTiers = {0, 0, 1, 1, 1, 1, 1, 2, 2, 3};
    Shopper made;
    made.number = number;
    const std::uint32_t first = assortment_.draw_family(rng);
    const std::uint8_t home = Taxonomy::instance().families()[first].department_position;
    for (std::uint32_t& family : made.families) {
        // Half of what they look for lies in the department of their first love.
        family = rng.chance(50) ? Taxonomy::instance().draw_family_in(home, rng)
                                : assortment_.draw_family(rng);
        if (!assortment_.has_family(family)) family = first;
    }
    made.families.front() = first;
    made.tier = kTiers[rng.below(kTiers.size())];
    made.brand_taste = rng.next();
    // Activity has a long tail as well: few come daily, most once in ten days.
    made.visits_percent = std::min(6 + 500 / (rng.below(100) + 6), 90U);
    for (std::uint32_t& wish : made.wishes) {
        wish = assortment_.draw_product(made.families[rng.below(2)], rng);
    }
    return made;
}

void Crowd::append_day(const Shopper& shopper, std::uint32_t day,
                       std::vector<ShopperEvent>& events) const {
    Rng rng = Rng::for_key({options_.seed, kDayStream, shopper.number, day});
    if (!rng.chance(shopper.visits_percent)) return;
    const std::int64_t day_start =
        options_.now - std::int64_t{options_.num_days - day} * kDaySeconds;
    const std::int64_t start = draw_start(day_start, rng);
    Visit(assortment_, shopper, rng, events).run(start * kSecond);
}

} // namespace aisle::data::demo
