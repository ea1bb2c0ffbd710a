// Item graphs against sums over all pairs:
//   1. Every option of the kernel gives the weights of its formula, over random histories.
//   2. Rows are the best neighbours in order, cut to the number asked for.
//   3. Reading a graph adds its rows with the decay of their age.
//   4. Two trainings give the same bytes.

#include "recommend/item_graph_trainer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "tests/recommend/random_histories.h"
#include "tests/support/rng.h"

namespace aisle::recommend {
namespace {

std::map<std::pair<Item, Item>, double> all_pairs(const Histories& histories,
                                                  const ItemGraphOptions& options) {
    std::vector<double> counts(histories.num_items(), 0);
    for (const Item item : histories.all_items()) ++counts[item];
    std::map<std::pair<Item, Item>, double> weights;
    for (std::size_t h = 0; h < histories.size(); ++h) {
        const auto items = histories.items(h);
        const auto steps = histories.steps(h);
        for (std::size_t i = 0; i < items.size(); ++i) {
            for (std::size_t j = 0; j < items.size(); ++j) {
                if (items[i] == items[j]) continue;
                const int gap = static_cast<int>(steps[j]) - static_cast<int>(steps[i]);
                if (options.is_forward && gap <= 0) continue;
                const int distance = std::abs(gap);
                if (options.window > 0 && distance > static_cast<int>(options.window)) continue;
                weights[{items[i], items[j]}] +=
                    std::pow(items.size(), -options.history_power) *
                    std::pow(std::max(distance, 1), -options.distance_power);
            }
        }
    }
    for (auto& [pair, weight] : weights) {
        weight /= std::pow(counts[pair.first], options.source_power) *
                      std::pow(counts[pair.second], options.target_power) +
                  options.shrink;
    }
    return weights;
}

TEST(ItemGraph, WeightsAreThoseOfTheFormula) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        support::Rng rng(seed);
        const auto histories = support::random_histories(rng, 20, 15);
        ItemGraphOptions options;
        options.history_power = rng.chance(.5) ? .5F : 0;
        options.source_power = static_cast<float>(rng.below(3)) / 2;
        options.target_power = static_cast<float>(rng.below(3)) / 2;
        options.distance_power = rng.chance(.5) ? 1 : 0;
        options.shrink = rng.chance(.5) ? 3 : 0;
        options.window = rng.below(4);
        options.is_forward = rng.chance(.5);
        const auto expected = all_pairs(histories, options);
        const auto graph = train_item_graph(histories, options);
        std::size_t num_pairs = 0;
        for (Item item = 0; item < graph.num_items(); ++item) {
            for (std::size_t n = 0; n < graph.neighbours(item).size(); ++n, ++num_pairs) {
                const auto found = expected.find({item, graph.neighbours(item)[n]});
                ASSERT_NE(found, expected.end());
                EXPECT_NEAR(graph.weights(item)[n], found->second, 1e-4 * found->second);
            }
        }
        EXPECT_EQ(num_pairs, expected.size()) << "seed " << seed;
    }
}

TEST(ItemGraph, RowsAreTheBestNeighboursInOrder) {
    support::Rng rng(7);
    const auto histories = support::random_histories(rng, 40, 15);
    ItemGraphOptions options;
    const auto whole = train_item_graph(histories, options);
    options.num_neighbours = 3;
    const auto cut = train_item_graph(histories, options);
    for (Item item = 0; item < whole.num_items(); ++item) {
        const auto weights = whole.weights(item);
        EXPECT_TRUE(std::is_sorted(weights.begin(), weights.end(), std::greater<>()));
        const auto first =
            whole.neighbours(item).first(std::min<std::size_t>(3, whole.neighbours(item).size()));
        EXPECT_THAT(cut.neighbours(item), ::testing::ElementsAreArray(first));
    }
}

TEST(ItemGraph, ReadingAddsRowsByAge) {
    const ItemGraph graph(Array(std::vector<std::uint64_t>{0, 1, 3, 3}),
                          Array(std::vector<Item>{2, 0, 2}), Array(std::vector<float>{4, 2, 1}));
    const std::vector<Item> items{0, 1};
    const std::vector<std::uint32_t> steps{3, 5};
    ScoreBoard board(3);
    add_rows(graph, {.5F, 0}, {items, steps}, board);
    EXPECT_FLOAT_EQ(board[2], 4 * .25F + 1);
    EXPECT_FLOAT_EQ(board[0], 2);
    board.clear();
    add_rows(graph, {.5F, 1}, {items, steps}, board);
    EXPECT_FLOAT_EQ(board[2], 1);
}

TEST(ItemGraph, TwoTrainingsGiveTheSameBytes) {
    support::Rng rng(3);
    const auto histories = support::random_histories(rng, 500, 200);
    const auto once = train_item_graph(histories, {});
    const auto again = train_item_graph(histories, {});
    EXPECT_TRUE(std::ranges::equal(once.all_neighbours().view(), again.all_neighbours().view()));
    EXPECT_TRUE(std::ranges::equal(once.all_weights().view(), again.all_weights().view()));
}

} // namespace
} // namespace aisle::recommend
