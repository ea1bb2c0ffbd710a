#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/text_index.h"

namespace aisle::search {

/// The best place of every kBlock neighbouring postings of a segment. Who looks for words that
/// stand early passes over most of the others unseen.   Cost: two bytes for kBlock postings.
class EarlyPlaces {
public:
    /// Cost: a pass over the places of all postings.
    explicit EarlyPlaces(const data::TextIndex& index);

    /// Calls `visit(i)` for the postings i of `places` that stand no later than `last()`, which
    /// may move forward meanwhile. Places are compared by data::Place::order().
    /// Requires: `index` is that of the constructor, or another of the same bytes; `places` are
    /// those of some range of its words.
    template <class Last, class Visit>
    void for_each_up_to(const data::TextIndex& index, std::span<const data::Place> places,
                        Last&& last, Visit&& visit) const {
        const auto begin = static_cast<std::size_t>(places.data() - all_places(index).data());
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

    static constexpr std::size_t kBlock = 64;

private:
    /// Of all postings.
    [[nodiscard]] static std::span<const data::Place>
    all_places(const data::TextIndex& index) noexcept {
        return index.postings(data::WordRange{0, index.num_words()}).places;
    }

    std::vector<std::uint16_t> best_; ///< of each block
};

} // namespace aisle::search
