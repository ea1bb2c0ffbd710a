#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "data/text_index.h"
#include "search/expansion.h"
#include "search/ordinal_set.h"
#include "search/query_terms.h"
#include "search/term_words.h"
#include "search/token_scan.h"
#include "search/word_sets.h"

namespace aisle::search {

/// The products of one segment that hold one query term, by the fewest typos it takes.
struct TermMatches {
    static constexpr std::size_t kNumLevels = 4; ///< 0 ... 3 typos
    std::array<OrdinalSet, kNumLevels> by_typos; ///< disjoint
    OrdinalSet any;                              ///< their union
    std::vector<TermWords> words;                ///< what stands for the term by itself
    OrdinalSet in_rows;                          ///< products with words that do side by side
};

/// The products of one segment whose text matches a query.
struct TextMatches {
    OrdinalSet products;
    std::vector<TermMatches> terms; ///< empty when the query has no words

    /// Typos over the terms that `product` has, and how many terms it has.
    [[nodiscard]] std::uint32_t num_typos(data::Ordinal product) const noexcept;
    [[nodiscard]] std::uint32_t num_words(data::Ordinal product) const noexcept;

    /// Those of `among` without any typo.
    [[nodiscard]] OrdinalSet without_typos(OrdinalSet among) const;
    /// `among`, cut by the sum of typos: entry i has those with i typos.
    [[nodiscard]] std::vector<OrdinalSet> by_num_typos(const OrdinalSet& among) const;
};

/// Finds the products that have every required term (or, where all are optional, any), every
/// phrase, and none of the excluded words.
/// Requires: `scanner` was made for the same segment, query and alternatives; `kept` are sets of
/// the same segment, or null.
[[nodiscard]] TextMatches match_text(const ParsedQuery& query,
                                     const std::vector<Alternatives>& alternatives,
                                     const data::TextIndex& index, TokenScanner& scanner,
                                     WordSets* kept = nullptr);

} // namespace aisle::search
