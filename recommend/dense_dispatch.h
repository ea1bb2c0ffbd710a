#pragma once

#include <vector>

#include "recommend/dense_kernels.h"

namespace aisle::recommend {

/// The kernels that this processor can run; the fastest come last.
[[nodiscard]] std::vector<const DenseKernels*> runnable_dense_kernels();

} // namespace aisle::recommend
