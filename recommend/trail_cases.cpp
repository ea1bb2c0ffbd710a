#include "recommend/trail_cases.h"

#include <algorithm>
#include <utility>

namespace aisle::recommend {

TrailCases::TrailCases(const Histories& histories, std::size_t num_given)
    : histories_(histories), num_given_(num_given) {
    for (std::uint32_t h = 0; h < histories.size(); ++h) {
        const auto length = static_cast<std::uint32_t>(histories.items(h).size());
        for (std::uint32_t position = 1; position < length; ++position) {
            places_.push_back({h, position});
        }
    }
}

void TrailCases::shuffle(std::mt19937_64& engine) {
    for (std::size_t i = places_.size(); i > 1; --i) {
        std::swap(places_[i - 1], places_[engine() % i]);
    }
}

std::vector<TrailCase> TrailCases::batch(std::size_t begin, std::size_t count) const {
    std::vector<TrailCase> cases;
    cases.reserve(count);
    const std::size_t end = std::min(size(), begin + count);
    for (std::size_t i = begin; i < end; ++i) {
        const auto items = histories_.items(places_[i].history);
        const std::size_t position = places_[i].position;
        const std::size_t taken = std::min(position, num_given_);
        cases.push_back({items.subspan(position - taken, taken), items[position]});
    }
    return cases;
}

} // namespace aisle::recommend
