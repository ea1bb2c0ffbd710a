#include "recommend/ranking_metrics.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace aisle::recommend {

RankingScore& RankingScore::operator+=(const RankingScore& other) noexcept {
    recall += other.recall;
    ndcg += other.ndcg;
    hit_rate += other.hit_rate;
    reciprocal_rank += other.reciprocal_rank;
    return *this;
}

RankingScore& RankingScore::operator/=(double divisor) noexcept {
    recall /= divisor;
    ndcg /= divisor;
    hit_rate /= divisor;
    reciprocal_rank /= divisor;
    return *this;
}

RankingScore score_ranking(std::span<const ScoredItem> ranked, std::span<const Item> chosen,
                           std::size_t k) {
    assert(!chosen.empty());
    const auto gain_at = [](std::size_t rank) { // from 0
        return 1 / std::log2(static_cast<double>(rank) + 2);
    };
    RankingScore score;
    double num_hits = 0;
    double best_dcg = 0;
    for (std::size_t rank = 0; rank < std::min(chosen.size(), k); ++rank) {
        best_dcg += gain_at(rank);
    }
    for (std::size_t rank = 0; rank < std::min(ranked.size(), k); ++rank) {
        if (std::find(chosen.begin(), chosen.end(), ranked[rank].item) == chosen.end()) continue;
        if (num_hits == 0) score.reciprocal_rank = 1 / (static_cast<double>(rank) + 1);
        num_hits += 1;
        score.ndcg += gain_at(rank) / best_dcg;
    }
    score.recall = num_hits / static_cast<double>(chosen.size());
    score.hit_rate = num_hits > 0 ? 1 : 0;
    return score;
}

} // namespace aisle::recommend
