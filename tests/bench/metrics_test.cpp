// Properties of the relevance metrics:
//   1. They equal examples worked by hand.
//   2. Hits without a judgement gain nothing but take a rank.
//   3. NDCG looks at 10 hits and recall at 100.
//   4. A query without a relevant product has no score, but counts as a query.
//   5. The mean is over the scored queries; a query without hits scores 0.

#include "bench/eval/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace aisle::bench {
namespace {

using Ids = std::vector<std::string>;

TEST(Metrics, EqualAnExampleWorkedByHand) {
    const Gains gains = {{"a", 3}, {"b", 1}, {"c", 0}, {"d", 2}};
    // Found: c at 1, b at 2, a at 3. Best possible: a, d, b.
    const auto score = score_hits(Ids{"c", "b", "a"}, gains);
    ASSERT_TRUE(score);
    const double dcg = 1 / std::log2(3.0) + 3 / std::log2(4.0);
    const double ideal = 3 / std::log2(2.0) + 2 / std::log2(3.0) + 1 / std::log2(4.0);
    EXPECT_DOUBLE_EQ(score->ndcg10, dcg / ideal);
    EXPECT_DOUBLE_EQ(score->recall100, 2.0 / 3);
    EXPECT_DOUBLE_EQ(score->reciprocal_rank, 0.5);
}

TEST(Metrics, OfTheBestOrderAreOne) {
    const Gains gains = {{"a", 3}, {"b", 2}, {"c", 2}, {"d", 0}};
    const auto score = score_hits(Ids{"a", "c", "b"}, gains);
    EXPECT_DOUBLE_EQ(score->ndcg10, 1);
    EXPECT_DOUBLE_EQ(score->recall100, 1);
    EXPECT_DOUBLE_EQ(score->reciprocal_rank, 1);
}

TEST(Metrics, LetAnUnjudgedHitTakeARank) {
    const Gains gains = {{"a", 1}};
    EXPECT_DOUBLE_EQ(score_hits(Ids{"x", "a"}, gains)->ndcg10, 1 / std::log2(3.0));
    EXPECT_DOUBLE_EQ(score_hits(Ids{"x", "y"}, gains)->ndcg10, 0);
    EXPECT_DOUBLE_EQ(score_hits(Ids{"x", "y"}, gains)->reciprocal_rank, 0);
}

TEST(Metrics, StopAtTenAndAtAHundredHits) {
    const Gains gains = {{"a", 1}};
    Ids hits(10, "x");
    hits.emplace_back("a");
    EXPECT_DOUBLE_EQ(score_hits(hits, gains)->ndcg10, 0);
    EXPECT_DOUBLE_EQ(score_hits(hits, gains)->recall100, 1);
    Ids late(100, "x");
    late.emplace_back("a");
    EXPECT_DOUBLE_EQ(score_hits(late, gains)->recall100, 0);
    EXPECT_DOUBLE_EQ(score_hits(late, gains)->reciprocal_rank, 1.0 / 101);
}

TEST(Metrics, TakeTheBestTenOfManyRelevantProducts) {
    Gains gains;
    Ids hits;
    for (char c = 'a'; c <= 'z'; ++c) gains[std::string(1, c)] = 1;
    for (char c = 'a'; c <= 'j'; ++c) hits.emplace_back(1, c);
    EXPECT_DOUBLE_EQ(score_hits(hits, gains)->ndcg10, 1);
    EXPECT_DOUBLE_EQ(score_hits(hits, gains)->recall100, 10.0 / 26);
}

TEST(Metrics, AreAbsentWhenNothingIsRelevant) {
    EXPECT_FALSE(score_hits(Ids{"a"}, {{"a", 0}}));
    EXPECT_FALSE(score_hits(Ids{"a"}, {}));
}

TEST(ScoreSum, AveragesOverTheQueriesThatCanBeScored) {
    const Gains gains = {{"a", 1}};
    ScoreSum sum;
    sum.add(1, score_hits(Ids{"a"}, gains));
    sum.add(0, score_hits(Ids{}, gains)); // no hits: scores 0
    sum.add(3, std::nullopt);             // nothing relevant: no score
    const auto mean = sum.mean();
    EXPECT_EQ(mean.num_queries, 3U);
    EXPECT_EQ(mean.num_scored, 2U);
    EXPECT_EQ(mean.num_empty, 1U);
    EXPECT_DOUBLE_EQ(mean.mean.ndcg10, 0.5);
    EXPECT_DOUBLE_EQ(mean.mean.recall100, 0.5);
    EXPECT_DOUBLE_EQ(mean.mean.reciprocal_rank, 0.5);
    EXPECT_DOUBLE_EQ(ScoreSum().mean().mean.ndcg10, 0);
}

} // namespace
} // namespace aisle::bench
