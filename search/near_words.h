#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "data/text_index.h"
#include "search/code_scan.h"
#include "search/matching.h"

namespace aisle::search {

/// Measures how near the terms of a query stand in a product that has all of them, several times
/// faster than scanning its text for all that ranking wants to know.
/// Borrows the arguments of the constructor.   Threads: one.
class NearWords {
public:
    NearWords(const TextMatches& matches, const data::TextIndex& index, std::uint32_t least);

    /// True when this can tell how near the words of products with these typos stand, but for
    /// those that have too many. Not where one word stands for two terms, or too many words do.
    [[nodiscard]] bool can_tell(TypoLevels levels) const;

    /// True when every pair of neighbouring terms is found side by side in the order of the query:
    /// no proximity is less.
    /// Requires: `product` has every term, with typos that this can tell of.
    [[nodiscard]] bool are_side_by_side(data::Ordinal product) const;

    /// MatchDetails::proximity. Nothing where this cannot tell.
    /// Requires: `product` has every term.
    [[nodiscard]] std::optional<std::uint32_t> proximity(data::Ordinal product) const;

private:
    /// What stands for the terms with as many typos as `levels` says; ranking looks at no others.
    struct Words {
        TypoLevels levels = 0;
        std::vector<CodeRange> ranges; ///< by term; none where this cannot tell
    };

    [[nodiscard]] const Words& words_at(TypoLevels levels) const;
    [[nodiscard]] Words find_words(TypoLevels levels) const;

    const TextMatches& matches_;
    const data::TextIndex& index_;
    std::uint32_t num_terms_;
    std::uint32_t least_distance_;
    mutable std::vector<Words> words_; ///< found so far; mostly one
};

/// Calls `visit(product)` for products whose texts it will read. Those lie far apart; waiting for
/// memory would take most of the time.
template <class Visit>
void for_each_text(std::span<const data::Ordinal> products, const data::TextIndex& index,
                   Visit&& visit) {
    constexpr std::size_t kAhead = 8; // products that are asked for before their turn
    for (std::size_t i = 0; i < products.size(); ++i) {
        if (i + kAhead < products.size()) index.tokens().prefetch(products[i + kAhead]);
        visit(products[i]);
    }
}

} // namespace aisle::search
