#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "data/text_index.h"
#include "search/compact_set.h"
#include "search/once_map.h"
#include "search/ordinal_set.h"

namespace aisle::search {

/// The products that hold a word of a range, and those where one stands early.
struct WordSet {
    /// Places (see data::Place::order()) below this have a set of their own.
    static constexpr std::uint32_t kNumPlaces = 9;

    OrdinalSet products;
    CompactSet whole_values;          ///< products of which a word is a whole value
    std::vector<CompactSet> by_place; ///< of the best placed word; kNumPlaces of them, disjoint
};

/// Sets of the ranges of one segment that very many products hold: common words, and the first
/// letters of words. Such ranges are few and asked for again and again, so they are kept; going
/// over their postings takes milliseconds.
/// Threads: any; whoever comes while a set is being made waits for it.
class WordSets {
public:
    /// The set of `words`; null when they are not worth keeping, or kMaxSets others are kept.
    [[nodiscard]] std::shared_ptr<const WordSet> find(const data::TextIndex& index,
                                                      data::WordRange words);

    /// A set takes a few bits a product. With half as many, prefix of bench/peers takes 8 % longer
    /// at 200,000 products.
    static constexpr std::size_t kMaxSets = 512;
    /// A range is kept from one posting for so many products on. With half of that, prefix takes
    /// 10 % longer.
    static constexpr std::uint32_t kProductsPerPosting = 32;
    /// Below this, going over postings takes no time.
    static constexpr std::size_t kFewestPostings = 1000;

private:
    OnceMap<std::uint64_t, WordSet> sets_{kMaxSets}; ///< by the ends of the range
};

} // namespace aisle::search
