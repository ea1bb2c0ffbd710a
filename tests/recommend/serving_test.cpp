// The parts that serving rests on, each against something slower:
//   1. The best items of a board are those that sorting finds, within masks and filters.
//   2. The quantised scan finds what exact products find, under any filter; so it does with a
//      sketch, whose estimates are those of its description.
//   3. Diversity 0 keeps the order; 1 takes the unlike first; every list is without repeats.
//   4. Surprise is the log-likelihood ratio of a worked example, and 0 below chance.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <vector>

#include "recommend/diversity.h"
#include "recommend/quantised_vectors.h"
#include "recommend/together_trainer.h"
#include "recommend/top_items.h"
#include "tests/support/rng.h"

namespace aisle::recommend {
namespace {

ItemSet random_set(support::Rng& rng, std::size_t size, double share) {
    ItemSet set(size);
    for (Item item = 0; item < size; ++item) {
        if (rng.chance(share)) set.add(item);
    }
    return set;
}

std::vector<float> random_vectors(support::Rng& rng, std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(rng.below(2001)) / 1000 - 1;
    return values;
}

TEST(BestItems, AreThoseThatSortingFinds) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        support::Rng rng(seed);
        const std::uint32_t size = rng.between(1, 200);
        ScoreBoard board(size);
        for (std::uint32_t i = 0; i < size; ++i) {
            board.add(rng.below(size), static_cast<float>(rng.below(20)) - 5);
        }
        const auto allowed = random_set(rng, size, .7);
        const std::vector<Item> masked{rng.below(size), rng.below(size)};
        std::vector<ScoredItem> expected;
        for (Item item = 0; item < size; ++item) {
            const bool is_masked = item == masked[0] || item == masked[1];
            if (board.contains(item) && allowed.contains(item) && !is_masked) {
                expected.push_back({item, board[item]});
            }
        }
        std::sort(expected.begin(), expected.end(), is_better);
        const std::size_t k = rng.below(30);
        expected.resize(std::min(expected.size(), k));
        EXPECT_EQ(best_items(board, {masked, &allowed}, k), expected) << "seed " << seed;
    }
}

TEST(QuantisedVectors, FindWhatExactProductsFind) {
    std::size_t num_found = 0;
    std::size_t num_expected = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        support::Rng rng(seed);
        const std::size_t size = rng.pick(std::vector<std::size_t>{16, 64, 100, 128});
        const std::size_t count = rng.between(1, 3000);
        const auto vectors = random_vectors(rng, size * count);
        const auto query = random_vectors(rng, size);
        const auto quantised = quantise(vectors, size);
        const auto allowed = random_set(rng, count, rng.pick(std::vector<double>{.02, .5, 1}));
        std::vector<ScoredItem> expected;
        for (Item item = 0; item < count; ++item) {
            float product = 0;
            for (std::size_t f = 0; f < size; ++f) product += query[f] * vectors[item * size + f];
            if (allowed.contains(item)) expected.push_back({item, product});
        }
        std::sort(expected.begin(), expected.end(), is_better);
        expected.resize(std::min<std::size_t>(expected.size(), 20));
        const auto found = best_products(quantised, vectors, query, allowed, 20);
        ASSERT_EQ(found.size(), expected.size());
        EXPECT_TRUE(std::is_sorted(found.begin(), found.end(), is_better));
        std::set<Item> items;
        for (const auto& [item, score] : found) {
            EXPECT_TRUE(allowed.contains(item));
            items.insert(item);
        }
        EXPECT_EQ(items.size(), found.size());
        for (const auto& [item, score] : expected) num_found += items.count(item);
        num_expected += expected.size();
    }
    EXPECT_GE(static_cast<double>(num_found), .999 * static_cast<double>(num_expected));
}

TEST(VectorSketch, EstimatesAreThoseOfSignsAndFactors) {
    support::Rng rng(1);
    for (const std::size_t size : {64U, 100U, 128U, 300U}) {
        const std::size_t count = kFewestSketched + 17;
        const auto vectors = random_vectors(rng, count * size);
        const auto query = random_vectors(rng, size);
        std::vector<double> mean(size, 0);
        for (std::size_t i = 0; i < vectors.size(); ++i) {
            mean[i % size] += double{vectors[i]} / static_cast<double>(count);
        }
        const auto made = sketch(vectors, size);
        ASSERT_TRUE(fits(made, count, size));
        // A table has 31 steps; each of its entries may be half a step off.
        double step = 0;
        for (std::size_t f = 0; f < size; f += 4) {
            double sum = 0;
            for (std::size_t j = f; j < f + 4; ++j) sum += std::abs(query[j]);
            step = std::max(step, 2 * sum / 31);
        }
        double blur = 0; // of five standard deviations
        const auto estimate = [&](Item item) {
            double signs = 0;
            double squares = 0;
            double magnitudes = 0;
            for (std::size_t f = 0; f < size; ++f) {
                const double value = vectors[item * size + f] - mean[f];
                signs += value >= 0 ? query[f] : -query[f];
                squares += value * value;
                magnitudes += std::abs(value);
            }
            blur = std::max(blur, 5 * step * std::sqrt(static_cast<double>(size) / 4 / 12) *
                                      squares / magnitudes);
            return signs * squares / magnitudes;
        };
        const auto likely = likely_best(made, query, ItemSet(count, true), 1000);
        EXPECT_GT(likely.size(), 600U);
        EXPECT_LT(likely.size(), 1600U);
        EXPECT_TRUE(std::ranges::is_sorted(likely));
        std::vector<double> all;
        for (Item item = 0; item < count; ++item) all.push_back(estimate(item));
        std::vector<double> sorted = all;
        std::ranges::sort(sorted, std::greater<>());
        const std::set<Item> found(likely.begin(), likely.end());
        const double reached = sorted[likely.size()];
        for (Item item = 0; item < count; ++item) {
            if (std::abs(all[item] - reached) <= blur) continue;
            EXPECT_EQ(found.contains(item), all[item] > reached);
        }
    }
}

