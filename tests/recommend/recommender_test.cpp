// Recommendations for random stores, whatever is asked:
//   1. No item twice, no seed, nothing excluded, nothing that the filter keeps out; scores fall
//      from at most 100; the threshold holds.
//   2. With sources that know every item, as many as wanted come, under any filter.
//   3. The sources answer in the order of the wish's row.
//   4. Reasons are items that were given. What was viewed last comes first among the viewed.
//   5. Sealed and opened models answer as before they were sealed; training twice gives the same
//      bytes; a damaged file is refused or answers, but never crashes.
//   6. An empty store gives empty lists, to everybody.
//   7. Sessions, people, baskets and trends are cut as described.

#include "recommend/recommender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "data/error.h"
#include "data/ids.h"
#include "recommend/store_trainer.h"
#include "tests/support/rng.h"
#include "tests/support/temp_directory.h"

namespace aisle::recommend {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kDay = 24 * 60 * kMinute;
constexpr std::uint32_t kNumItems = 60;

/// People who like one of three kinds of items.
Interactions random_store(std::uint64_t seed) {
    support::Rng rng(seed);
    Interactions store{{}, 40, kNumItems};
    for (int i = 0; i < 1500; ++i) {
        const std::uint32_t person = rng.below(store.num_people);
        const Item item = rng.below(kNumItems / 3) * 3 + person % 3;
        const Deed deed = rng.chance(.2) ? Deed::kBuy : Deed::kLook;
        store.rows.push_back({person, item, deed, i * kMinute / 4});
    }
    return store;
}

std::vector<std::string> names(std::uint32_t num_items) {
    std::vector<std::string> result;
    for (std::uint32_t i = 0; i < num_items; ++i) result.push_back("p" + std::to_string(100 + i));
    return result;
}

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class RecommenderTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        directory_ = new support::TempDirectory;
        write_model_set(path(), names(kNumItems), train_store(random_store(1), [](auto) {}));
        models_ = new ModelSet(path());
    }

    static void TearDownTestSuite() {
        delete models_;
        delete directory_;
    }

    static std::filesystem::path path() { return directory_->path() / "models.bin"; }

    static support::TempDirectory* directory_;
    static ModelSet* models_;
};

support::TempDirectory* RecommenderTest::directory_ = nullptr;
ModelSet* RecommenderTest::models_ = nullptr;

constexpr Wish kWishes[] = {Wish::kRelatedProducts, Wish::kBoughtTogether, Wish::kLookingSimilar,
                            Wish::kTrendingItems,   Wish::kForYou,         Wish::kNextItem,
                            Wish::kCompleteCart,    Wish::kBuyAgain,       Wish::kRecentlyViewed,
                            Wish::kBecauseYou};

TEST_F(RecommenderTest, EveryListKeepsItsPromises) {
    support::Rng rng(2);
    for (int round = 0; round < 300; ++round) {
        std::vector<Item> seeds(rng.below(4));
        std::vector<Item> past(rng.below(6));
        std::vector<Item> excluded(rng.below(10));
        for (auto* items : {&seeds, &past, &excluded}) {
            for (Item& item : *items) item = rng.below(kNumItems);
        }
        ItemSet allowed(kNumItems);
        for (Item item = 0; item < kNumItems; ++item) {
            if (rng.chance(.5)) allowed.add(item);
        }
        Ask ask;
        ask.wish = kWishes[rng.below(std::size(kWishes))];
        ask.seeds = seeds;
        ask.past = past;
        ask.excluded = excluded;
        ask.allowed = &allowed;
        ask.max_items = rng.below(20);
        ask.threshold = static_cast<float>(rng.below(3)) * 20;
        ask.diversity = static_cast<float>(rng.below(3)) / 4;
        const auto answer = recommend(*models_, ask);
        EXPECT_LE(answer.size(), ask.max_items);
        std::set<Item> seen;
        const bool repeats_past = ask.wish == Wish::kBuyAgain || ask.wish == Wish::kRecentlyViewed;
        float before = 100;
        for (const auto& [item, score, source, because] : answer) {
            EXPECT_TRUE(seen.insert(item).second);
            EXPECT_TRUE(allowed.contains(item));
            EXPECT_EQ(std::ranges::count(excluded, item), 0);
            EXPECT_TRUE(repeats_past || std::ranges::count(seeds, item) == 0);
            EXPECT_GE(score, ask.threshold);
            EXPECT_LE(score, before);
            before = score;
            const bool is_given =
                std::ranges::count(seeds, because) > 0 || std::ranges::count(past, because) > 0;
            EXPECT_TRUE(because == data::kNoId || is_given);
        }
    }
}

