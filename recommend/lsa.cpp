// The vectors of a row are its products with the leading right singular vectors of the matrix A.
// Those are found on the side of the features: Q, a random basis, is multiplied with A'A and
// orthonormalised again, a few times, and within what it spans then the eigenvectors are exact.
// So nothing as long as there are products is kept but the result. Parts of the work own columns
// of Q, each adds up rows in their order, and the number of threads changes no bit.

#include "recommend/lsa.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "recommend/parallel.h"

namespace aisle::recommend {

namespace {

using Basis = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
constexpr Eigen::Index kColumnsPerPart = 16;
constexpr std::size_t kRowsPerPart = 1024;
constexpr std::uint32_t kDropped = std::numeric_limits<std::uint32_t>::max();

Basis random_basis(Eigen::Index num_features, Eigen::Index size, std::uint64_t seed) {
    std::mt19937_64 engine(seed);
    Basis basis(num_features, size);
    for (Eigen::Index i = 0; i < basis.size(); ++i) {
        basis.data()[i] = static_cast<float>(engine() >> 40U) / static_cast<float>(1U << 24U) - .5F;
    }
    return basis;
}

/// A'A times the columns [begin, end) of the basis.
void multiply_columns(const FeatureRows& rows, const Basis& basis, Eigen::Index begin,
                      Eigen::Index end, Basis& result) {
    const Eigen::Index count = end - begin;
    float sums[kColumnsPerPart];
    for (std::size_t row = 0; row < rows.size(); ++row) {
        std::fill(sums, sums + count, 0.F);
        for (auto e = rows.offsets[row]; e < rows.offsets[row + 1]; ++e) {
            const float* from = basis.data() + rows.features[e] * basis.cols() + begin;
            for (Eigen::Index j = 0; j < count; ++j) sums[j] += rows.weights[e] * from[j];
        }
        for (auto e = rows.offsets[row]; e < rows.offsets[row + 1]; ++e) {
            float* to = result.data() + rows.features[e] * result.cols() + begin;
            for (Eigen::Index j = 0; j < count; ++j) to[j] += rows.weights[e] * sums[j];
        }
    }
}

Basis multiply(const FeatureRows& rows, const Basis& basis) {
    Basis result = Basis::Zero(basis.rows(), basis.cols());
    const auto num_parts =
        static_cast<std::size_t>((basis.cols() + kColumnsPerPart - 1) / kColumnsPerPart);
    for_each_part(num_parts, 1, [&](std::size_t first, std::size_t last) {
        for (auto part = static_cast<Eigen::Index>(first); part < static_cast<Eigen::Index>(last);
             ++part) {
            const Eigen::Index begin = part * kColumnsPerPart;
            multiply_columns(rows, basis, begin, std::min(begin + kColumnsPerPart, basis.cols()),
                             result);
        }
    });
    return result;
}

Basis orthonormal(const Basis& basis) {
    const Eigen::HouseholderQR<Eigen::MatrixXf> qr(basis);
    return qr.householderQ() * Eigen::MatrixXf::Identity(basis.rows(), basis.cols());
}

/// The rows in the space of `axes`, one column of which is one dimension of the vectors.
std::vector<float> project(const FeatureRows& rows, const Basis& axes, std::size_t size) {
    std::vector<float> vectors(rows.size() * size, 0);
    const auto num_axes = static_cast<std::size_t>(axes.cols());
    for_each_part(rows.size(), kRowsPerPart, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            float* vector = vectors.data() + row * size;
            for (auto e = rows.offsets[row]; e < rows.offsets[row + 1]; ++e) {
                const float* from = axes.data() + rows.features[e] * num_axes;
                for (std::size_t j = 0; j < num_axes; ++j) vector[j] += rows.weights[e] * from[j];
            }
        }
    });
    return vectors;
}

/// New numbers for the features that are kept, kDropped for the others.
std::vector<std::uint32_t> choose_features(const std::vector<std::uint32_t>& counts,
                                           std::size_t num_rows, std::size_t max_features) {
    std::vector<std::uint32_t> kept;
    for (std::uint32_t feature = 0; feature < counts.size(); ++feature) {
        if (counts[feature] > 1 && counts[feature] <= num_rows / 2) kept.push_back(feature);
    }
    if (kept.size() > max_features) {
        std::stable_sort(kept.begin(), kept.end(),
                         [&](auto a, auto b) { return counts[a] > counts[b]; });
        kept.resize(max_features);
        std::sort(kept.begin(), kept.end());
    }
    std::vector<std::uint32_t> numbers(counts.size(), kDropped);
    for (std::uint32_t i = 0; i < kept.size(); ++i) numbers[kept[i]] = i;
    return numbers;
}

} // namespace

void weigh_features(FeatureRows& rows, std::size_t max_features) {
    std::vector<std::uint32_t> counts(rows.num_features, 0);
    for (const auto feature : rows.features) ++counts[feature];
    const auto numbers = choose_features(counts, rows.size(), max_features);
    FeatureRows result;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const std::size_t first = result.features.size();
        double squares = 0;
        for (auto e = rows.offsets[row]; e < rows.offsets[row + 1]; ++e) {
            const auto feature = rows.features[e];
            if (numbers[feature] == kDropped) continue;
            const float idf =
                std::log(static_cast<float>(rows.size()) / static_cast<float>(counts[feature]));
            const float weight = rows.weights[e] * idf;
            squares += weight * weight;
            result.features.push_back(numbers[feature]);
            result.weights.push_back(weight);
            result.num_features = std::max(result.num_features, numbers[feature] + 1);
        }
        const auto length = static_cast<float>(std::sqrt(squares));
        for (std::size_t e = first; e < result.weights.size(); ++e) result.weights[e] /= length;
        result.offsets.push_back(result.features.size());
    }
    rows = std::move(result);
}

std::vector<float> train_lsa(const FeatureRows& rows, const LsaOptions& options) {
    const auto num_features = static_cast<Eigen::Index>(rows.num_features);
    const Eigen::Index width =
        std::min(static_cast<Eigen::Index>(options.size + options.oversampling), num_features);
    if (width == 0) return std::vector<float>(rows.size() * options.size, 0);
    Basis basis = orthonormal(random_basis(num_features, width, options.seed));
    for (std::uint32_t sweep = 0; sweep < options.num_sweeps; ++sweep) {
        basis = orthonormal(multiply(rows, basis));
    }
    const Eigen::MatrixXf within = basis.transpose() * multiply(rows, basis);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXf> eigen((within + within.transpose()) / 2);
    // Eigenvalues come in ascending order.
    const Eigen::Index num_axes = std::min(width, static_cast<Eigen::Index>(options.size));
    const Basis axes = basis * eigen.eigenvectors().rightCols(num_axes);
    return project(rows, axes, options.size);
}

} // namespace aisle::recommend
