#include "data/demo/assortment.h"

#include "data/demo/taxonomy.h"

namespace aisle::data::demo {

Assortment::Assortment(const DemoOptions& options) {
    traits_.reserve(options.num_products);
    shelves_.resize(Taxonomy::instance().families().size());
    for (std::uint64_t index = 0; index < options.num_products; ++index) {
        const ProductPlan plan = plan_product(options, index);
        traits_.push_back({plan.popularity, static_cast<std::uint16_t>(plan.family),
                           static_cast<std::uint16_t>(plan.brand),
                           static_cast<std::uint8_t>(plan.tier)});
        shelves_[plan.family].products.push_back(static_cast<std::uint32_t>(index));
        shelves_[plan.family].choice.add(plan.popularity);
    }
    for (const FamilyShelf& shelf : shelves_) families_.add(shelf.products.size());
}

std::uint32_t Assortment::draw_family(Rng& rng) const {
    return families_.draw(rng);
}

std::uint32_t Assortment::draw_product(std::uint32_t family, Rng& rng) const {
    const FamilyShelf& shelf = shelves_[family];
    return shelf.products[shelf.choice.draw(rng)];
}

std::uint32_t Assortment::companion(std::uint32_t product, std::uint32_t family, Rng& rng) const {
    constexpr std::uint64_t kCompanionStream = 5;
    constexpr std::uint32_t kNumCompanions = 3;
    Rng fixed = Rng::for_key({kCompanionStream, product, family, rng.below(kNumCompanions)});
    return draw_product(family, fixed);
}

} // namespace aisle::data::demo
