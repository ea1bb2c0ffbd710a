#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "search/bounded_cache.h"
#include "search/ordinal_set.h"

namespace aisle::search {

/// The products of one segment that hold one query term, by the fewest typos it takes.
struct TermSets {
    static constexpr std::size_t kNumLevels = 4; ///< 0 ... 3 typos
    std::array<OrdinalSet, kNumLevels> by_typos; ///< disjoint
    OrdinalSet any;                              ///< their union
    OrdinalSet in_rows; ///< products with words side by side that stand for the term

    /// Copies what is borrowed from the segment.
    void own() {
        for (auto& level : by_typos) level.own();
        any.own();
        in_rows.own();
    }

    /// What the sets take in memory.
    [[nodiscard]] std::size_t num_bytes() const noexcept {
        std::size_t bytes = any.num_bytes() + in_rows.num_bytes();
        for (const auto& level : by_typos) bytes += level.num_bytes();
        return bytes;
    }
};

/// The sets of terms that many words stand for, as with typos, kept: shoppers type the same words
/// again and again, and uniting the postings of all that is like them took a quarter of a search
/// with typos.
/// Threads: any.
class KeptTermSets {
public:
    /// The sets of the words that `key` spells, which `make` finds where they are not kept.
    template <class Make>
    [[nodiscard]] std::shared_ptr<const TermSets> find(std::string key, std::size_t num_products,
                                                       const Make& make) {
        // The segment may be mapped anew while they are kept.
        const auto make_own = [&] {
            TermSets sets = make();
            sets.own();
            return sets;
        };
        return kept_.find(std::move(key), make_own, [num_products](const TermSets& sets) {
            return BoundedCache<TermSets>::Bytes{sets.num_bytes(),
                                                 kMaxBytesPerProduct * num_products};
        });
    }

    /// Uniting fewer postings takes no longer.
    static constexpr std::size_t kFewestPostings = 1024;
    /// Nor does uniting those of fewer alternatives, such as the beginning of one word.
    static constexpr std::size_t kFewestAlternatives = 3;
    /// What all that is kept may take, for each product: a term takes one byte at most.
    static constexpr std::size_t kMaxBytesPerProduct = 64;

private:
    BoundedCache<TermSets> kept_;
};

} // namespace aisle::search
