#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "indexer/text_list.h"

namespace aisle::indexer {

/// The texts of several lists, each once, and what became of each list.
struct MergedTexts {
    std::vector<std::string_view> sorted;                ///< bytewise; they borrow from the lists
    std::vector<std::vector<std::uint32_t>> ids_of_list; ///< places in `sorted`, by list and place
};

/// A list may be null, which is like an empty one.
/// Cost: a hash look-up for every text of every list, and sorting those that differ.
[[nodiscard]] MergedTexts merge_texts(const std::vector<const TextList*>& lists);

} // namespace aisle::indexer
