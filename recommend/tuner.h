#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "recommend/hold_back.h"
#include "recommend/recipe.h"

namespace aisle::recommend {

/// A parameter and the values that are worth trying, ascending.
struct Knob {
    std::string parameter;
    std::vector<double> values;
};

/// A recipe to start from, and what may be turned. The start names a value for each knob.
struct Plan {
    Recipe start;
    std::vector<Knob> knobs;
};

struct Tuned {
    Recipe recipe;
    double ndcg = 0; ///< on the cases that were held back
};

/// Turns one knob after the other, a value up or down as long as NDCG@k on the cases grows, until
/// a round changes nothing.   Threads: uses all; the same result for any number of them.
[[nodiscard]] Tuned tune(const Plan& plan, const HeldBack& parts, std::size_t k);

} // namespace aisle::recommend
