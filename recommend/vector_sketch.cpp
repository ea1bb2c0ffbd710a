// The product of a query with signs is a sum over its coordinates, plus or minus. For four
// coordinates at a time the sixteen sums are a table; the table, in steps that fit five bits, fits
// a register, which looks up 16 items at once (dense_kernels.cpp). A sample of the items tells
// which estimate about `count` of them reach; all that reach it are candidates.

#include "recommend/vector_sketch.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

#include "recommend/dense_kernels.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kAlignment = 64; // coordinates, as in QuantisedVectors
constexpr std::size_t kGroup = 4;      // coordinates that are looked up together
constexpr std::size_t kCodes = 16;
constexpr std::size_t kWordItems = 64;
constexpr std::size_t kWordBlocks = kWordItems / kSketchBlock;
constexpr std::size_t kWantedInSample = 200; // of the likely ones, that a threshold rests on
constexpr std::size_t kFewestInSample = 16;
constexpr std::size_t kWorthwhileShare = 32; // one item in so many must be allowed

std::size_t num_groups_of(std::size_t size) noexcept {
    return (size + kAlignment - 1) / kAlignment * kAlignment / kGroup;
}

std::vector<float> mean_of(std::span<const float> vectors, std::size_t size) {
    std::vector<double> sums(size, 0);
    for (std::size_t i = 0; i < vectors.size(); ++i) sums[i % size] += vectors[i];
    std::vector<float> mean(size);
    const std::size_t count = vectors.size() / size;
    for (std::size_t f = 0; f < size; ++f)
        mean[f] = static_cast<float>(sums[f] / static_cast<double>(count));
    return mean;
}

/// The query as tables of sums, and what a sum of entries stands for: base + step * sum.
struct Tables {
    std::vector<std::uint8_t> entries; ///< kCodes for each group
    float base = 0;
    float step = 0;

    Tables(std::span<const float> vector, std::size_t num_groups) : entries(num_groups * kCodes) {
        std::vector<float> sums(num_groups, 0); // of magnitudes: a table reaches from -sum to sum
        for (std::size_t f = 0; f < vector.size(); ++f) sums[f / kGroup] += std::abs(vector[f]);
        for (const float sum : sums) {
            base -= sum;
            step = std::max(step, 2 * sum / kLargestSketchEntry);
        }
        if (step == 0) return;
        for (std::size_t f = 0; f < vector.size(); f += kGroup) {
            const std::size_t group = f / kGroup;
            for (std::size_t code = 0; code < kCodes; ++code) {
                float sum = sums[group];
                for (std::size_t j = 0; j < kGroup && f + j < vector.size(); ++j) {
                    sum += (code >> j & 1U) != 0 ? vector[f + j] : -vector[f + j];
                }
                entries[group * kCodes + code] = static_cast<std::uint8_t>(std::lround(sum / step));
            }
        }
    }
};

/// What about `count` of the allowed items reach, as a sample has it.
float find_threshold(const VectorSketch& sketch, const SketchQuery& query, const ItemSet& allowed,
                     std::size_t count) {
    const std::size_t stride = std::max<std::size_t>(1, count / kWantedInSample);
    const std::size_t word_bytes = kWordItems * query.num_groups / 2;
    std::vector<float> sample;
    float scores[kWordItems];
    const std::size_t num_words = sketch.factors.size() / kWordItems;
    for (std::size_t w = 0; w < num_words; w += stride) {
        std::uint64_t word = allowed.word(w);
        if (word == 0) continue;
        dense_kernels().score_sketch(query, sketch.signs.view().data() + w * word_bytes,
                                     sketch.factors.view().data() + w * kWordItems, kWordBlocks,
                                     scores);
        for (; word != 0; word &= word - 1) {
            sample.push_back(scores[static_cast<std::size_t>(std::countr_zero(word))]);
        }
    }
    const std::size_t rank = count / stride;
    if (rank < kFewestInSample || rank >= sample.size()) return -INFINITY;
    const auto at = sample.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(sample.begin(), at, sample.end(), std::greater<>());
    return *at;
}

} // namespace

VectorSketch sketch(std::span<const float> vectors, std::size_t size) {
    const std::size_t count = size == 0 ? 0 : vectors.size() / size;
    if (count < kFewestSketched) return {};
    const std::size_t num_groups = num_groups_of(size);
    const std::size_t num_words = (count + kWordItems - 1) / kWordItems;
    const auto mean = mean_of(vectors, size);
    std::vector<std::uint8_t> signs(num_words * kWordItems * num_groups / 2, 0);
    std::vector<float> factors(num_words * kWordItems, 0);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t lane = i % kSketchBlock;
        std::uint8_t* block = signs.data() + i / kSketchBlock * num_groups * kCodes;
        double squares = 0;
        double magnitudes = 0;
        for (std::size_t f = 0; f < size; ++f) {
            const float value = vectors[i * size + f] - mean[f];
            squares += double{value} * double{value};
            magnitudes += std::abs(value);
            if (value < 0) continue;
            const auto shift = f % kGroup + (lane < kCodes ? 0 : kGroup);
            block[f / kGroup * kCodes + lane % kCodes] |= static_cast<std::uint8_t>(1U << shift);
        }
        factors[i] = magnitudes > 0 ? static_cast<float>(squares / magnitudes) : 0;
    }
    return {Array(std::move(signs)), Array(std::move(factors))};
}

bool fits(const VectorSketch& sketch, std::size_t num_items, std::size_t size) noexcept {
    const std::size_t padded = (num_items + kWordItems - 1) / kWordItems * kWordItems;
    return sketch.factors.size() == padded &&
           sketch.signs.size() == padded * num_groups_of(size) / 2;
}

std::vector<Item> likely_best(const VectorSketch& sketch, std::span<const float> vector,
                              const ItemSet& allowed, std::size_t count) {
    const std::size_t num_allowed = sketch.signs.size() == 0 ? 0 : allowed.count();
    if (num_allowed < kFewestSketched / 2 || num_allowed < allowed.num_items() / kWorthwhileShare ||
        count >= num_allowed) {
        return {};
    }
    const Tables tables(vector, num_groups_of(vector.size()));
    SketchQuery query{tables.entries.data(), num_groups_of(vector.size()), tables.step, tables.base,
                      0};
    query.threshold = find_threshold(sketch, query, allowed, count);
    const std::size_t word_bytes = kWordItems * query.num_groups / 2;
    std::vector<Item> items;
    items.reserve(count * 2);
    const std::size_t num_words = sketch.factors.size() / kWordItems;
    for (std::size_t w = 0; w < num_words; ++w) {
        std::uint64_t word = allowed.word(w);
        if (word == 0) continue;
        word &= dense_kernels().find_in_sketch(query, sketch.signs.view().data() + w * word_bytes,
                                               sketch.factors.view().data() + w * kWordItems);
        for (; word != 0; word &= word - 1) {
            items.push_back(static_cast<Item>(w * kWordItems +
                                              static_cast<std::size_t>(std::countr_zero(word))));
        }
    }
    // A sample that misled costs time instead of good items.
    if (items.size() < count / 2) items.clear();
    return items;
}

} // namespace aisle::recommend
