#pragma once

#include <string>
#include <string_view>

#include "data/demo/product_plan.h"

namespace aisle::data::demo {

/// A string in each language of the store.
struct Localised {
    std::string en;
    std::string de;
    std::string fr;
};

/// Everything a product says about itself. Reused from product to product to keep its memory.
struct ProductText {
    std::string brand;
    std::string author; ///< of a book, else empty
    Localised name;
    Localised description;
    std::string_view material; ///< English; empty when none is named
};

/// Puts together the texts of a product, drawing from its detail stream.
void compose_text(const ProductPlan& plan, Rng& rng, ProductText& text);

} // namespace aisle::data::demo
