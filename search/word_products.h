#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/text_index.h"
#include "search/intersect.h"
#include "search/ordinal_set.h"

namespace aisle::search {

/// Unites the products that hold some words, and others.   Lifetime: borrows what is added.
class ProductUnion {
public:
    /// The products of all words of a range.
    void add(const data::TextIndex& index, data::WordRange words);

    /// Any order, repetitions allowed.
    void add(std::span<const data::Ordinal> products);

    /// What was added. The products of one word are borrowed, as OrdinalSet::own() says.
    /// Requires: all of it is below `bound`.
    [[nodiscard]] OrdinalSet unite(std::uint32_t bound) const;

    [[nodiscard]] bool is_empty() const noexcept { return lists_.empty() && bits_.empty(); }

private:
    std::vector<std::span<const data::Ordinal>> lists_;
    std::vector<const data::PostingBits*> bits_;
    bool is_one_word_ = false; ///< and nothing else
};

/// The products that hold a word of a range.   Lifetime: as of ProductUnion::unite().
[[nodiscard]] OrdinalSet products_with(const data::TextIndex& index, data::WordRange words);

/// Calls `visit(i, j)` for every products[i] that holds `word`, and its posting j, ascending.
/// Requires: `products` ascending, each once.
template <class Visit>
void for_each_common_posting(std::span<const data::Ordinal> products, const data::TextIndex& index,
                             data::WordId word, Visit&& visit) {
    const auto* bits = index.products().bits(word);
    if (bits == nullptr) {
        for_each_common(products, index.products().list(word), visit);
    } else if (bits->size() * kGallopRatio < products.size()) {
        const auto with_word = bits->to_vector();
        for_each_common(products, std::span<const data::Ordinal>(with_word), visit);
    } else {
        bits->for_each_common(products, visit);
    }
}

} // namespace aisle::search
