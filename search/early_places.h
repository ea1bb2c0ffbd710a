#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "data/text_index.h"

namespace aisle::search {

/// The best places of neighbouring postings of a segment. Who looks for words that stand early
/// passes over most of the others unseen.   Lifetime: borrows the segment.
class EarlyPlaces {
public:
    explicit EarlyPlaces(const data::TextIndex& index) noexcept : best_(index.best_places()) {}

    /// Calls `visit(i)` for the postings i of `places` that stand no later than `last()`, which
    /// may move forward meanwhile. Places are compared by data::Place::order().
    /// Requires: `places` are those of some range of words of the constructor's index, or of
    /// another one of the same bytes.
    template <class Last, class Visit>
    void for_each_up_to(const data::Places& places, Last&& last, Visit&& visit) const {
        const std::size_t begin = places.first();
        const std::size_t end = begin + places.size();
        for (std::size_t block = begin / kBlock; block * kBlock < end; ++block) {
            if (best_[block] > last()) continue;
            const std::size_t from = std::max(begin, block * kBlock);
            const std::size_t to = std::min(end, (block + 1) * kBlock);
            for (std::size_t i = from; i < to; ++i) {
                if (places[i - begin].order() <= last()) visit(i - begin);
            }
        }
    }

private:
    static constexpr std::size_t kBlock = data::TextIndex::kPostingsPerBest;

    std::span<const std::uint16_t> best_; ///< of each block
};

} // namespace aisle::search
