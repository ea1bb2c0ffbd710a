#pragma once

#include <cstdint>
#include <string>

#include "data/demo/demo_store.h"
#include "data/demo/rng.h"
#include "data/demo/taxonomy.h"

namespace aisle::data::demo {

/// What the rest of a product follows from. Cheap: shoppers plan all products to choose.
struct ProductPlan {
    std::uint64_t index = 0;
    std::uint32_t family = 0;     ///< position in Taxonomy::families()
    std::uint32_t brand = 0;      ///< position in brands(), or their number for a small maker
    std::uint32_t maker_rank = 0; ///< of the small maker
    std::uint32_t tier = 1;
    std::uint32_t popularity = 0;
    std::uint32_t base_minor = 0; ///< the regular price in euro cents, before rounding
};

/// Plans a product. It depends on seed and index alone.
[[nodiscard]] ProductPlan plan_product(const DemoOptions& options, std::uint64_t index);

/// The stream for what plan_product left open.
[[nodiscard]] Rng detail_rng(const DemoOptions& options, std::uint64_t index);

/// The objectID of a product: "p0000001" for index 0.
[[nodiscard]] std::string object_id(std::uint64_t index);

/// The shelf and family of a planned product.
[[nodiscard]] const FamilyEntry& family_of(const ProductPlan& plan);

/// Fails unless the options can be followed.
/// Throws: Error{kInvalidRequest}.
void check_options(const DemoOptions& options);

} // namespace aisle::data::demo