TEST(VectorSketch, FindsWhatExactProductsFind) {
    std::size_t num_found = 0;
    std::size_t num_expected = 0;
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        support::Rng rng(seed);
        const std::size_t size = seed % 2 == 0 ? 64 : 100;
        const std::size_t count = 70'001;
        const auto vectors = random_vectors(rng, size * count);
        const auto quantised = quantise(vectors, size);
        // Some items beyond those that have vectors may be allowed.
        const auto allowed = random_set(rng, count + 100, rng.pick(std::vector<double>{.3, .6, 1}));
        const auto query = random_vectors(rng, size);
        ASSERT_FALSE(likely_best(quantised.sketch, query, allowed, 500).empty());
        TopItems exact(20);
        for (Item item = 0; item < count; ++item) {
            float product = 0;
            for (std::size_t f = 0; f < size; ++f) product += query[f] * vectors[item * size + f];
            if (allowed.contains(item)) exact.add({item, product});
        }
        std::set<Item> items;
        for (const auto& [item, score] : best_products(quantised, vectors, query, allowed, 20)) {
            EXPECT_TRUE(item < count && allowed.contains(item));
            items.insert(item);
        }
        for (const auto& [item, score] : exact.take()) {
            num_found += items.count(item);
            ++num_expected;
        }
    }
    EXPECT_GE(static_cast<double>(num_found), .99 * static_cast<double>(num_expected));
}

TEST(QuantisedVectors, VectorsOfZerosAreAnswersWithoutScore) {
    const std::vector<float> vectors(2 * 8, 0);
    const auto found =
        best_products(quantise(vectors, 8), vectors, std::vector<float>(8, 1), ItemSet(2, true), 5);
    EXPECT_THAT(found, ::testing::ElementsAre(ScoredItem{0, 0}, ScoredItem{1, 0}));
}

TEST(Diversity, ChoosesBetweenScoreAndUnlikeness) {
    // Items 0 and 1 are alike, 2 is unlike both.
    const std::vector<ScoredItem> ranked{{0, 10}, {1, 9}, {2, 5}};
    const auto likeness = [](Item a, Item b) { return a < 2 && b < 2 ? 1.F : 0.F; };
    const auto items_of = [&](float diversity, std::size_t k) {
        std::vector<Item> items;
        for (const auto& [item, score] : diversify(ranked, likeness, diversity, k)) {
            items.push_back(item);
        }
        return items;
    };
    EXPECT_THAT(items_of(0, 3), ::testing::ElementsAre(0, 1, 2));
    EXPECT_THAT(items_of(.5F, 3), ::testing::ElementsAre(0, 2, 1));
    EXPECT_THAT(items_of(1, 2), ::testing::ElementsAre(0, 2));
    EXPECT_TRUE(diversify({}, likeness, .5F, 3).empty());
}

TEST(Surprise, IsTheLogLikelihoodRatio) {
    // 10 of 100 baskets hold both; each item is in 20: by chance it would be 4.
    const auto term = [](double observed, double expected) {
        return observed * std::log(observed / expected);
    };
    const double expected = 2 * (term(10, 4) + term(10, 16) + term(10, 16) + term(70, 64));
    EXPECT_NEAR(surprise(10, 20, 20, 100), expected, 1e-9);
    EXPECT_EQ(surprise(4, 20, 20, 100), 0);
    EXPECT_EQ(surprise(1, 20, 20, 100), 0);
    EXPECT_GT(surprise(20, 20, 20, 100), surprise(10, 20, 20, 100));
}

TEST(Together, WhatIsInEveryBasketGoesWithNothing) {
    Histories baskets;
    for (int i = 0; i < 40; ++i) {
        // A bag (0) is in every basket; 1 and 2 go together; 3 comes alone.
        if (i % 2 == 0) {
            baskets.add_history(std::vector<Item>{0, 1, 2});
        } else {
            baskets.add_history(std::vector<Item>{0, 3});
        }
    }
    const auto graph = train_together(baskets, {});
    EXPECT_TRUE(graph.neighbours(0).empty());
    EXPECT_THAT(graph.neighbours(1), ::testing::ElementsAre(2));
    EXPECT_TRUE(graph.neighbours(3).empty());
}

} // namespace
} // namespace aisle::recommend
