// Where trails of items lead:
//   1. A query's heading and all scores are those of a slow computation of their definition, and
//      what score() names is at least as likely as what it leaves out.
//   2. Only what is allowed is named, and nothing that was never seen.
//   3. Trained vectors foretell what follows; items are foretold, too, that never came after the
//      last one, when those like it lead there.
//   4. Training gives the same bytes with any number of threads, and ends with histories of one
//      event, without histories, and without items.
//   5. Rivals are drawn as often as expected, and what does not occur never is.
//   6. A blend asks for what a part has not named.
//   7. Damaged vectors are refused.
//   8. Transposing writes columns as rows, whatever the shape, and nothing else.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include "data/error.h"
#include "recommend/blend_model.h"
#include "recommend/directions.h"
#include "recommend/evaluation.h"
#include "recommend/model_file.h"
#include "recommend/rival_urn.h"
#include "recommend/trail_trainer.h"
#include "tests/recommend/random_histories.h"
#include "tests/support/rng.h"
#include "tests/support/temp_directory.h"

namespace aisle::recommend {
namespace {

constexpr std::size_t kSize = 8;

/// Directions at random, one item in ten without any.
TrailVectors random_trails(support::Rng& rng, std::uint32_t num_items, std::size_t num_ages) {
    const auto number = [&] { return static_cast<float>(rng.between(0, 2000)) / 1000 - 1; };
    std::vector<float> directions;
    std::vector<float> weights;
    for (std::uint32_t item = 0; item < num_items; ++item) {
        std::vector<float> direction(kSize);
        float square = 0;
        for (float& value : direction) {
            value = number();
            square += value * value;
        }
        weights.push_back(rng.chance(.1) ? 0 : 1 + number() / 2);
        for (const float value : direction) {
            directions.push_back(weights.back() == 0 ? 0 : value / std::sqrt(square));
        }
    }
    std::vector<float> ages(num_ages * kSize);
    for (float& value : ages) value = number();
    return {kSize, Array(std::move(directions)), Array(std::move(weights)), Array(std::move(ages)),
            5};
}

/// The definition, in double precision.
double slow_score(const TrailVectors& vectors, std::span<const Item> query, Item item) {
    double product = 0;
    double square = 0;
    for (std::size_t d = 0; d < vectors.size; ++d) {
        double sum = 0;
        for (std::size_t age = 0; age < std::min(query.size(), vectors.num_ages()); ++age) {
            const Item given = query[query.size() - 1 - age];
            sum += double{vectors.ages[age * vectors.size + d]} * vectors.weights[given] *
                   vectors.direction(given)[d];
        }
        square += sum * sum;
        product += sum * vectors.direction(item)[d];
    }
    return square == 0 ? std::exp(-double{vectors.sharpness})
                       : std::exp(vectors.sharpness * (product / std::sqrt(square) - 1));
}

TEST(TrailModel, ScoresAsDefined) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        support::Rng rng(seed);
        const std::uint32_t num_items = rng.between(20, 600);
        const TrailModel model(random_trails(rng, num_items, rng.between(1, 4)));
        const auto queries = support::random_histories(rng, 5, num_items);
        for (std::size_t h = 0; h < queries.size(); ++h) {
            const Query query{queries.items(h), queries.steps(h)};
            ScoreBoard board(num_items);
            model.score(query, board);
            double worst = 1;
            for (const Item item : board.touched()) {
                worst = std::min(worst, slow_score(model.vectors(), query.items, item));
            }
            std::vector<Item> all(num_items);
            for (Item item = 0; item < num_items; ++item) {
                all[item] = item;
                if (board.contains(item) || model.vectors().weights[item] == 0) continue;
                EXPECT_LE(slow_score(model.vectors(), query.items, item), worst + 1e-4);
            }
            model.score_rest(query, all, board);
            for (const Item item : all) {
                const bool is_known = model.vectors().weights[item] > 0;
                EXPECT_EQ(board.contains(item), is_known);
                if (!is_known) continue;
                EXPECT_NEAR(board[item], slow_score(model.vectors(), query.items, item), 1e-4);
            }
        }
    }
}

TEST(TrailModel, NamesOnlyWhatIsAllowedAndKnown) {
    support::Rng rng(1);
    const TrailModel model(random_trails(rng, 300, 3));
    ItemSet allowed(300);
    for (Item item = 0; item < 300; item += 7) allowed.add(item);
    const std::vector<Item> items{1, 2, 3};
    const std::vector<std::uint32_t> steps{0, 1, 2};
    ScoreBoard board(300);
    model.score({items, steps, &allowed}, board);
    EXPECT_FALSE(board.touched().empty());
    for (const Item item : board.touched()) {
        EXPECT_EQ(item % 7, 0U);
        EXPECT_GT(model.vectors().weights[item], 0);
    }
    ScoreBoard nothing(300);
    model.score({}, nothing);
    model.score_rest({}, items, nothing);
    EXPECT_TRUE(nothing.touched().empty());
}

