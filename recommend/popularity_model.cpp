#include "recommend/popularity_model.h"

#include <cmath>

namespace aisle::recommend {

void PopularityModel::score(const Query& /*query*/, ScoreBoard& board) const {
    for (Item item = 0; item < weights_.size(); ++item) {
        if (weights_[item] > 0) board.add(item, weights_[item]);
    }
}

std::vector<float> count_events(const Histories& histories, float recency) {
    std::vector<float> counts(histories.num_items(), 0);
    for (std::size_t h = 0; h < histories.size(); ++h) {
        const float age = 1 - static_cast<float>(h + 1) / static_cast<float>(histories.size());
        const float weight = std::exp(-recency * age);
        for (const Item item : histories.items(h)) counts[item] += weight;
    }
    return counts;
}

void AgainModel::score(const Query& query, ScoreBoard& board) const {
    for (std::size_t i = 0; i < query.items.size(); ++i) {
        const auto age = static_cast<float>(query.steps.back() - query.steps[i]);
        board.add(query.items[i], std::pow(reading_.decay, age));
    }
    if (reading_.power == 1) return;
    for (const Item item : board.touched()) {
        board.scale(item, std::pow(board[item], reading_.power - 1));
    }
}

} // namespace aisle::recommend
