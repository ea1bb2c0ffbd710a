// Ranking metrics, by hand:
//   1. Recall, NDCG, hit rate and reciprocal rank of worked examples.
//   2. Only the first k count, in the list and in the best list NDCG compares with.
//   3. A perfect list scores 1 in everything, a list without hits 0.

#include "recommend/ranking_metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace aisle::recommend {
namespace {

std::vector<ScoredItem> ranked(const std::vector<Item>& items) {
    std::vector<ScoredItem> list;
    for (const Item item : items) list.push_back({item, -static_cast<float>(list.size())});
    return list;
}

TEST(RankingMetrics, TwoOfThreeChosenAtRanksTwoAndFour) {
    const std::vector<Item> chosen{7, 8, 9};
    const auto score = score_ranking(ranked({1, 8, 2, 7, 3}), chosen, 5);
    const double best = 1 + 1 / std::log2(3.0) + 1 / 2.0;
    EXPECT_DOUBLE_EQ(score.recall, 2.0 / 3);
    EXPECT_DOUBLE_EQ(score.hit_rate, 1);
    EXPECT_DOUBLE_EQ(score.reciprocal_rank, 1.0 / 2);
    EXPECT_DOUBLE_EQ(score.ndcg, (1 / std::log2(3.0) + 1 / std::log2(5.0)) / best);
}

TEST(RankingMetrics, OneChosenItemAtRankFour) {
    const std::vector<Item> chosen{5};
    const auto score = score_ranking(ranked({1, 2, 3, 5}), chosen, 20);
    EXPECT_DOUBLE_EQ(score.recall, 1);
    EXPECT_DOUBLE_EQ(score.reciprocal_rank, 1.0 / 4);
    EXPECT_DOUBLE_EQ(score.ndcg, 1 / std::log2(5.0));
}

TEST(RankingMetrics, WhatComesAfterKDoesNotCount) {
    const std::vector<Item> chosen{3, 4, 5};
    const auto score = score_ranking(ranked({3, 1, 4, 5}), chosen, 2);
    EXPECT_DOUBLE_EQ(score.recall, 1.0 / 3);
    EXPECT_DOUBLE_EQ(score.ndcg, 1 / (1 + 1 / std::log2(3.0)));
}

TEST(RankingMetrics, PerfectListsScoreOneAndEmptyOnesZero) {
    const std::vector<Item> chosen{3, 4};
    for (const std::size_t k : {2U, 3U, 20U}) {
        const auto perfect = score_ranking(ranked({4, 3}), chosen, k);
        EXPECT_DOUBLE_EQ(perfect.ndcg, 1);
        EXPECT_DOUBLE_EQ(perfect.recall, 1);
        EXPECT_DOUBLE_EQ(perfect.reciprocal_rank, 1);
        const auto empty = score_ranking({}, chosen, k);
        EXPECT_EQ(empty.ndcg, 0);
        EXPECT_EQ(empty.recall, 0);
        EXPECT_EQ(empty.hit_rate, 0);
        EXPECT_EQ(empty.reciprocal_rank, 0);
    }
}

} // namespace
} // namespace aisle::recommend
