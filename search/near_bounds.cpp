#include "search/near_bounds.h"

#include <algorithm>
#include <bit>

#include "search/bitmap.h"
#include "search/token_scan.h"

// A posting has the spots of its word: the places in the product's text, modulo 32. Two words that
// stand side by side have spots side by side; where no spots are, no words are either. The bound
// is that of all words that may stand for a term, with any number of typos: ranking looks at
// fewer, so that what it finds is never nearer.

namespace aisle::search {

namespace {

/// Of a product whose words may stand anywhere.
constexpr data::Spots kAnywhere = ~data::Spots{0};

/// Reading the text of a product costs about this many times what stepping over a posting does.
constexpr std::uint64_t kPostingsPerText = 128;

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

} // namespace

/// Finds the places of ordinals in a sorted list of them.
class NearBounds::Places {
public:
    Places(std::span<const data::Ordinal> products, std::uint32_t bound)
        : bits_(num_bitmap_words(bound), 0) {
        for (const auto product : products) set_bit(bits_, product);
        before_.reserve(bits_.size());
        std::uint32_t count = 0;
        for (const auto word : bits_) {
            before_.push_back(count);
            count += static_cast<std::uint32_t>(std::popcount(word));
        }
    }

    [[nodiscard]] bool contains(data::Ordinal product) const noexcept {
        return has_bit(bits_, product);
    }

    /// Requires: contains(product).
    [[nodiscard]] std::size_t find(data::Ordinal product) const noexcept {
        const std::uint64_t lower = (std::uint64_t{1} << (product % 64)) - 1;
        return before_[product / 64] +
               static_cast<std::size_t>(std::popcount(bits_[product / 64] & lower));
    }

private:
    Bitmap bits_;
    std::vector<std::uint32_t> before_; ///< members in the words before each word
};

std::uint32_t NearBounds::least() const noexcept {
    return static_cast<std::uint32_t>(matches_.terms.size() - 1) * least_distance_;
}

std::uint32_t NearBounds::most() const noexcept {
    return static_cast<std::uint32_t>(matches_.terms.size() - 1) * kMaxDistance;
}

std::vector<std::uint32_t> NearBounds::find(std::span<const data::Ordinal> products) const {
    std::vector<std::uint32_t> sums(products.size(), 0);
    const Places places(products, index_.num_products());
    auto left = spots_of(matches_.terms.front(), products, places);
    for (std::size_t term = 1; term < matches_.terms.size(); ++term) {
        auto right = spots_of(matches_.terms[term], products, places);
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
                                              std::span<const data::Ordinal> products,
                                              const Places& places) const {
    std::uint64_t num_postings = 0;
    for (const auto& range : term.words) num_postings += index_.postings(range.words).size();
    if (num_postings > products.size() * kPostingsPerText) {
        return std::vector(products.size(), kAnywhere);
    }
    std::vector<data::Spots> spots(products.size(), 0);
    for (const auto& range : term.words) {
        const auto postings = index_.postings(range.words);
        for (std::size_t i = 0; i < postings.size(); ++i) {
            const auto product = postings.products[i];
            if (places.contains(product)) spots[places.find(product)] |= postings.spots[i];
        }
    }
    if (term.in_rows.is_empty()) return spots;
    for (std::size_t i = 0; i < products.size(); ++i) {
        if (term.in_rows.contains(products[i])) spots[i] = kAnywhere;
    }
    return spots;
}

} // namespace aisle::search
