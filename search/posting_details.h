#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "data/ids.h"
#include "search/candidates.h"
#include "search/static_order.h"
#include "search/token_scan.h"

namespace aisle::search {

class OrdinalPlaces;

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

    /// Those of `ties` of which a word stands no later than `place`: entry i has the products
    /// whose best place is i (see data::Place::order()). Entries after the first `wanted`
    /// products are left out.   Cost: goes over num_postings_to(place) postings.
    [[nodiscard]] std::vector<OrdinalSet> by_place(const OrdinalSet& ties, std::uint32_t place,
                                                   std::size_t wanted) const;

    /// The best place of each of `products`, as data::Place::order() numbers them.
    /// Requires: `products` ascending, all of them matches.
    /// Cost:     a search a word and product, or a pass over the postings.
    [[nodiscard]] std::vector<std::uint32_t>
    best_places(std::span<const data::Ordinal> products) const;

    /// The first `count` of `ties` by their best place, then by whether the word counts as exact,
    /// then by `order`. Nothing unless one word stands for one term and no set of it is kept.
    [[nodiscard]] std::optional<std::vector<data::Ordinal>>
    first_by_place(const OrdinalSet& ties, const StaticOrder& order, std::size_t count) const;

    /// `ties`, cut by the number of terms that count as exact: entry i has those with i of them.
    /// Nothing where only the text tells.   Cost: goes over the postings of exact words.
    [[nodiscard]] std::optional<std::vector<OrdinalSet>> by_num_exact(const OrdinalSet& ties) const;

    /// True when as many terms count as exact in every match.
    [[nodiscard]] bool is_exact_constant() const;

    /// Words that stand for a term.
    [[nodiscard]] std::uint64_t num_words() const noexcept;

    /// True when the postings of a product are found without searching.
    [[nodiscard]] bool has_bits() const noexcept { return has_bits_; }

    /// Postings of words that stand for a term, without those that sets are kept of.
    [[nodiscard]] std::uint64_t num_postings_to(std::uint32_t place) const noexcept {
        return place < WordSet::kNumPlaces ? num_postings_without_set_ : num_postings_;
    }

private:
    /// What one product has of one term.
    struct TermState {
        std::uint32_t typos = data::kNoId;
        data::Place place;
        bool is_exact = false;
        bool is_as_typed = false;
        double weight = 0;
    };

    /// Words that stand for a term, and where they stand, if that is kept.
    struct TermRange {
        const TermMatches* term;
        TermWords words;
        std::shared_ptr<const WordSet> set; ///< or null
        const data::PostingBits* bits;      ///< or null
    };

    void take(const TermRange& range, data::WordId word, std::span<const data::Ordinal> products,
              std::span<TermState> states) const;

    /// Takes in what the postings of a range say; see best_places().
    void improve(const TermRange& range, std::span<const data::Ordinal> products,
                 std::optional<OrdinalPlaces>& where, std::span<std::uint32_t> best) const;
    [[nodiscard]] std::uint32_t scanned_place(data::Ordinal product) const;

    /// Calls `visit(i, product)` for the postings of `words` that stand no later than `last()`,
    /// which may move forward meanwhile.
    template <class Last, class Visit>
    void for_each_up_to(data::WordRange words, Last&& last, Visit&& visit) const;

    /// Adds to by_place[i] what the postings of a range say; see by_place().
    void sweep(const TermRange& range, const OrdinalSet& ties,
               std::vector<std::vector<data::Ordinal>>& by_place) const;
    [[nodiscard]] OrdinalSet exact_products(std::size_t term, const OrdinalSet& ties) const;

    const SegmentMatches& matches_;
    const data::TextIndex& index_;
    std::vector<TermRange> ranges_;
    bool is_possible_ = false;
    bool has_bits_ = true;
    std::uint64_t num_words_ = 0;
    std::uint64_t num_postings_ = 0;
    std::uint64_t num_postings_without_set_ = 0;
};

} // namespace aisle::search
