#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "recommend/blend_model.h"
#include "recommend/hold_back.h"
#include "recommend/tuner.h"

namespace aisle::recommend {

/// What became of the shipped recipe on some data.
struct DefaultTraining {
    std::unique_ptr<BlendModel> model;
    std::vector<Tuned> parts;
    double ndcg = 0; ///< of the blend, on what was held back from its parts
};

/// The shipped recipe: tunes several kinds of models on a part of the histories that it holds
/// back itself, learns there how to blend them, and trains them again on everything.
/// Threads: uses all; the same model for any number of them.
[[nodiscard]] DefaultTraining train_default(const Histories& histories, Task task, std::size_t k);

} // namespace aisle::recommend
