#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/ids.h"
#include "indexer/segment_part.h"
#include "indexer/segment_part_builder.h"

namespace aisle::indexer {

/// A whole inverted index in flat arrays, words sorted bytewise.
struct FlatIndex {
    std::vector<std::uint32_t> word_offsets = {0};
    std::string word_blob;
    std::vector<std::uint64_t> posting_offsets = {0};
    std::vector<data::Ordinal> products;
    std::vector<std::uint8_t> impacts;

    [[nodiscard]] std::uint32_t num_words() const noexcept {
        return static_cast<std::uint32_t>(word_offsets.size() - 1);
    }

    [[nodiscard]] std::string_view word(std::uint32_t id) const noexcept {
        return std::string_view(word_blob).substr(word_offsets[id],
                                                  word_offsets[id + 1] - word_offsets[id]);
    }
};

/// The BM25 weight of a word in a product, quantised so that 255 is its limit.
///
/// The weight is Robertson and Sparck Jones' tf part, w (k1 + 1) / (w + k1 (1 - b + b l / avg)),
/// over the weighted counts of the attributes (the simple form of BM25F: Robertson, Zaragoza,
/// Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004).
class ImpactScale {
public:
    /// Shapes: one weighted length a product.
    explicit ImpactScale(std::span<const std::uint32_t> lengths);

    [[nodiscard]] std::uint8_t impact(std::uint32_t weighted_count,
                                      std::uint32_t length) const noexcept;

private:
    double average_length_;
};

/// Inverts one part in memory: the same arrays that Xapian's postings decode to, for the small
/// segments of live writes, whose durability is the log's business.
[[nodiscard]] FlatIndex invert(const SegmentSchema& schema, const SegmentPart& part);

} // namespace aisle::indexer
