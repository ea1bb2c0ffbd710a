#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "data/ids.h"
#include "search/candidates.h"
#include "search/token_scan.h"

namespace aisle::search {

/// Works out from the postings how products of one segment match: all of MatchDetails but the
/// proximity, for many products at once.
///
/// What words say that stand side by side only the text can tell; such products are scanned.
/// Borrows the matches.
class PostingDetails {
public:
    explicit PostingDetails(const SegmentMatches& matches);

    /// False when the text has to be scanned for all products.
    [[nodiscard]] bool is_possible() const noexcept { return is_possible_; }

    /// True when going through the postings takes less time than scanning `count` products.
    [[nodiscard]] bool is_cheaper(std::size_t count) const noexcept;

    /// True when a product has words side by side that stand for a term.
    [[nodiscard]] bool needs_text(data::Ordinal product) const noexcept;

    /// Adds to `out`, one entry a product.   Requires: `products` ascending, all of them matches.
    void fill(std::span<const data::Ordinal> products, std::span<MatchDetails> out) const;

    /// Products of which a word that may count stands no later than `place` (see
    /// data::Place::order()), and those that need the text: all matches placed so early, and some
    /// others.   Cost: goes over all postings.
    [[nodiscard]] OrdinalSet placed_by(std::uint32_t place) const;

    /// Of all words that stand for a term.
    [[nodiscard]] std::uint64_t num_postings() const noexcept { return num_postings_; }

private:
    /// What one product has of one term.
    struct TermState {
        std::uint32_t typos = data::kNoId;
        data::Place place;
        bool is_exact = false;
        bool is_as_typed = false;
        double weight = 0;
    };

    void take(const TermWords& words, data::WordId word, std::span<const data::Ordinal> products,
              std::span<TermState> states) const;

    const SegmentMatches& matches_;
    const data::TextIndex& index_;
    bool is_possible_ = false;
    std::uint64_t num_words_ = 0;
    std::uint64_t num_postings_ = 0;
};

} // namespace aisle::search
