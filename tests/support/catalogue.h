#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/settings.h"
#include "tests/support/rng.h"

namespace aisle::support {

/// What a random catalogue looks like.
struct CatalogueShape {
    std::uint32_t num_products = 80;
    double variants = 0.4; ///< share of products with variants
    double missing = 0.25; ///< chance that an attribute is left out
    const char* id_prefix = "p";
    double offers = 0; ///< chance that a record or variant has offers, and that it has stock
};

/// Words that are near one another in spelling, written in several cases and with diacritics.
[[nodiscard]] const std::vector<std::string>& vocabulary();

/// One product as JSON: nested and repeated attributes, variants with attributes of their own,
/// places on the map, values that many products share.
[[nodiscard]] std::string random_record(const std::string& id, const CatalogueShape& shape,
                                        Rng& rng);

/// Products whose ids are not in order. Each id once.
[[nodiscard]] std::vector<std::string> random_catalogue(std::uint64_t seed,
                                                        const CatalogueShape& shape);

/// Settings that declare the attributes of these products.
[[nodiscard]] data::Settings catalogue_settings();

/// The same for products with offers and stock: exchange rates, and a seller who pauses.
[[nodiscard]] data::Settings shop_settings();

/// The same without searchableAttributes: every text is searched.
[[nodiscard]] data::Settings settings_without_searchable();

} // namespace aisle::support
