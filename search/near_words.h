#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "data/text_index.h"
#include "search/matching.h"

namespace aisle::search {

/// Measures how near the terms of a query stand in a product that has all of them without typos,
/// several times faster than scanning its text for all that ranking wants to know.
class NearWords {
public:
    NearWords(const TextMatches& matches, const data::TextIndex& index, std::uint32_t least);

    /// False where this cannot tell anything of any product.
    [[nodiscard]] bool is_possible() const noexcept { return is_possible_; }

    /// True when every pair of neighbouring terms is found side by side in the order of the query:
    /// no proximity is less.   Requires: as proximity(), and is_possible().
    [[nodiscard]] bool are_side_by_side(data::Ordinal product) const noexcept;

    /// MatchDetails::proximity. Nothing where this cannot tell: where words side by side stand for
    /// a term, one word stands for two of them, or there are too many of either.
    /// Requires: `product` has every term without typos.
    [[nodiscard]] std::optional<std::uint32_t> proximity(data::Ordinal product) const noexcept;

private:
    struct TermRange {
        std::uint32_t term;
        data::WordRange words;
    };

    /// A word of the stream that stands for a term.
    struct Occurrence {
        std::uint32_t term;
        std::uint32_t at;
    };

    const data::TextIndex& index_;
    std::uint32_t num_terms_;
    std::uint32_t least_distance_;
    std::vector<TermRange> ranges_; ///< without typos
    bool is_possible_ = true;
};

/// Calls `visit(product)` for products whose texts it will read. Those lie far apart; waiting for
/// memory would take most of the time.
template <class Visit>
void for_each_text(std::span<const data::Ordinal> products, const data::TextIndex& index,
                   Visit&& visit) {
    constexpr std::size_t kAhead = 8; // products that are asked for before their turn
    for (std::size_t i = 0; i < products.size(); ++i) {
        if (i + kAhead < products.size()) {
            __builtin_prefetch(index.tokens(products[i + kAhead]).data());
        }
        visit(products[i]);
    }
}

/// Whether a word of `first` is followed by one of `second` in a token stream.
[[nodiscard]] bool has_pair(std::span<const std::uint32_t> stream, data::WordRange first,
                            data::WordRange second) noexcept;

} // namespace aisle::search
