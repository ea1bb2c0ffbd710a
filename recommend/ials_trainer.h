#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "recommend/factor_model.h"
#include "recommend/histories.h"

namespace aisle::recommend {

struct IalsOptions {
    std::size_t size = 128; ///< of a vector
    FactorWeights weights;
    std::uint32_t num_sweeps = 10; ///< over people and items
    float spread = .1F;            ///< of the random vectors that training starts from
    std::uint64_t seed = 1;
};

/// Factorises who touched what, by alternating least squares over people and items. A pair
/// counts once, however often it occurs.
/// Threads: uses all; the same bytes for any number of them on one kind of processor.
/// Source: Hu, Koren, Volinsky (2008), with the frequency-scaled regularisation of FactorModel.
[[nodiscard]] std::unique_ptr<FactorModel> train_ials(const Histories& histories,
                                                      const IalsOptions& options);

/// transposed(vectors) * vectors, both triangles. `vectors` has `count` rows of `size`.
[[nodiscard]] std::vector<float> gram_of(const std::vector<float>& vectors, std::size_t size);

} // namespace aisle::recommend
