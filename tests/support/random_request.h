#pragma once

#include "data/search_params.h"
#include "tests/support/rng.h"

namespace aisle::support {

/// A word as a shopper types it: mistyped, cut short, written as two or as one with the next.
[[nodiscard]] std::string typed_word(Rng& rng);

/// One condition on a product of tests/support/catalogue.h.
[[nodiscard]] data::Filter random_leaf(Rng& rng);

/// A tree of conditions, at most `depth` deep.
[[nodiscard]] data::Filter random_filter(Rng& rng, int depth);

/// Refinements as the array forms come to: a kAnd of kOr groups, or none.
[[nodiscard]] data::Filter random_facet_filters(Rng& rng);
[[nodiscard]] data::Filter random_numeric_filters(Rng& rng);

/// A search that uses any of the parameters the reference knows, most of them rarely.
[[nodiscard]] data::SearchParams random_request(Rng& rng);

/// The same on products with offers and stock: a price context, availability, ranges, impact,
/// and conditions on prices, sellers and locations.
[[nodiscard]] data::SearchParams random_shop_request(Rng& rng);

} // namespace aisle::support
