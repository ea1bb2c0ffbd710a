#include "indexer/flat_index.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "data/text_index.h"

namespace aisle::indexer {

namespace {

/// aisle-eval on the chorus-icecat judgements: the best of k1 0.3 ... 2 and b 0 ... 1, by a
/// little. Catalogue texts are short and even, so that both matter less than in prose.
constexpr double kK1 = 0.6;
constexpr double kB = 0.5;

/// The (word, weighted count) pairs of one product, ascending by word.
std::vector<std::pair<std::uint32_t, std::uint32_t>>
count_words(const SegmentSchema& schema, std::span<const std::uint32_t> stream) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> words;
    std::uint32_t weight = 1;
    for (const std::uint32_t code : stream) {
        if (data::token_code::is_word(code)) {
            words.emplace_back(code, weight);
        } else if (code != data::token_code::kValueBreak && !schema.searchable.empty()) {
            const auto attribute = code & ~data::token_code::kAttributeMark;
            weight = weight_of_rank(schema.searchable[attribute].rank);
        }
    }
    std::sort(words.begin(), words.end());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (kept > 0 && words[kept - 1].first == words[i].first) {
            words[kept - 1].second += words[i].second;
        } else {
            words[kept++] = words[i];
        }
    }
    words.resize(kept);
    return words;
}

} // namespace

ImpactScale::ImpactScale(std::span<const std::uint32_t> lengths)
    : average_length_(lengths.empty()
                          ? 1
                          : std::max(1.0, std::accumulate(lengths.begin(), lengths.end(), 0.0) /
                                              static_cast<double>(lengths.size()))) {}

std::uint8_t ImpactScale::impact(std::uint32_t weighted_count,
                                 std::uint32_t length) const noexcept {
    const double w = weighted_count;
    const double norm = kK1 * (1 - kB + kB * length / average_length_);
    return static_cast<std::uint8_t>(std::clamp(std::lround(255 * w / (w + norm)), 1L, 255L));
}

FlatIndex invert(const SegmentSchema& schema, const SegmentPart& part) {
    FlatIndex flat;
    std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> words;
    std::vector<std::uint64_t> sizes(part.words.size());
    for (std::size_t i = 0; i + 1 < part.token_offsets.size(); ++i) {
        words.push_back(count_words(
            schema, std::span(part.codes)
                        .subspan(part.token_offsets[i],
                                 part.token_offsets[i + 1] - part.token_offsets[i])));
        for (const auto& [word, count] : words.back()) ++sizes[word];
    }
    for (std::size_t word = 0; word < part.words.size(); ++word) {
        flat.word_blob += part.words[word];
        flat.word_offsets.push_back(static_cast<std::uint32_t>(flat.word_blob.size()));
        flat.posting_offsets.push_back(flat.posting_offsets.back() + sizes[word]);
    }
    flat.products.resize(flat.posting_offsets.back());
    flat.impacts.resize(flat.posting_offsets.back());
    const ImpactScale scale(part.lengths);
    std::vector<std::uint64_t> next(flat.posting_offsets.begin(), flat.posting_offsets.end() - 1);
    for (std::uint32_t product = 0; product < words.size(); ++product) {
        for (const auto& [word, count] : words[product]) {
            const std::uint64_t at = next[word]++;
            flat.products[at] = product;
            flat.impacts[at] = scale.impact(count, part.lengths[product]);
        }
    }
    return flat;
}

} // namespace aisle::indexer
