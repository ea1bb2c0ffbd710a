#pragma once

#include <cstdint>
#include <vector>

#include "data/text_index.h"
#include "search/expansion.h"

namespace aisle::search {

/// Words that stand for a term by themselves, in one way.
struct TermWords {
    data::WordRange words;
    std::uint8_t typos = 0;
    AlternativeKind kind = AlternativeKind::kExact;
};

/// Cuts the words of `alternatives` into ranges that share none: a word is in the first
/// alternative that holds it, which is the one it counts with. Rows of words are left out.
/// Returns: ranges in the order of the alternatives, so by ascending typos.
/// Cost:    n log n in the alternatives, whatever the size of their ranges.
[[nodiscard]] std::vector<TermWords> term_words(const Alternatives& alternatives);

} // namespace aisle::search
