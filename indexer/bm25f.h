#pragma once

#include <array>
#include <cstdint>

namespace aisle::indexer {

/// The attributes of one rank are one field to the text weights; the ranks from the fourth on
/// share a field.
inline constexpr std::uint32_t kNumFields = 4;

[[nodiscard]] constexpr std::uint32_t field_of_rank(std::uint32_t rank) noexcept {
    return rank < kNumFields ? rank : kNumFields - 1;
}

/// How often an occurrence in a field counts: a word of the title says more about a product
/// than one of the description.
inline constexpr std::array<std::uint32_t, kNumFields> kFieldWeights = {5, 3, 2, 1};

/// Words in each field of a product, or on the average of all products.
using FieldLengths = std::array<double, kNumFields>;

/// BM25F: how much the occurrences of a word say about a product.
///
///     occurrence in field f     v_f = kFieldWeights[f] / (1 - b_f + b_f length_f / average_f)
///     all occurrences           w = sum of v_f
///     impact                    w / (w + k1)          the idf is multiplied in by the query
///
/// Each field is measured against its own average, because they are long for different
/// reasons: a description grows by being wordy, a title by having more to say.
/// Source: Zaragoza, Craswell, Taylor, Saria, Robertson, "Microsoft Cambridge at TREC-13", 2004.
class Bm25F {
public:
    explicit Bm25F(const FieldLengths& averages) noexcept : averages_(averages) {}

    /// v_f for every field of a product of these lengths.
    [[nodiscard]] std::array<double, kNumFields>
    occurrence_weights(const FieldLengths& lengths) const noexcept;

    /// The impact of a sum of occurrence weights, 1 ... 255, where 255 stands for 1.
    [[nodiscard]] static std::uint8_t impact(double weight) noexcept;

private:
    FieldLengths averages_;
};

} // namespace aisle::indexer