/// Sessions within one of several kinds of items; the kinds never mix.
Histories sessions_of_kinds(std::uint64_t seed, std::uint32_t num_kinds, std::uint32_t kind_size) {
    support::Rng rng(seed);
    Histories histories;
    for (std::uint32_t h = 0; h < 60 * num_kinds; ++h) {
        const std::uint32_t kind = rng.below(num_kinds);
        std::vector<Item> items;
        for (int i = 0; i < 4; ++i) items.push_back(kind * kind_size + rng.below(kind_size));
        histories.add_history(items);
    }
    histories.reserve_items(num_kinds * kind_size);
    return histories;
}

TEST(TrailTrainer, ForetellsWhatNeverCameAfterTheLastItem) {
    constexpr std::uint32_t kKinds = 10;
    constexpr std::uint32_t kKindSize = 30;
    const auto histories = sessions_of_kinds(1, kKinds, kKindSize);
    std::vector<std::vector<bool>> is_pair(kKinds * kKindSize,
                                           std::vector<bool>(kKinds * kKindSize, false));
    for (std::size_t h = 0; h < histories.size(); ++h) {
        for (const Item a : histories.items(h)) {
            for (const Item b : histories.items(h)) is_pair[a][b] = true;
        }
    }
    TrailOptions options;
    options.size = 16;
    options.num_epochs = 40;
    const auto model = train_trails(histories, options);
    std::size_t num_new = 0;
    std::size_t num_of_kind = 0;
    for (Item item = 0; item < kKinds * kKindSize; ++item) {
        const std::vector<Item> items{item};
        const std::vector<std::uint32_t> steps{0};
        ScoreBoard board(kKinds * kKindSize);
        model->score({items, steps}, board);
        for (const auto& [other, score] : best_items(board, {{}, nullptr}, kKindSize)) {
            if (is_pair[item][other]) continue;
            ++num_new;
            if (other / kKindSize == item / kKindSize) ++num_of_kind;
        }
    }
    EXPECT_GT(num_new, 1000U);
    EXPECT_GT(static_cast<double>(num_of_kind), .9 * static_cast<double>(num_new));
}

TEST(TrailTrainer, LearnsTheOrder) {
    Histories histories;
    for (Item h = 0; h < 400; ++h) {
        const Item first = h % 40;
        histories.add_history(std::vector<Item>{first, (first + 1) % 40, (first + 2) % 40});
    }
    TrailOptions options;
    options.size = 16;
    options.num_epochs = 60;
    const auto model = train_trails(histories, options);
    TestCases cases;
    cases.is_given_masked = true;
    for (Item first = 0; first < 40; ++first) {
        cases.given.add_history(std::vector<Item>{first, (first + 1) % 40});
        cases.wanted.add_history(std::vector<Item>{(first + 2) % 40});
    }
    EXPECT_GT(evaluate(*model, cases, 40, 1).mean.hit_rate, .9);
}

TEST(TrailTrainer, GivesTheSameBytesWithAnyNumberOfThreads) {
    support::Rng rng(3);
    const auto histories = support::random_histories(rng, 300, 50);
    const auto train = [&](std::size_t num_threads) {
        const tbb::global_control control(tbb::global_control::max_allowed_parallelism,
                                          num_threads);
        return train_trails(histories, {});
    };
    const auto one = train(1);
    const auto four = train(4);
    EXPECT_TRUE(
        std::ranges::equal(one->vectors().directions.view(), four->vectors().directions.view()));
    EXPECT_TRUE(std::ranges::equal(one->vectors().ages.view(), four->vectors().ages.view()));
}

TEST(TrailTrainer, EndsWithLittleToLearnFrom) {
    EXPECT_EQ(train_trails({}, {})->num_items(), 0U);
    Histories unseen;
    unseen.reserve_items(3);
    EXPECT_THAT(train_trails(unseen, {})->vectors().weights.view(), ::testing::Each(0));
    Histories lonely;
    lonely.add_history(std::vector<Item>{1});
    lonely.reserve_items(3);
    const auto model = train_trails(lonely, {});
    const std::vector<Item> items{1};
    const std::vector<std::uint32_t> steps{0};
    ScoreBoard board(3);
    model->score({items, steps}, board);
    EXPECT_THAT(board.touched(), ::testing::ElementsAre(1));
}

