#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/ids.h"
#include "indexer/segment_part.h"

namespace aisle::indexer {

/// A whole inverted index in flat arrays, words sorted bytewise.
struct FlatIndex {
    std::vector<std::uint32_t> word_offsets = {0};
    std::string word_blob;
    std::vector<std::uint64_t> posting_offsets = {0};
    std::vector<data::Ordinal> products;

    [[nodiscard]] std::uint32_t num_words() const noexcept {
        return static_cast<std::uint32_t>(word_offsets.size() - 1);
    }

    [[nodiscard]] std::string_view word(std::uint32_t id) const noexcept {
        return std::string_view(word_blob).substr(word_offsets[id],
                                                  word_offsets[id + 1] - word_offsets[id]);
    }
};

/// Inverts one part in memory: the same arrays that Xapian's postings decode to, for the small
/// segments of live writes, whose durability is the log's business.
[[nodiscard]] FlatIndex invert(const SegmentPart& part);

} // namespace aisle::indexer
