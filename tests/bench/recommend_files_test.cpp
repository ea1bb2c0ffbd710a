// Published splits, read:
//   1. Lists pair train and test by user; users of one file only are kept.
//   2. Sessions ask every prefix; tables of events are ordered by time, sessions by their end.
//   3. Tables of instances are taken as they are.
//   4. Sequences leave the last item out when one file is given twice; baskets the last basket.
//   5. What cannot be read is refused with its file and line.

#include "bench/eval/recommend_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "data/error.h"
#include "tests/support/temp_directory.h"

namespace aisle::bench {
namespace {

using recommend::Item;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RecommendFilesTest : public testing::Test {
protected:
    std::filesystem::path write(const std::string& name, const std::string& text) {
        const auto path = directory_.path() / name;
        std::ofstream(path) << text;
        return path;
    }

    support::TempDirectory directory_;
};

TEST_F(RecommendFilesTest, ListsPairTrainAndTestByUser) {
    const auto split = read_split(write("train", "0 10 11\n1 12\n"),
                                  write("test", "1 10\n2 11 99\n0 12\n"), SplitFormat::kLists);
    ASSERT_EQ(split.train.size(), 2U);
    EXPECT_THAT(split.train.items(0), ElementsAre(0, 1));
    ASSERT_EQ(split.test.size(), 3U);
    EXPECT_THAT(split.test.given.items(0), ElementsAre(2));
    EXPECT_THAT(split.test.wanted.items(0), ElementsAre(0));
    EXPECT_THAT(split.test.given.items(1), IsEmpty());
    EXPECT_THAT(split.test.wanted.items(1), ElementsAre(1, 3));
    EXPECT_TRUE(split.test.is_given_masked);
    EXPECT_EQ(split.train.num_items(), 4U);
}

TEST_F(RecommendFilesTest, SessionsAskEveryPrefix) {
    const auto split =
        read_split(write("train", "5 6 5\n7\n"), write("test", "6 7 8\n"), SplitFormat::kSessions);
    EXPECT_THAT(split.train.items(0), ElementsAre(0, 1, 0));
    ASSERT_EQ(split.test.size(), 2U);
    EXPECT_THAT(split.test.given.items(1), ElementsAre(1, 2));
    EXPECT_THAT(split.test.wanted.items(1), ElementsAre(3));
    EXPECT_FALSE(split.test.is_given_masked);
}

TEST_F(RecommendFilesTest, TablesOfEventsAreOrderedByTime) {
    const auto events = write("train", "SessionId\tItemId\tTime\na\tx\t9.5\nb\ty\t3\na\tz\t1\n");
    const auto split = read_split(events, events, SplitFormat::kSessions);
    ASSERT_EQ(split.train.size(), 2U);
    EXPECT_THAT(split.train.items(0), ElementsAre(1)); // ended first
    EXPECT_THAT(split.train.items(1), ElementsAre(2, 0));
}

TEST_F(RecommendFilesTest, TablesOfInstancesAreTakenAsTheyAre) {
    const auto split = read_split(write("train", "1 2\n"), write("test", "s\t17\t2\t1 1\n"),
                                  SplitFormat::kSessions);
    EXPECT_THAT(split.test.given.items(0), ElementsAre(0, 0));
    EXPECT_THAT(split.test.wanted.items(0), ElementsAre(1));
}

TEST_F(RecommendFilesTest, SequencesLeaveTheLastItemOut) {
    const auto file = write("all", "u 1 2 3\nv 2\n");
    const auto split = read_split(file, file, SplitFormat::kSequences);
    ASSERT_EQ(split.test.size(), 1U);
    EXPECT_THAT(split.train.items(0), ElementsAre(0));
    EXPECT_THAT(split.test.given.items(0), ElementsAre(0, 1));
    EXPECT_THAT(split.test.wanted.items(0), ElementsAre(2));
    EXPECT_TRUE(split.test.is_given_masked);
}

TEST_F(RecommendFilesTest, BasketsLeaveTheLastBasketOut) {
    const auto file = write("all", R"({"u": [[-1], [1, 2], [3], [2, 2, 4], [-1]]})");
    const auto split = read_split(file, file, SplitFormat::kSequences);
    EXPECT_TRUE(split.has_baskets);
    EXPECT_THAT(split.train.items(0), ElementsAre(0, 1, 2));
    EXPECT_THAT(split.train.steps(0), ElementsAre(0, 0, 1));
    EXPECT_THAT(split.test.wanted.items(0), ElementsAre(1, 3));
    EXPECT_FALSE(split.test.is_given_masked);
}

TEST_F(RecommendFilesTest, WhatCannotBeReadIsNamed) {
    const auto fails_with = [&](const std::string& text, SplitFormat format) {
        const auto path = write("bad", text);
        try {
            (void)read_split(path, path, format);
        } catch (const data::Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_THAT(fails_with("SessionId\tItemId\tTime\na\tb\n", SplitFormat::kSessions),
                ::testing::HasSubstr("line 2: expected a session, an item and a time"));
    EXPECT_THAT(fails_with(R"({"u": 3})", SplitFormat::kSequences),
                ::testing::HasSubstr("user u: expected an array of baskets"));
    EXPECT_THROW((void)read_split("absent", "absent", SplitFormat::kLists), data::Error);
}

} // namespace
} // namespace aisle::bench
