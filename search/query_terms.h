#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "data/search_params.h"
#include "data/settings.h"

namespace aisle::search {

/// One word of a query, and how freely it may be matched.
struct QueryTerm {
    std::string word;            ///< normalised
    bool is_prefix = false;      ///< matches every word that begins with it
    std::uint32_t max_typos = 0; ///< edits allowed: 0, 1 or 2
    bool is_optional = false;
    std::uint32_t begin = 0; ///< byte offsets in the query text, [begin, end)
    std::uint32_t end = 0;
};

/// What a query text asks for: its words in order, words that must stand side by side
/// (as positions in `terms`, half-open), and words that must not occur.
struct ParsedQuery {
    std::vector<QueryTerm> terms;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> phrases;
    std::vector<std::string> excluded;

    [[nodiscard]] bool is_empty() const noexcept { return terms.empty() && excluded.empty(); }
};

/// Cuts the query of `params` into terms: normalisation, advanced syntax, stop words, optional
/// words, and each word's typo allowance.   Cost: linear in the query.
[[nodiscard]] ParsedQuery parse_query(const data::SearchParams& params,
                                      const data::Settings& settings);

/// Words of a query are cut off after this many: a longer text is not a shopper's, and every
/// word costs a walk through the dictionary.
inline constexpr std::size_t kMaxQueryTerms = 32;

} // namespace aisle::search
