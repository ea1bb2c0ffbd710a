#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "data/text_index.h"
#include "search/expansion.h"
#include "search/ordinal_set.h"
#include "search/query_terms.h"
#include "search/token_scan.h"

namespace aisle::search {

/// The products of one segment that hold one query term, by the fewest typos it takes.
struct TermMatches {
    static constexpr std::size_t kNumLevels = 4; ///< 0 ... 3 typos
    std::array<OrdinalSet, kNumLevels> by_typos; ///< disjoint
    OrdinalSet any;                              ///< their union
};

/// The products of one segment whose text matches a query.
struct TextMatches {
    OrdinalSet products;
    std::vector<TermMatches> terms; ///< empty when the query has no words

    /// Typos over the terms that `product` has, and how many terms it has.
    [[nodiscard]] std::uint32_t num_typos(data::Ordinal product) const noexcept;
    [[nodiscard]] std::uint32_t num_words(data::Ordinal product) const noexcept;
};

/// Where a term stands best in the products that have it without typos. No split is among the
/// alternatives without typos, so that no text has to be looked at.
/// Shapes: one entry a product; the worst place where the product lacks the term.
/// Cost:   linear in the postings of those alternatives.
[[nodiscard]] std::vector<data::Place> best_places(const Alternatives& alternatives,
                                                   const data::TextIndex& index);

/// Postings that best_places() goes through.
[[nodiscard]] std::uint64_t count_postings(const Alternatives& alternatives,
                                           const data::TextIndex& index) noexcept;

/// Finds the products that have every required term (or, where all are optional, any), every
/// phrase, and none of the excluded words.
/// Requires: `scanner` was made for the same segment, query and alternatives.
[[nodiscard]] TextMatches match_text(const ParsedQuery& query,
                                     const std::vector<Alternatives>& alternatives,
                                     const data::TextIndex& index, TokenScanner& scanner);

} // namespace aisle::search
