#pragma once

#include "recommend/blend_model.h"
#include "recommend/evaluation.h"

namespace aisle::recommend {

/// Finds the weights of `blend` under which what was chosen in `cases` is likeliest: the
/// candidates of a query compete in a softmax. The weights for each length of a query start from
/// those for all and are drawn back to them, the more the fewer the cases.
/// Requires: the parts of `blend` were not trained on what the cases want.
/// Threads:  uses all; the same weights for any number of them.
void fit_weights(const TestCases& cases, BlendModel& blend);

/// The same for the trees, which correct the weights that there are.
void fit_trees(const TestCases& cases, BlendModel& blend);

} // namespace aisle::recommend