TEST_F(RecommenderTest, AsManyComeAsWanted) {
    support::Rng rng(3);
    for (int round = 0; round < 50; ++round) {
        ItemSet allowed(kNumItems);
        for (Item item = 0; item < kNumItems; ++item) {
            if (rng.chance(.3)) allowed.add(item);
        }
        const std::vector<Item> past{rng.below(kNumItems), rng.below(kNumItems)};
        Ask ask;
        ask.wish = rng.chance(.5) ? Wish::kForYou : Wish::kNextItem;
        ask.past = past;
        ask.allowed = &allowed;
        ask.max_items = 10;
        EXPECT_EQ(recommend(*models_, ask).size(), std::min<std::size_t>(10, allowed.count()));
    }
}

TEST_F(RecommenderTest, SourcesAnswerInTheOrderOfTheirRow) {
    const std::vector<Item> cart{4};
    Ask ask;
    ask.wish = Wish::kCompleteCart;
    ask.seeds = cart;
    ask.max_items = kNumItems;
    const auto row = sources_of(ask.wish);
    std::ptrdiff_t last = 0;
    for (const auto& answer : recommend(*models_, ask)) {
        const auto at = std::ranges::find(row, answer.source) - row.begin();
        EXPECT_GE(at, last);
        last = at;
    }
}

TEST_F(RecommenderTest, WhatGoesTogetherIsOfOneKind) {
    const std::vector<Item> seeds{6};
    Ask ask;
    ask.seeds = seeds;
    ask.max_items = 5;
    const auto answer = recommend(*models_, ask);
    ASSERT_FALSE(answer.empty());
    for (const auto& one : answer) EXPECT_EQ(one.item % 3, 0U);
    EXPECT_EQ(answer.front().because, 6U);
    EXPECT_EQ(answer.front().score, 100);
    EXPECT_EQ(name_of(answer.front().source), "related-products");
}

TEST_F(RecommenderTest, TheLastViewedComesFirst) {
    const std::vector<Item> past{7, 3, 7, 9};
    Ask ask;
    ask.wish = Wish::kRecentlyViewed;
    ask.past = past;
    std::vector<Item> items;
    for (const auto& one : recommend(*models_, ask)) items.push_back(one.item);
    EXPECT_THAT(items, ::testing::ElementsAre(9, 7, 3));
}

TEST_F(RecommenderTest, TrendingValuesAddUpTheirItems) {
    std::vector<std::uint32_t> values(kNumItems, data::kNoId);
    std::vector<float> sums(3, 0);
    const auto& trending = models_->models().trending;
    for (Item item = 0; item < kNumItems; ++item) {
        values[item] = item % 3;
        sums[item % 3] += trending[item];
    }
    const auto found = trending_values(*models_, values, nullptr, 2);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].value,
              static_cast<std::uint32_t>(std::ranges::max_element(sums) - sums.begin()));
    EXPECT_EQ(found[0].score, 100);
    EXPECT_LE(found[1].score, 100);
}

TEST_F(RecommenderTest, ObjectIdsAreFound) {
    EXPECT_EQ(models_->find("p103"), Item{3});
    EXPECT_EQ(models_->object_id(3), "p103");
    EXPECT_FALSE(models_->find("p1035"));
    EXPECT_FALSE(models_->find(""));
    EXPECT_FALSE(models_->find("z"));
}

TEST_F(RecommenderTest, TrainingTwiceGivesTheSameBytes) {
    const auto again = directory_->path() / "again.bin";
    write_model_set(again, names(kNumItems), train_store(random_store(1), [](auto) {}));
    EXPECT_TRUE(bytes_of(path()) == bytes_of(again));
}

