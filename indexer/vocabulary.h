#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/ids.h"
#include "indexer/segment_part.h"

namespace aisle::indexer {

/// The words of a segment, sorted bytewise, and where the postings of each lie.
struct Vocabulary {
    std::vector<std::uint32_t> word_offsets = {0};
    std::string word_blob;
    std::vector<std::uint64_t> posting_offsets = {0};
    std::vector<std::vector<data::WordId>> ids_of_part; ///< of each part: by its own word ids

    [[nodiscard]] std::uint32_t num_words() const noexcept {
        return static_cast<std::uint32_t>(word_offsets.size() - 1);
    }

    [[nodiscard]] std::uint64_t num_postings() const noexcept { return posting_offsets.back(); }

    [[nodiscard]] std::string_view word(data::WordId id) const noexcept {
        return std::string_view(word_blob).substr(word_offsets[id],
                                                  word_offsets[id + 1] - word_offsets[id]);
    }
};

/// Cost: as merge_texts.
[[nodiscard]] Vocabulary merge_words(const std::vector<SegmentPart>& parts);

} // namespace aisle::indexer
