#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "recommend/array.h"
#include "recommend/histories.h"
#include "recommend/lsa.h"
#include "recommend/quantised_vectors.h"

namespace aisle::recommend {

/// What products are like by themselves, whoever chose them: vectors of length 1, whose products
/// with one another are cosines. Products that nothing is known of have a vector of zeros.
struct ContentVectors {
    std::size_t size = 0; ///< 0: there are none
    Array<float> vectors; ///< size for each item
    QuantisedVectors quantised;

    [[nodiscard]] std::span<const float> vector(Item item) const {
        return vectors.view().subspan(item * size, size);
    }
};

/// What is known of the products themselves, a row an item.
struct Content {
    FeatureRows features; ///< words and values
    std::size_t given_size = 0;
    std::vector<float> given; ///< vectors of the merchant's, given_size each; zeros: none
};

/// Makes vectors of both: half of what counts is what is given, where there is such, and half the
/// words and values.   Threads: uses all; the same vectors for any number of them.
[[nodiscard]] ContentVectors train_content(Content content);

} // namespace aisle::recommend
