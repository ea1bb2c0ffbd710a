#include "data/demo/product.h"

#include <algorithm>
#include <array>

namespace aisle::data::demo {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kOldestDays = 2'400;

// Chance in percent that a variant lies at the place of the same position in locations(), and
// the most pieces there. The first two are the warehouses.
constexpr std::array<std::uint32_t, 12> kStockPercent = {66, 34, 14, 12, 11, 9, 8, 7, 6, 6, 5, 3};
constexpr std::uint32_t kWarehouseQuantity = 120;
constexpr std::uint32_t kStoreQuantity = 9;

// How much dearer each next size is, in percent; 0 when all sizes cost the same.
std::uint32_t price_step(Variants variants) {
    switch (variants) {
    case Variants::kNone:
    case Variants::kColor:
    case Variants::kApparel:
    case Variants::kShoes:
    case Variants::kKids:
    case Variants::kRing:
        return 0;
    case Variants::kBedding:
        return 25;
    case Variants::kRug:
        return 90;
    case Variants::kStorage:
        return 15;
    case Variants::kVolume:
        return 65;
    case Variants::kBottle:
        return 50;
    case Variants::kWeight:
        return 80;
    case Variants::kPaint:
        return 85;
    }
    return 0;
}

bool has_colors(Variants variants) {
    switch (variants) {
    case Variants::kNone:
    case Variants::kRing:
    case Variants::kVolume:
    case Variants::kBottle:
    case Variants::kWeight:
        return false;
    case Variants::kColor:
    case Variants::kApparel:
    case Variants::kShoes:
    case Variants::kKids:
    case Variants::kBedding:
    case Variants::kRug:
    case Variants::kStorage:
    case Variants::kPaint:
        return true;
    }
    return false;
}

// Up to three different colours, the common ones more often; one empty name when there are none.
struct ChosenColors {
    std::array<std::string_view, 3> names;
    std::uint32_t count = 0;
};

ChosenColors draw_colors(const Shelf& shelf, Variants kind, Rng& rng) {
    ChosenColors chosen;
    if (!has_colors(kind)) {
        chosen.count = 1;
        return chosen;
    }
    const auto palette = colors(shelf.palette);
    const std::uint32_t wanted = rng.between(1, 3);
    while (chosen.count < wanted) {
        const std::string_view color =
            palette[rng.low_below(static_cast<std::uint32_t>(palette.size()))];
        const auto end = chosen.names.begin() + chosen.count;
        if (std::find(chosen.names.begin(), end, color) == end)
            chosen.names[chosen.count++] = color;
    }
    return chosen;
}

// A run of neighbouring sizes, [begin, end).
struct SizeRun {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

SizeRun draw_sizes(std::size_t num_sizes, Rng& rng) {
    const auto n = static_cast<std::uint32_t>(num_sizes);
    const std::uint32_t length = std::min(rng.between(2, 4), n);
    const std::uint32_t begin = rng.below(n - length + 1);
    return {begin, begin + length};
}

void draw_inventory(Rng& rng, std::vector<Stock>& inventory) {
    inventory.clear();
    const auto places = locations();
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (!rng.chance(kStockPercent[i])) continue;
        inventory.push_back(
            {places[i], rng.between(1, i < 2 ? kWarehouseQuantity : kStoreQuantity)});
    }
}

// Slot by slot, so that the inventories keep their memory.
Variant& next_variant(std::vector<Variant>& variants, std::size_t& count) {
    if (count == variants.size()) variants.emplace_back();
    return variants[count++];
}

void make_variants(const FamilyEntry& entry, Rng& rng, std::vector<Variant>& variants) {
    const Variants kind = entry.family->variants;
    const ChosenColors palette = draw_colors(*entry.shelf, kind, rng);
    const auto all_sizes = sizes(kind);
    const SizeRun run = all_sizes.empty() ? SizeRun{0, 1} : draw_sizes(all_sizes.size(), rng);
    std::size_t count = 0;
    for (std::uint32_t c = 0; c < palette.count; ++c) {
        for (std::uint32_t s = run.begin; s < run.end; ++s) {
            Variant& variant = next_variant(variants, count);
            variant.color = palette.names[c];
            variant.size = all_sizes.empty() ? std::string_view{} : all_sizes[s];
            variant.price_percent = 100 + (s - run.begin) * price_step(kind);
            draw_inventory(rng, variant.inventory);
        }
    }
    variants.resize(count);
}

void draw_reviews(Product& product, Rng& rng) {
    product.num_reviews = 1 + product.plan.popularity / rng.between(4, 24);
    // Three draws heap up around four stars.
    product.rating_tenths = 29;
    for (const std::uint32_t range : {8U, 8U, 7U}) product.rating_tenths += rng.below(range);
}

std::int64_t draw_release(std::int64_t now, Rng& rng) {
    // The square makes recent releases more frequent.
    const std::int64_t u = rng.below(1U << 16U);
    const std::int64_t age_days = 1 + ((kOldestDays * u >> 16U) * u >> 16U);
    return now / kDay * kDay - age_days * kDay + 6 * 3600;
}

} // namespace

void make_product(const DemoOptions& options, std::uint64_t index, Product& product) {
    product.plan = plan_product(options, index);
    Rng rng = detail_rng(options, index);
    compose_text(product.plan, rng, product.text);
    product.pricing = draw_pricing(options.now, rng);
    make_variants(family_of(product.plan), rng, product.variants);
    draw_reviews(product, rng);
    product.release_date = draw_release(options.now, rng);
    make_offers(product.plan.base_minor, product.pricing, product.offers);
    product.price_minor = current_price(product.offers, options.now);
    product.free_shipping = product.price_minor >= 4'900 || rng.chance(10);
}

} // namespace aisle::data::demo
