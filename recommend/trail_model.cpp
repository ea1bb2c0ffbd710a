#include "recommend/trail_model.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "recommend/directions.h"

namespace aisle::recommend {

TrailModel::TrailModel(TrailVectors vectors)
    : vectors_(std::move(vectors)),
      quantised_(quantise(vectors_.directions.view(), vectors_.size)),
      everything_(vectors_.num_items(), true) {
    assert(vectors_.directions.size() == vectors_.num_items() * vectors_.size);
    assert(vectors_.ages.size() % vectors_.size == 0);
}

std::vector<float> TrailModel::heading(std::span<const Item> items) const {
    const std::size_t size = vectors_.size;
    std::vector<float> sum(size, 0);
    const std::size_t taken = std::min(items.size(), vectors_.num_ages());
    for (std::size_t age = 0; age < taken; ++age) {
        const Item item = items[items.size() - 1 - age];
        const auto direction = vectors_.direction(item);
        const auto of_age = vectors_.ages.view().subspan(age * size, size);
        for (std::size_t d = 0; d < size; ++d) {
            sum[d] += vectors_.weights[item] * of_age[d] * direction[d];
        }
    }
    (void)take_direction(sum.data(), size, sum.data());
    return sum;
}

float TrailModel::likelihood(float cosine) const {
    return std::exp(vectors_.sharpness * (cosine - 1));
}

void TrailModel::score(const Query& query, ScoreBoard& board) const {
    if (query.items.empty() || num_items() == 0) return;
    const auto& allowed = query.allowed == nullptr ? everything_ : *query.allowed;
    const auto found = best_products(quantised_, vectors_.directions.view(), heading(query.items),
                                     allowed, kNumNamed);
    for (const auto& [item, cosine] : found) {
        if (is_known(item)) board.add(item, likelihood(cosine));
    }
}

void TrailModel::score_rest(const Query& query, std::span<const Item> items,
                            ScoreBoard& board) const {
    if (query.items.empty()) return;
    const auto to = heading(query.items);
    for (const Item item : items) {
        if (board.contains(item) || !is_known(item)) continue;
        const float cosine = dot(to.data(), vectors_.direction(item).data(), vectors_.size);
        board.add(item, likelihood(cosine));
    }
}

} // namespace aisle::recommend
