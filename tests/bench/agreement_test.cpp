// 1. Engines that found the same for every query of a comparable work agree, whatever they found
//    in the others.
// 2. One query with another number of hits, or of counted values, is named with both numbers.
// 3. Queries that both engines were asked are compared, and counted; an engine that does not do a
//    work takes no part in it.
// 4. Engines that have no query of a work in common do not agree on it.
// 5. Mean numbers of hits are over the queries that all engines were asked.
// 6. Answers are read as they were written; a damaged file is refused.

#include "bench/peers/agreement.h"

#include <gmock/gmock.h>

#include <fstream>

#include "bench/support/temp_directory.h"
#include "data/error.h"

namespace aisle::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

std::vector<Work> two_works() {
    std::vector<Work> works;
    works.push_back({.name = "top20", .queries = {"red", "red shoe", "hat"}});
    works.push_back({.name = "typo", .is_comparable = false, .queries = {"rde"}});
    return works;
}

Answers answers() {
    return {{{"top20", 0}, {12, 5}}, {{"top20", 1}, {3, 2}}, {{"top20", 2}, {9, 9}}};
}

std::vector<std::string> differences(const AnswersByEngine& engines) {
    return compare_answers(two_works(), engines, "aisle").differences;
}

TEST(Agreement, IsWhereAllFoundTheSameInComparableWorks) {
    AnswersByEngine engines{{"aisle", answers()}, {"lucene", answers()}};
    engines["aisle"][{"typo", 0}] = {1, 0};
    engines["lucene"][{"typo", 0}] = {2, 0};
    EXPECT_THAT(differences(engines), IsEmpty());
}

TEST(Agreement, NamesTheQueryAndBothNumbers) {
    AnswersByEngine engines{{"aisle", answers()}, {"lucene", answers()}, {"xapian", answers()}};
    engines["lucene"][{"top20", 1}].num_hits = 4;
    engines["xapian"][{"top20", 2}].num_counted = 8;
    EXPECT_THAT(differences(engines),
                ElementsAre("top20, query \"red shoe\": aisle finds 3, lucene 4",
                            "top20, query \"hat\": aisle counts 9, xapian 8"));
}

TEST(Agreement, IsLookedForAmongTheQueriesThatBothWereAsked) {
    AnswersByEngine engines{
        {"aisle", answers()}, {"lucene", answers()}, {"xapian", answers()}, {"groonga", {}}};
    engines["aisle"][{"top20", 2}].num_hits = 1'000;
    engines["lucene"].erase({"top20", 2});
    const auto agreement = compare_answers(two_works(), engines, "aisle");
    EXPECT_THAT(agreement.differences, ElementsAre(HasSubstr("aisle finds 1000, xapian 9")));
    EXPECT_THAT(agreement.checked,
                ElementsAre(Pair("lucene.top20.checked", 2), Pair("xapian.top20.checked", 3)));
}

TEST(Agreement, IsNotWhereNoQueryIsCommon) {
    const AnswersByEngine engines{{"aisle", answers()}, {"lucene", {{{"top20", 7}, {1, 1}}}}};
    EXPECT_THAT(differences(engines), ElementsAre(HasSubstr("not asked one query in common")));
}

TEST(Agreement, HasMeansOverTheQueriesThatAllWereAsked) {
    AnswersByEngine engines{{"aisle", answers()}, {"lucene", answers()}, {"groonga", {}}};
    engines["aisle"][{"top20", 2}].num_hits = 1'000;
    engines["lucene"].erase({"top20", 2});
    Figures figures;
    add_hits(figures, two_works(), engines);
    EXPECT_THAT(figures,
                ElementsAre(Pair("aisle.top20.hits", 7.5), Pair("lucene.top20.hits", 7.5)));
}

TEST(Agreement, IsReadAsItWasWritten) {
    const TempDirectory directory;
    const auto path = directory.path() / "answers.txt";
    write_answers(answers(), path);
    const auto read = read_answers(path);
    ASSERT_EQ(read.size(), 3U);
    EXPECT_EQ(read.at({"top20", 1}).num_hits, 3U);
    EXPECT_EQ(read.at({"top20", 1}).num_counted, 2U);
    std::ofstream(path, std::ios::app) << "top20 3 many\n";
    EXPECT_THROW(static_cast<void>(read_answers(path)), data::Error);
    EXPECT_THROW(static_cast<void>(read_answers(directory.path() / "none")), data::Error);
}

} // namespace
} // namespace aisle::bench
