#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace aisle::recommend {

/// A sparse matrix by rows: what products have of features, such as words.
struct FeatureRows {
    std::vector<std::uint64_t> offsets{0}; ///< of rows; one more than there are rows
    std::vector<std::uint32_t> features;   ///< below num_features, within a row each once
    std::vector<float> weights;            ///< in step with features
    std::uint32_t num_features = 0;

    [[nodiscard]] std::size_t size() const noexcept { return offsets.size() - 1; }
};

/// Weighs features as tf-idf does: the rarer, the more they say, those of more than half of the
/// rows or of one row nothing; only the commonest `max_features` of the others are kept. Rows
/// have the length 1 then, or 0.
void weigh_features(FeatureRows& rows, std::size_t max_features);

struct LsaOptions {
    std::size_t size = 64;         ///< of the vectors
    std::size_t oversampling = 16; ///< dimensions more while iterating
    std::uint32_t num_sweeps = 4;  ///< over the matrix
    std::uint64_t seed = 1;
};

/// Latent semantic analysis: a vector for each row, whose products with one another are those of
/// the rows as nearly as `size` dimensions can tell. Rows that have other features in common with
/// the same third rows come near to each other.
/// Source: Halko, Martinsson, Tropp (2011), Finding structure with randomness: subspace iteration.
/// Cost: num_sweeps + 1 passes of 4 * size flops for each entry, and two matrices of num_features
///       rows.   Threads: uses all; the same vectors for any number of them.
[[nodiscard]] std::vector<float> train_lsa(const FeatureRows& rows, const LsaOptions& options);

} // namespace aisle::recommend
