#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <vector>

#include "tests/support/rng.h"

namespace aisle::recommend {

using Dense = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline std::vector<float> random_values(support::Rng& rng, std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(rng.below(2001)) / 1000 - 1;
    return values;
}

inline Dense to_dense(const std::vector<float>& values, std::size_t rows, std::size_t columns,
                      std::size_t stride) {
    Dense dense(rows, columns);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) dense(i, j) = values[i * stride + j];
    }
    return dense;
}

/// A random positive definite matrix.
inline std::vector<float> definite_matrix(support::Rng& rng, std::size_t size) {
    const auto half = random_values(rng, size * size);
    const Dense dense = to_dense(half, size, size, size);
    const Dense product = dense.transpose() * dense + Dense::Identity(size, size);
    std::vector<float> values(size * size);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<float>(product.data()[i]);
    }
    return values;
}

} // namespace aisle::recommend
