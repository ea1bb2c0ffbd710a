#include "data/demo/product_plan.h"

#include <algorithm>

#include "data/error.h"

namespace aisle::data::demo {
namespace {

constexpr std::uint64_t kPlanStream = 1;
constexpr std::uint64_t kDetailStream = 2;

constexpr std::uint64_t kMaxProducts = 9'999'999; // objectIDs have seven digits
constexpr std::uint32_t kSmallMakerPercent = 8;
constexpr std::uint32_t kTierPercent[] = {70, 100, 145, 230};

// Popularity is a Pareto variable of exponent 1: the product at rank r of n has about
// kLeastPopularity * n / r.
constexpr std::uint64_t kLeastPopularity = 5;
constexpr std::uint64_t kMostPopularity = 2'000'000;

std::uint32_t draw_popularity(Rng& rng) {
    const std::uint64_t popularity = (kLeastPopularity << 32U) / (std::uint64_t{rng.bits()} + 1);
    return static_cast<std::uint32_t>(std::min(popularity, kMostPopularity));
}

// Cheap products are more frequent than dear ones: the square of a uniform variable.
std::uint32_t draw_price(const Family& family, std::uint32_t tier, Rng& rng) {
    const std::uint64_t u = rng.below(1U << 16U);
    const std::uint64_t range = (family.high_price - family.low_price) * std::uint64_t{100};
    const std::uint64_t minor =
        family.low_price * std::uint64_t{100} + ((range * u >> 16U) * u >> 16U);
    return static_cast<std::uint32_t>(minor * kTierPercent[tier] / 100);
}

} // namespace

ProductPlan plan_product(const DemoOptions& options, std::uint64_t index) {
    const Taxonomy& taxonomy = Taxonomy::instance();
    Rng rng = Rng::for_key({options.seed, kPlanStream, index});
    ProductPlan plan;
    plan.index = index;
    plan.family = taxonomy.draw_family(rng);
    if (rng.chance(kSmallMakerPercent)) {
        plan.brand = static_cast<std::uint32_t>(brands().size());
        plan.maker_rank = draw_open_zipf(rng);
        plan.tier = 1 + plan.maker_rank % 3;
    } else {
        plan.brand = taxonomy.draw_brand(family_of(plan).department_position, rng);
        plan.tier = brands()[plan.brand].tier;
    }
    plan.popularity = draw_popularity(rng);
    plan.base_minor = draw_price(*family_of(plan).family, plan.tier, rng);
    return plan;
}

Rng detail_rng(const DemoOptions& options, std::uint64_t index) {
    return Rng::for_key({options.seed, kDetailStream, index});
}

std::string object_id(std::uint64_t index) {
    std::string id = "p0000000";
    std::uint64_t rest = index + 1;
    for (std::size_t i = id.size() - 1; i > 0; --i, rest /= 10) {
        id[i] = static_cast<char>('0' + rest % 10);
    }
    return id;
}

const FamilyEntry& family_of(const ProductPlan& plan) {
    return Taxonomy::instance().families()[plan.family];
}

void check_options(const DemoOptions& options) {
    if (options.num_products < 1 || options.num_products > kMaxProducts) {
        throw Error(ErrorCode::kInvalidRequest,
                    "num_products is " + std::to_string(options.num_products) + "; expected 1 to " +
                        std::to_string(kMaxProducts));
    }
    if (options.num_days < 1 || options.num_days > 365) {
        throw Error(ErrorCode::kInvalidRequest,
                    "num_days is " + std::to_string(options.num_days) + "; expected 1 to 365");
    }
    constexpr std::uint64_t kMaxShoppers = 99'999'999;
    if (options.num_shoppers > kMaxShoppers) {
        throw Error(ErrorCode::kInvalidRequest,
                    "num_shoppers is " + std::to_string(options.num_shoppers) +
                        "; expected at most " + std::to_string(kMaxShoppers));
    }
}

} // namespace aisle::data::demo
