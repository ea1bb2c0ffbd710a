#pragma once

#include <rapidjson/document.h>

#include <string>
#include <vector>

#include "api/hit_writer.h"
#include "search/highlight.h"
#include "search/shown_rows.h"

namespace aisle::api {

/// What the variant shown is chosen and written with.
struct VariantInputs {
    const rapidjson::Value& record;
    const search::ShownRows& shown;
    search::Highlighter* highlighter; ///< of the query; null: no words count
    AttributeSelection& selection;    ///< of the attributes of the variant shown
};

/// Writes what a hit says about its rows: `_variant` and `_matchingVariants` for a record with
/// variants, `_priceRange` under a price context. The object of the hit is open.
void write_rows(const VariantInputs& inputs, JsonWriter& writer);

} // namespace aisle::api
