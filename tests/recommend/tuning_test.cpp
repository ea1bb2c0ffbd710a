// Choosing models on data that was held back:
//   1. What is held back is not in what remains, and both together are the histories.
//   2. The tuner ends where no neighbouring value is better.
//   3. Blending finds out which part to trust, and is no worse than it.
//   4. Trees learn what no linear function can, say little where nothing is to be learned, and two
//      trainings give the same ones.
//   5. Models and parameters nobody knows are refused by name.
//   6. Every kind of model survives being sealed, the default recipe's too.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "data/error.h"
#include "recommend/blend_trainer.h"
#include "recommend/default_recipe.h"
#include "recommend/model_file.h"
#include "recommend/popularity_model.h"
#include "recommend/tree_trainer.h"
#include "tests/recommend/random_histories.h"
#include "tests/support/rng.h"
#include "tests/support/temp_directory.h"

namespace aisle::recommend {
namespace {

/// Walks on a ring of items: the next is one or two further on.
Histories walks(std::uint64_t seed, std::uint32_t size, std::uint32_t num_items) {
    support::Rng rng(seed);
    Histories histories;
    for (std::uint32_t h = 0; h < size; ++h) {
        std::vector<Item> items{rng.below(num_items)};
        const std::uint32_t length = rng.between(3, 8);
        while (items.size() < length) {
            items.push_back((items.back() + rng.between(1, 2)) % num_items);
        }
        histories.add_history(items);
    }
    histories.reserve_items(num_items);
    return histories;
}

TEST(HoldBack, SplitsSetsIntoWhatRemainsAndWhatIsWanted) {
    support::Rng rng(1);
    const auto histories = without_repeats(support::random_histories(rng, 50, 40));
    const auto parts = hold_back(histories, Task::kSet, 1000);
    std::size_t next_case = 0;
    for (std::size_t h = 0; h < histories.size(); ++h) {
        const auto all = histories.items(h);
        const auto kept = parts.train.items(h);
        if (all.size() == kept.size()) continue;
        const auto wanted = parts.cases.wanted.items(next_case);
        EXPECT_THAT(parts.cases.given.items(next_case++), ::testing::ElementsAreArray(kept));
        std::vector<Item> both(kept.begin(), kept.end());
        both.insert(both.end(), wanted.begin(), wanted.end());
        EXPECT_THAT(both, ::testing::UnorderedElementsAreArray(all));
    }
    EXPECT_EQ(next_case, parts.cases.size());
    EXPECT_GT(next_case, 20U);
}

TEST(HoldBack, AsksEveryPrefixOfTheLatestSessions) {
    Histories sessions;
    for (Item i = 0; i < 38; ++i) sessions.add_history(std::vector<Item>{i, i + 1});
    sessions.add_history(std::vector<Item>{1, 2, 3});
    sessions.add_history(std::vector<Item>{4});
    const auto parts = hold_back(sessions, Task::kSession, 1000);
    EXPECT_EQ(parts.train.size(), 38U);
    ASSERT_EQ(parts.cases.size(), 2U);
    EXPECT_THAT(parts.cases.given.items(1), ::testing::ElementsAre(1, 2));
    EXPECT_THAT(parts.cases.wanted.items(1), ::testing::ElementsAre(3));
    EXPECT_FALSE(parts.cases.is_given_masked);
}

TEST(HoldBack, TakesTheLastBasket) {
    Histories histories;
    histories.begin_history();
    for (const Item item : {1, 2}) histories.add(item, 0);
    for (const Item item : {2, 3, 3}) histories.add(item, 1);
    histories.add_history(std::vector<Item>{7});
    const auto parts = hold_back(histories, Task::kBasket, 1000);
    ASSERT_EQ(parts.cases.size(), 1U);
    EXPECT_THAT(parts.train.items(0), ::testing::ElementsAre(1, 2));
    EXPECT_THAT(parts.train.items(1), ::testing::ElementsAre(7));
    EXPECT_THAT(parts.cases.wanted.items(0), ::testing::ElementsAre(2, 3));
}

TEST(HoldBack, TakesNoMoreCasesThanAskedFor) {
    const auto parts = hold_back(walks(1, 200, 50), Task::kSequence, 17);
    EXPECT_EQ(parts.cases.size(), 17U);
    EXPECT_EQ(parts.train.size(), 200U);
}

TEST(Tuner, EndsWhereNoNeighbouringValueIsBetter) {
    const auto parts = hold_back(walks(2, 400, 60), Task::kSequence, 300);
    const Plan plan{{"items", {{"forward", 0}, {"decay", 1}}},
                    {{"forward", {0, 1}}, {"decay", {.1, .5, 1}}}};
    const auto tuned = tune(plan, parts, 10);
    const auto quality = [&](double forward, double decay) {
        const Recipe recipe{"items", {{"forward", forward}, {"decay", decay}}};
        return evaluate(*train_model(parts.train, recipe), parts.cases, 60, 10).mean.ndcg;
    };
    const double forward = tuned.recipe.get("forward", -1);
    const double decay = tuned.recipe.get("decay", -1);
    EXPECT_EQ(tuned.ndcg, quality(forward, decay));
    EXPECT_GE(tuned.ndcg, quality(1 - forward, decay));
    EXPECT_GT(tuned.ndcg, quality(0, 1));
}

TEST(Blend, TrustsThePartThatKnows) {
    const auto parts = hold_back(walks(3, 600, 80), Task::kSequence, 500);
    BlendModel::Parts models;
    models.push_back(train_model(parts.train, {"popularity", {}}));
    models.push_back(train_model(parts.train, {"items", {{"forward", 1}, {"decay", .3}}}));
    const double best = evaluate(*models[1], parts.cases, 80, 10).mean.ndcg;
    const auto counts = count_events(parts.train, 0);
    BlendModel blend(std::move(models), Array(counts), Array(counts));
    fit_weights(parts.cases, blend);
    EXPECT_GE(evaluate(blend, parts.cases, 80, 10).mean.ndcg, best - .005);
    EXPECT_GT(best, .5);
}

/// Queries of ten candidates; the one whose two features are alike is chosen, if that counts.
RankingRows exclusive_or(std::uint64_t seed, bool is_learnable) {
    support::Rng rng(seed);
    RankingRows rows;
    rows.num_features = 2;
    for (int query = 0; query < 600; ++query) {
        const std::uint32_t chosen = rng.below(10);
        for (std::uint32_t i = 0; i < 10; ++i) {
            const bool one = rng.chance(.5);
            const bool other = is_learnable ? one == (i == chosen) : rng.chance(.5);
            rows.features.push_back(one ? 1 : 0);
            rows.features.push_back(other ? 1 : 0);
            rows.base.push_back(0);
            rows.wanted.push_back(i == chosen ? 1 : 0);
        }
        rows.offsets.push_back(rows.base.size());
    }
    return rows;
}

TEST(Trees, LearnWhatNoLinearFunctionCan) {
    const auto rows = exclusive_or(1, true);
    const auto trees = train_trees(rows);
    const auto score = [&](float one, float other) {
        return trees.score(std::vector<float>{one, other});
    };
    EXPECT_GT(score(1, 1), score(1, 0) + 1);
    EXPECT_GT(score(0, 0), score(0, 1) + 1);
    const auto again = train_trees(rows);
    EXPECT_TRUE(std::ranges::equal(trees.leaves.view(), again.leaves.view()));
}

TEST(Trees, SayLittleWhereNothingIsToBeLearned) {
    const auto trees = train_trees(exclusive_or(2, false));
    for (const float one : {0.F, 1.F}) {
        for (const float other : {0.F, 1.F}) {
            EXPECT_LT(std::abs(trees.score(std::vector<float>{one, other})), .3F);
        }
    }
    EXPECT_EQ(train_trees({}).num_trees(), 0U);
}

TEST(Recipes, UnknownModelsAndParametersAreRefused) {
    const auto histories = walks(4, 10, 10);
    try {
        (void)train_model(histories, {"items", {{"size", 3}}});
        FAIL();
    } catch (const data::Error& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("got size"));
    }
    EXPECT_THROW((void)train_model(histories, {"oracle", {}}), data::Error);
}

TEST(Recipes, EveryKindOfModelSurvivesBeingSealed) {
    const support::TempDirectory directory;
    const auto histories = walks(5, 200, 30);
    for (const auto& name : model_names()) {
        Recipe recipe{name, {}};
        if (name == "ials") recipe.parameters = {{"size", 16}, {"sweeps", 2}};
        const auto model = train_model(histories, recipe);
        const auto path = directory.path() / name;
        data::SectionFileWriter out(path);
        save_model(*model, "m", out);
        out.finish();
        const data::SectionFile file(path);
        const auto opened = open_model(file, "m");
        EXPECT_EQ(opened->num_items(), model->num_items());
        ScoreBoard before(30);
        ScoreBoard after(30);
        const Query query{histories.items(0), histories.steps(0)};
        model->score(query, before);
        opened->score(query, after);
        EXPECT_FALSE(before.touched().empty()) << name;
        for (Item item = 0; item < 30; ++item) EXPECT_EQ(before[item], after[item]) << name;
    }
}

TEST(DefaultRecipe, SurvivesBeingSealed) {
    const support::TempDirectory directory;
    const auto histories = walks(8, 600, 60);
    const auto training = train_default(histories, Task::kSession, 10);
    training.model->set_trees({1, Array(std::vector<std::uint32_t>{0}),
                               Array(std::vector<float>{.5F}), Array(std::vector<float>{-1, 1})});
    data::SectionFileWriter out(directory.path() / "m");
    save_model(*training.model, "m", out);
    out.finish();
    const data::SectionFile file(directory.path() / "m");
    const auto opened = open_model(file, "m");
    ScoreBoard before(60);
    ScoreBoard after(60);
    const Query query{histories.items(0), histories.steps(0)};
    training.model->score(query, before);
    opened->score(query, after);
    for (Item item = 0; item < 60; ++item) EXPECT_EQ(before[item], after[item]);
}

TEST(DefaultRecipe, LearnsWhatComesNext) {
    const auto histories = walks(6, 500, 60);
    for (const Task task : {Task::kSession, Task::kSequence}) {
        const auto training = train_default(histories, task, 10);
        const auto test = hold_back(walks(7, 200, 60), Task::kSequence, 200);
        EXPECT_GT(evaluate(*training.model, test.cases, 60, 10).mean.hit_rate, .9);
    }
}

} // namespace
} // namespace aisle::recommend
