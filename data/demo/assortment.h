#pragma once

#include <cstdint>
#include <vector>

#include "data/demo/product_plan.h"
#include "data/demo/zipf.h"

namespace aisle::data::demo {

/// What shoppers choose from: all products, by family and popularity. Immutable.
class Assortment {
public:
    /// Plans every product of the store.
    /// Cost: about 30 bytes a product.
    explicit Assortment(const DemoOptions& options);

    /// A family, by the number of its products; never an empty one.
    [[nodiscard]] std::uint32_t draw_family(Rng& rng) const;

    /// True when the store has products of the family.
    [[nodiscard]] bool has_family(std::uint32_t family) const {
        return shelves_[family].choice.size() > 0;
    }

    /// A product of a family, in proportion to its popularity. Requires: has_family(family).
    [[nodiscard]] std::uint32_t draw_product(std::uint32_t family, Rng& rng) const;

    /// The product of a family that goes best with another: always the same few popular ones,
    /// so that there is something to learn. Requires: has_family(family).
    [[nodiscard]] std::uint32_t companion(std::uint32_t product, std::uint32_t family,
                                          Rng& rng) const;

    [[nodiscard]] std::uint32_t popularity(std::uint32_t product) const {
        return traits_[product].popularity;
    }

    [[nodiscard]] std::uint32_t family(std::uint32_t product) const {
        return traits_[product].family;
    }

    [[nodiscard]] std::uint32_t tier(std::uint32_t product) const { return traits_[product].tier; }

    [[nodiscard]] std::uint32_t brand(std::uint32_t product) const {
        return traits_[product].brand;
    }

private:
    struct Traits {
        std::uint32_t popularity = 0;
        std::uint16_t family = 0;
        std::uint16_t brand = 0;
        std::uint8_t tier = 0;
    };

    struct FamilyShelf {
        std::vector<std::uint32_t> products;
        WeightedChoice choice;
    };

    std::vector<Traits> traits_;
    std::vector<FamilyShelf> shelves_; ///< by family
    WeightedChoice families_;
};

} // namespace aisle::data::demo