TEST(RivalUrn, DrawsAsOftenAsExpected) {
    const RivalUrn urn({0, 4, 1, 0, 9, 0}, .5F, 60'000);
    std::mt19937_64 engine(1);
    std::vector<double> drawn(6, 0);
    for (int i = 0; i < 60'000; ++i) drawn[urn.draw(engine)] += 1;
    for (const Item item : {1U, 2U, 4U}) {
        EXPECT_NEAR(drawn[item] / std::exp(urn.log_expected(item)), 1, .05);
    }
    EXPECT_NEAR(std::exp(urn.log_expected(1)), 20'000, 1);
    EXPECT_EQ(drawn[0] + drawn[3] + drawn[5], 0);
}

/// Names one item, and knows a score for all.
class ShyModel final : public Model {
public:
    void score(const Query& /*query*/, ScoreBoard& board) const override { board.add(0, 4); }

    void score_rest(const Query& /*query*/, std::span<const Item> items,
                    ScoreBoard& board) const override {
        for (const Item item : items) {
            if (!board.contains(item)) board.add(item, 1);
        }
    }

    [[nodiscard]] std::size_t num_items() const noexcept override { return 3; }
};

TEST(Blend, AsksForWhatAPartHasNotNamed) {
    BlendModel::Parts parts;
    parts.push_back(std::make_unique<ShyModel>());
    parts.push_back(std::make_unique<TrailModel>(
        TrailVectors{1, Array(std::vector<float>{0, 1, -1}), Array(std::vector<float>{0, 1, 1}),
                     Array(std::vector<float>{1}), 1}));
    const BlendModel blend(std::move(parts), Array(std::vector<float>(3, 1)),
                           Array(std::vector<float>(3, 1)));
    const std::vector<Item> items{1};
    const std::vector<std::uint32_t> steps{0};
    const auto table = blend.candidates({items, steps});
    EXPECT_THAT(table.items, ::testing::ElementsAre(0, 1, 2));
    EXPECT_EQ(table.row(0)[0], 1);
    EXPECT_EQ(table.row(1)[0], .25F);
    EXPECT_EQ(table.row(2)[0], .25F);
}

TEST(Directions, TransposeAllShapes) {
    support::Rng rng(4);
    for (int round = 0; round < 200; ++round) {
        const std::size_t rows = rng.below(40);
        const std::size_t columns = rng.below(40);
        const std::size_t from_stride = columns + rng.below(3);
        const std::size_t to_stride = rows + rng.below(3);
        std::vector<float> from(rows * from_stride);
        for (float& value : from) value = static_cast<float>(rng.between(1, 1000));
        std::vector<float> to(columns * to_stride, 0);
        transpose({from.data(), from_stride}, rows, columns, {to.data(), to_stride});
        for (std::size_t c = 0; c < columns; ++c) {
            for (std::size_t r = 0; r < to_stride; ++r) {
                ASSERT_EQ(to[c * to_stride + r], r < rows ? from[r * from_stride + c] : 0);
            }
        }
    }
}

TEST(TrailModel, DamagedVectorsAreRefused) {
    const support::TempDirectory directory;
    const auto write = [&](std::uint64_t size, std::size_t num_floats, std::size_t num_ages) {
        data::SectionFileWriter out(directory.path() / "m");
        const float sharpness = 5;
        out.put("m.kind", std::string_view("trails"));
        out.put("m.size", std::span<const std::uint64_t>(&size, 1));
        out.put("m.sharpness", std::span<const float>(&sharpness, 1));
        out.put("m.directions", std::vector<float>(num_floats, .5F));
        out.put("m.weights", std::vector<float>(3, 1));
        out.put("m.ages", std::vector<float>(num_ages, 1));
        out.finish();
    };
    const auto open = [&] {
        const data::SectionFile file(directory.path() / "m");
        return open_model(file, "m");
    };
    write(4, 12, 8);
    EXPECT_EQ(open()->num_items(), 3U);
    write(0, 12, 8);
    EXPECT_THROW((void)open(), data::Error);
    write(4, 13, 8);
    EXPECT_THROW((void)open(), data::Error);
    write(4, 12, 7);
    EXPECT_THROW((void)open(), data::Error);
    write(std::uint64_t{1} << 62U, 12, 8);
    EXPECT_THROW((void)open(), data::Error);
}

} // namespace
} // namespace aisle::recommend
