#include "data/places.h"

#include <limits>

namespace aisle::data {

Place Places::best() const noexcept {
    if (size_ == 0) return {};
    auto best = std::numeric_limits<PostingMark>::max();
    for (const auto mark : arrays_.marks.subspan(first_, size_)) best = std::min(best, mark);
    return arrays_.table[best];
}

} // namespace aisle::data