TEST_F(RecommenderTest, DamagedFilesAreRefusedOrAnswer) {
    const auto whole = bytes_of(path());
    const auto damaged = directory_->path() / "damaged.bin";
    support::Rng rng(4);
    const std::vector<Item> past{1, 2, 3};
    Ask ask;
    ask.wish = Wish::kNextItem;
    ask.past = past;
    for (int round = 0; round < 60; ++round) {
        std::string bytes = whole;
        if (round % 3 == 0) bytes.resize(rng.below(static_cast<std::uint32_t>(bytes.size())));
        for (int i = 0; i < 40 && !bytes.empty(); ++i) {
            // Most of the file is vectors; what shapes it stands at the end.
            const auto size = static_cast<std::uint32_t>(bytes.size());
            const std::uint32_t from_end =
                rng.chance(.5) ? rng.below(std::min(size, 6000U)) : rng.below(size);
            bytes[size - 1 - from_end] = static_cast<char>(rng.below(256));
        }
        std::ofstream(damaged, std::ios::binary) << bytes;
        try {
            const ModelSet models(damaged);
            (void)recommend(models, ask);
        } catch (const data::Error& error) {
            EXPECT_EQ(error.code(), data::ErrorCode::kCorruptData) << error.what();
        }
    }
}

TEST(EmptyStore, GivesEmptyLists) {
    const support::TempDirectory directory;
    const auto path = directory.path() / "models.bin";
    write_model_set(path, {}, train_store({}, [](auto) {}));
    const ModelSet models(path);
    for (const Wish wish : kWishes) {
        Ask ask;
        ask.wish = wish;
        EXPECT_TRUE(recommend(models, ask).empty());
    }
}

TEST(TinyStore, AnswersFromOneSession) {
    const support::TempDirectory directory;
    const auto path = directory.path() / "models.bin";
    const Interactions store{
        {{0, 0, Deed::kLook, 0}, {0, 1, Deed::kLook, 1}, {0, 2, Deed::kBuy, 2}}, 1, 3};
    write_model_set(path, names(3), train_store(store, [](auto) {}));
    const ModelSet models(path);
    const std::vector<Item> seeds{0};
    for (const Wish wish : {Wish::kRelatedProducts, Wish::kNextItem, Wish::kForYou}) {
        Ask ask;
        ask.wish = wish;
        ask.seeds = seeds;
        ask.past = seeds;
        ask.excluded = seeds;
        EXPECT_EQ(recommend(models, ask).size(), 2U) << static_cast<int>(wish);
    }
}

TEST(StoreTrainer, CutsSessionsPeopleAndBaskets) {
    const Interactions store{{{0, 1, Deed::kLook, 0},
                              {0, 1, Deed::kCart, kMinute},
                              {1, 5, Deed::kLook, 2 * kMinute},
                              {0, 2, Deed::kBuy, 20 * kMinute},
                              {0, 3, Deed::kBuy, 60 * kMinute},
                              {0, 2, Deed::kBuy, 2 * kDay}},
                             2,
                             6};
    const auto sessions = sessions_of(store);
    ASSERT_EQ(sessions.size(), 4U);
    EXPECT_THAT(sessions.items(0), ::testing::ElementsAre(5));
    EXPECT_THAT(sessions.items(1), ::testing::ElementsAre(1, 2));
    EXPECT_THAT(sessions.items(2), ::testing::ElementsAre(3));
    EXPECT_EQ(sessions.num_items(), 6U);
    const auto people = people_of(store);
    ASSERT_EQ(people.size(), 2U);
    EXPECT_THAT(people.items(1), ::testing::ElementsAre(1, 3, 2));
    const auto baskets = baskets_of(store);
    ASSERT_EQ(baskets.size(), 2U);
    EXPECT_THAT(baskets.items(0), ::testing::ElementsAre(2, 3));
    const auto purchases = purchases_of(store);
    ASSERT_EQ(purchases.size(), 1U);
    EXPECT_THAT(purchases.steps(0), ::testing::ElementsAre(0, 0, 1));
}

TEST(StoreTrainer, TrendsAreWhatIsWantedLatelyAndWasNotBefore) {
    Interactions store{{}, 1, 3};
    for (int day = 0; day < 30; ++day) {
        for (int i = 0; i < 4; ++i) store.rows.push_back({0, 0, Deed::kLook, day * kDay});
        if (day >= 28) {
            for (int i = 0; i < 4; ++i) store.rows.push_back({0, 1, Deed::kLook, day * kDay});
        }
        if (day < 5) store.rows.push_back({0, 2, Deed::kLook, day * kDay});
    }
    const auto trends = trends_of(store);
    EXPECT_GT(trends[1], 0);
    EXPECT_EQ(trends[0], 0);
    EXPECT_EQ(trends[2], 0);
}

} // namespace
} // namespace aisle::recommend
