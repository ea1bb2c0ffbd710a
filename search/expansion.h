#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/search_params.h"
#include "data/text_index.h"
#include "search/query_terms.h"

namespace aisle::search {

class TermAlternatives;

/// Words of one segment that stand for a term of the query, alone or together with the terms
/// beside it.
struct Alternative {
    AlternativeKind kind = AlternativeKind::kExact;
    std::uint8_t typos = 0;         ///< what it counts for this term; see expand()
    data::WordRange words;          ///< any of them; one word where `rest` has some
    std::vector<data::WordId> rest; ///< the words that must follow it, side by side
};

/// The alternatives of one query word in one segment, by ascending number of typos.
/// A word that several alternatives hold counts with its fewest typos.
using Alternatives = std::vector<Alternative>;

/// Finds what each term of `query` stands for in the dictionary of `index`. A rewrite of several
/// terms is an alternative of each of them; its typos count at the first.
/// Shapes: one entry a term.
/// Cost:   one dictionary walk a term that may have typos and is not `kept`.
[[nodiscard]] std::vector<Alternatives> expand(const ParsedQuery& query,
                                               const data::TextIndex& index,
                                               const data::SearchParams& params,
                                               TermAlternatives& kept);

/// True when `word` begins as `term` does, and is not much longer: forms of a word do nearly
/// always, so that only such words are compared by their stems.
[[nodiscard]] bool may_be_other_form(std::string_view term, std::string_view word) noexcept;

} // namespace aisle::search
