#include "search/near_bounds.h"

#include <algorithm>
#include <optional>

#include "search/ordinal_places.h"
#include "search/token_scan.h"
#include "search/word_products.h"

// A posting has the spots of its word: the places in the product's text, modulo 32. Two words that
// stand side by side have spots side by side; where no spots are, no words are either. The bound
// is that of all words that may stand for a term, with any number of typos: ranking looks at
// fewer, so that what it finds is never nearer.

namespace aisle::search {

namespace {

/// Of a product whose words may stand anywhere.
constexpr data::Spots kAnywhere = ~data::Spots{0};

/// Looking for words in the text of a product costs about this many times what stepping over a
/// posting does.
constexpr std::uint64_t kPostingsPerText = 48;

std::uint32_t least_distance(data::Spots left, data::Spots right) noexcept {
    if (data::may_follow(left, right)) return 1;
    for (std::uint32_t d = 2; d < kMaxDistance; ++d) {
        const auto steps = static_cast<int>(d);
        // One more in the other order.
        if (data::may_follow(left, right, steps) || data::may_follow(right, left, steps - 1)) {
            return d;
        }
    }
    return kMaxDistance;
}

/// True when a word may stand for both terms: as near as can be.
bool share_words(const TermMatches& a, const TermMatches& b) noexcept {
    return std::any_of(a.words.begin(), a.words.end(), [&](const TermWords& x) {
        return std::any_of(b.words.begin(), b.words.end(), [&](const TermWords& y) {
            return x.words.begin < y.words.end && y.words.begin < x.words.end;
        });
    });
}

bool is_found_by_bits(const TermMatches& term, std::size_t range) noexcept {
    return range < term.bits.size() && term.bits[range] != nullptr;
}

} // namespace

std::uint32_t NearBounds::least() const noexcept {
    return static_cast<std::uint32_t>(matches_.terms.size() - 1) * least_distance_;
}

std::uint32_t NearBounds::most() const noexcept {
    return static_cast<std::uint32_t>(matches_.terms.size() - 1) * kMaxDistance;
}

std::vector<std::uint32_t> NearBounds::find(std::span<const data::Ordinal> products) const {
    std::vector<std::uint32_t> sums(products.size(), 0);
    auto left = spots_of(matches_.terms.front(), products);
    for (std::size_t term = 1; term < matches_.terms.size(); ++term) {
        auto right = spots_of(matches_.terms[term], products);
        const bool is_shared = share_words(matches_.terms[term - 1], matches_.terms[term]);
        for (std::size_t i = 0; i < products.size(); ++i) {
            const bool is_one_place = is_shared && (left[i] & right[i]) != 0;
            sums[i] +=
                std::max(least_distance_, is_one_place ? 1 : least_distance(left[i], right[i]));
        }
        left = std::move(right);
    }
    return sums;
}

std::vector<data::Spots> NearBounds::spots_of(const TermMatches& term,
                                              std::span<const data::Ordinal> products) const {
    std::uint64_t num_steps = 0; // through postings that have to be gone over
    for (std::size_t r = 0; r < term.words.size(); ++r) {
        if (!is_found_by_bits(term, r)) num_steps += index_.postings(term.words[r].words).size();
    }
    if (num_steps > products.size() * kPostingsPerText) {
        return std::vector(products.size(), kAnywhere);
    }
    std::vector<data::Spots> spots(products.size(), 0);
    std::optional<OrdinalPlaces> places;
    for (std::size_t r = 0; r < term.words.size(); ++r) {
        const auto postings = index_.postings(term.words[r].words);
        const auto take = [&](std::size_t i, std::size_t j) { spots[i] |= postings.spots[j]; };
        if (is_found_by_bits(term, r)) {
            term.bits[r]->for_each_common(products, take);
            continue;
        }
        const auto words = term.words[r].words;
        const bool is_searched =
            words.end == words.begin + 1 && postings.size() < data::PostingProducts::kFewestForBits;
        if (is_searched) {
            for_each_common_posting(products, index_, words.begin, take);
            continue;
        }
        if (!places) places.emplace(products, index_.num_products());
        index_.products().for_each(words, [&](std::size_t j, data::Ordinal product) {
            if (places->contains(product)) take(places->find(product), j);
        });
    }
    if (term.in_rows.is_empty()) return spots;
    for (std::size_t i = 0; i < products.size(); ++i) {
        if (term.in_rows.contains(products[i])) spots[i] = kAnywhere;
    }
    return spots;
}

} // namespace aisle::search
