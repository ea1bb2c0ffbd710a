#include "search/early_places.h"

namespace aisle::search {

EarlyPlaces::EarlyPlaces(const data::TextIndex& index) {
    const auto places = index.postings(data::WordRange{0, index.num_words()}).places;
    best_.reserve((places.size() + kBlock - 1) / kBlock);
    for (std::size_t begin = 0; begin < places.size(); begin += kBlock) {
        const auto block = places.subspan(begin, std::min(kBlock, places.size() - begin));
        best_.push_back(static_cast<std::uint16_t>(block.best().order()));
    }
}

} // namespace aisle::search
