#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "data/text_index.h"
#include "search/expansion.h"
#include "search/ordinal_set.h"
#include "search/query_terms.h"
#include "search/term_sets.h"
#include "search/term_words.h"
#include "search/token_scan.h"

namespace aisle::search {

struct SegmentView;

/// The products of one segment that hold one query term, and its words.
struct TermMatches : TermSets {
    std::vector<TermWords> words; ///< what stands for the term by itself
    /// Of each of `words`: the bits that find its postings, or null.
    std::vector<const data::PostingBits*> bits;
};

/// For each term the fewest typos that a product's words for it take: two bits a term, those of
/// the first term lowest.
using TypoLevels = std::uint32_t;
inline constexpr std::size_t kMaxLevelledTerms = 16;

[[nodiscard]] constexpr std::uint32_t level_of(TypoLevels levels, std::size_t term) noexcept {
    return (levels >> (2 * term)) & 3U;
}

/// The products of one segment whose text matches a query.   Lifetime: borrows the segment.
struct TextMatches {
    OrdinalSet products;
    std::vector<TermMatches> terms; ///< empty when the query has no words
    bool have_all_terms = false;    ///< all products do

    /// Typos over the terms that `product` has, and how many terms it has.
    [[nodiscard]] std::uint32_t num_typos(data::Ordinal product) const noexcept;
    [[nodiscard]] std::uint32_t num_words(data::Ordinal product) const noexcept;

    /// Of a product that has every term, or of all such products; nothing when they differ, when
    /// there are too many terms, or words side by side stand for one of them.
    [[nodiscard]] std::optional<TypoLevels> typo_levels(data::Ordinal product) const noexcept;
    [[nodiscard]] std::optional<TypoLevels> typo_levels(const OrdinalSet& among) const noexcept;

    /// Those of `among` without any typo.
    [[nodiscard]] OrdinalSet without_typos(OrdinalSet among) const;
    /// `among`, cut by the sum of typos: entry i has those with i typos.
    [[nodiscard]] std::vector<OrdinalSet> by_num_typos(const OrdinalSet& among) const;
};

/// Finds the products that have every required term (or, where all are optional, any), every
/// phrase, and none of the excluded words.
/// Requires: `scanner` was made for the same segment, query and alternatives.
[[nodiscard]] TextMatches match_text(const ParsedQuery& query,
                                     const std::vector<Alternatives>& alternatives,
                                     const SegmentView& view, TokenScanner& scanner);

} // namespace aisle::search
