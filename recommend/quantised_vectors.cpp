// The query's vector becomes unsigned bytes around 128, because that is what processors multiply
// with signed ones: sum (q + 128) v = sum q v + 128 sum v, and the last term is the item's own,
// taken off before comparing. Filters are read a word of 64 items at a time; empty words cost
// nothing.

#include "recommend/quantised_vectors.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "recommend/dense_kernels.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kAlignment = 64; // values
constexpr std::size_t kWordItems = 64;
constexpr std::size_t kSureCandidates = 4;     // times k are decided exactly ...
constexpr std::size_t kFewestCandidates = 200; // ... or so many
constexpr int kShift = 128;
/// Items to look at grow with the root of the items there are: the farther out the best are, the
/// fewer others a sketch takes for as good. Measured by bench/recommend/recommend_bench.cpp.
constexpr double kLikelyFactor = 3;

/// A vector as bytes around kShift; `scale` times (byte - kShift) is about the value.
struct ByteQuery {
    std::vector<std::uint8_t> values;
    float scale;
};

float largest_magnitude(std::span<const float> values) {
    float largest = 0;
    for (const float value : values) largest = std::max(largest, std::abs(value));
    return largest;
}

ByteQuery to_bytes(std::span<const float> vector, std::size_t stored_size) {
    ByteQuery query{std::vector<std::uint8_t>(stored_size, kShift), 0};
    query.scale = largest_magnitude(vector) / 127;
    if (query.scale == 0) return query;
    for (std::size_t i = 0; i < vector.size(); ++i) {
        query.values[i] = static_cast<std::uint8_t>(std::lround(vector[i] / query.scale) + kShift);
    }
    return query;
}

/// The best by their bytes.
class Candidates {
public:
    Candidates(const QuantisedVectors& quantised, const ByteQuery& query, std::size_t count)
        : quantised_(quantised), query_(query), best_(count) {}

    /// Filters are read a word at a time; full ones are one run of memory.
    void add_all(const ItemSet& allowed) {
        for (std::size_t w = 0; w * kWordItems < quantised_.num_items(); ++w) {
            std::uint64_t word = allowed.word(w);
            const std::size_t left = quantised_.num_items() - w * kWordItems;
            if (left < kWordItems) word &= (std::uint64_t{1} << left) - 1;
            while (word != 0) {
                const auto first = static_cast<std::size_t>(std::countr_zero(word));
                const auto run = static_cast<std::size_t>(std::countr_one(word >> first));
                add_run(w * kWordItems + first, run);
                word = run == kWordItems ? 0 : word & ~(((std::uint64_t{1} << run) - 1) << first);
            }
        }
    }

    /// They lie far apart, so that they are asked for before they are needed.
    void add(std::span<const Item> items) {
        constexpr std::size_t kAhead = 16;
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i + kAhead < items.size()) {
                const auto* next = values_of(items[i + kAhead]);
                for (std::size_t line = 0; line < quantised_.size; line += kAlignment) {
                    __builtin_prefetch(next + line);
                }
            }
            add_run(items[i], 1);
        }
    }

    std::vector<ScoredItem> take() { return best_.take(); }

private:
    [[nodiscard]] const std::int8_t* values_of(std::size_t item) const {
        return quantised_.values.view().data() + item * quantised_.size;
    }

    void add_run(std::size_t begin, std::size_t count) {
        std::int32_t products[kWordItems];
        dense_kernels().multiply_bytes(query_.values.data(), values_of(begin), count,
                                       quantised_.size, products);
        for (std::size_t i = 0; i < count; ++i) {
            const auto product =
                static_cast<float>(products[i] - kShift * quantised_.sums[begin + i]);
            const float score = product * quantised_.scales[begin + i];
            if (best_.may_take(score)) best_.add({static_cast<Item>(begin + i), score});
        }
    }

    const QuantisedVectors& quantised_;
    const ByteQuery& query_;
    TopItems best_;
};

} // namespace

QuantisedVectors quantise(std::span<const float> vectors, std::size_t size) {
    const std::size_t stored = (size + kAlignment - 1) / kAlignment * kAlignment;
    const std::size_t count = vectors.size() / size;
    std::vector<std::int8_t> values(count * stored, 0);
    std::vector<float> scales(count, 0);
    std::vector<std::int32_t> sums(count, 0);
    for (std::size_t i = 0; i < count; ++i) {
        const auto vector = vectors.subspan(i * size, size);
        scales[i] = largest_magnitude(vector) / 127;
        if (scales[i] == 0) continue;
        for (std::size_t j = 0; j < size; ++j) {
            const auto value = static_cast<std::int8_t>(std::lround(vector[j] / scales[i]));
            values[i * stored + j] = value;
            sums[i] += value;
        }
    }
    return {stored, Array(std::move(values)), Array(std::move(scales)), Array(std::move(sums)),
            sketch(vectors, size)};
}

std::vector<ScoredItem> best_products(const QuantisedVectors& quantised,
                                      std::span<const float> exact, std::span<const float> vector,
                                      const ItemSet& allowed, std::size_t k) {
    const ByteQuery query = to_bytes(vector, quantised.size);
    Candidates candidates(quantised, query, std::max(k * kSureCandidates, kFewestCandidates));
    const auto num_likely = static_cast<std::size_t>(
        kLikelyFactor * std::sqrt(static_cast<double>(allowed.count() * k)));
    auto likely = likely_best(quantised.sketch, vector, allowed, num_likely);
    while (!likely.empty() && likely.back() >= quantised.num_items()) likely.pop_back();
    if (likely.empty()) {
        candidates.add_all(allowed);
    } else {
        candidates.add(likely);
    }
    TopItems best(k);
    const std::size_t size = vector.size();
    for (const auto& [item, about] : candidates.take()) {
        float score = 0;
        dense_kernels().multiply_floats(vector.data(), exact.data() + item * size, 1, size, &score);
        best.add({item, score});
    }
    return best.take();
}

} // namespace aisle::recommend
