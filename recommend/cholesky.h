#pragma once

#include <cstddef>
#include <vector>

#include "recommend/dense_kernels.h"

namespace aisle::recommend {

/// Factors a symmetric positive definite matrix, of which the upper triangle is given, as
/// transposed(U) U, and leaves U in its upper triangle; what is below it is lost. False when it is
/// not positive definite.
[[nodiscard]] bool factor_cholesky(const Matrix& a, std::size_t size);

/// Solves transposed(U) U x = b in place.
void solve_cholesky(const ConstMatrix& u, std::size_t size, float* b);

/// The inverse of a symmetric positive definite matrix of which the upper triangle is given;
/// both triangles of the result are filled. Empty when it is not positive definite.
/// Threads: uses all; the same result for any number of them.   Cost: 2 size^3 multiplications.
[[nodiscard]] std::vector<float> invert(std::vector<float> a, std::size_t size);

} // namespace aisle::recommend
