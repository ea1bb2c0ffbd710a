#pragma once

#include <cstddef>
#include <vector>

#include "data/search_params.h"
#include "search/query_terms.h"

namespace aisle::search {

/// Rewrites of one query; those of its first words are found first. A store's lists are long
/// enough to need the bound only when somebody strings together words to make a search dear.
inline constexpr std::size_t kMaxRewrites = 1000;

/// Finds the other words that stand for terms of `query`: neighbours written as one word, forms
/// of words and parts of compounds from the store's dictionaries, and synonyms. Words that came
/// from a rewrite are not rewritten again. Terms in a phrase are left alone.
/// Cost: one look-up for every row of words as long as a synonym may be.
[[nodiscard]] std::vector<Rewrite> find_rewrites(const ParsedQuery& query,
                                                 const data::SearchParams& params,
                                                 const Vocabulary& vocabulary);

} // namespace aisle::search
