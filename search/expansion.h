#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/search_params.h"
#include "data/text_index.h"
#include "search/query_terms.h"

namespace aisle::search {

/// How a word of the index came to stand for a word of the query.
enum class AlternativeKind : std::uint8_t {
    kExact,  ///< the same word
    kPrefix, ///< it begins with the typed word
    kPlural, ///< another form of the same word
    kTypo,   ///< a few edits away
    kJoined, ///< two query words written as one
    kSplit,  ///< one query word written as two, which must stand side by side
};

/// Words of one segment that stand for one word of the query.
struct Alternative {
    AlternativeKind kind = AlternativeKind::kExact;
    std::uint8_t typos = 0;
    data::WordRange words;             ///< for kSplit: the first of the two, a range of one word
    data::WordId second = data::kNoId; ///< for kSplit
};

/// The alternatives of one query word in one segment, by ascending number of typos.
/// A word that several alternatives hold counts with its fewest typos.
using Alternatives = std::vector<Alternative>;

/// Finds what each term of `query` stands for in the dictionary of `index`.
/// Shapes: one entry a term.   Cost: one dictionary walk a term that may have typos.
[[nodiscard]] std::vector<Alternatives>
expand(const ParsedQuery& query, const data::TextIndex& index, const data::SearchParams& params);

} // namespace aisle::search
