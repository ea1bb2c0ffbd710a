#include "search/early_places.h"

namespace aisle::search {

EarlyPlaces::EarlyPlaces(const data::TextIndex& index) {
    const auto places = all_places(index);
    best_.reserve((places.size() + kBlock - 1) / kBlock);
    for (std::size_t begin = 0; begin < places.size(); begin += kBlock) {
        // Signed, which every processor compares several at a time; an order has 15 bits.
        auto best = static_cast<std::int16_t>(data::Place().order());
        for (const auto place : places.subspan(begin, std::min(kBlock, places.size() - begin))) {
            best = std::min(best, static_cast<std::int16_t>(place.order()));
        }
        best_.push_back(static_cast<std::uint16_t>(best));
    }
}

} // namespace aisle::search
