#pragma once

#include <cstddef>
#include <span>

#include "recommend/histories.h"
#include "recommend/top_items.h"

namespace aisle::recommend {

/// How well one ranked list names what somebody really chose next.
struct RankingScore {
    double recall = 0;          ///< share of what was chosen that is in the list
    double ndcg = 0;            ///< DCG / DCG of the best list of this length, gains 0 and 1
    double hit_rate = 0;        ///< 1 when anything chosen is in the list
    double reciprocal_rank = 0; ///< of the first chosen item, 0 without one

    RankingScore& operator+=(const RankingScore& other) noexcept;
    RankingScore& operator/=(double divisor) noexcept;
};

/// Scores the first `k` of `ranked` against the items that were chosen.
/// Requires: `chosen` is not empty and names no item twice.
[[nodiscard]] RankingScore score_ranking(std::span<const ScoredItem> ranked,
                                         std::span<const Item> chosen, std::size_t k);

} // namespace aisle::recommend
