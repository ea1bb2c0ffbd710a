// Properties of reading queries and judgements:
//   1. Tabs or commas, with a header in any order of columns or without one, mean the same;
//      so do TREC's four columns.
//   2. Gains count from the lowest rating of the set; labels are gains too.
//   3. The first judgement of a pair counts, and the first text of a query.
//   4. Quotes are quotes between commas, and characters between tabs.
//   5. What cannot be read is named by file and line.

#include "bench/eval/judgements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "bench/support/temp_directory.h"
#include "data/error.h"

namespace aisle::bench {
namespace {

class JudgementsTest : public ::testing::Test {
protected:
    std::filesystem::path write(const std::string& text) {
        const auto path = directory_.path() / "table";
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

    std::string message_of(const std::string& text) {
        try {
            static_cast<void>(read_judgements(write(text)));
        } catch (const data::Error& error) {
            return error.what();
        }
        return "no error";
    }

private:
    TempDirectory directory_;
};

const Judgements kExpected = {{"1", {{"a", 2}, {"b", 0}}}, {"2", {{"a", 1}}}};

TEST_F(JudgementsTest, AreTheSameInEveryForm) {
    EXPECT_EQ(read_judgements(write("query_id\tproduct_id\trating\n1\ta\t3\n1\tb\t1\n2\ta\t2\n")),
              kExpected);
    EXPECT_EQ(read_judgements(write("1\ta\t3\n1\tb\t1\n2\ta\t2\n")), kExpected);
    EXPECT_EQ(read_judgements(write("1,a,3\r\n1,b,1\r\n2,a,2\r\n")), kExpected);
    EXPECT_EQ(read_judgements(write("\xEF\xBB\xBFrating,id,query_id,product_id\n"
                                    "3,x,1,a\n1,x,1,b\n2,x,2,a\n")),
              kExpected);
    EXPECT_EQ(read_judgements(write("1 0 a 3\n1 0 b 1\n2 0 a 2\n")), kExpected);
    EXPECT_EQ(read_judgements(write("1\t0\ta\t3\n1\t0\tb\t1\n\n2\t0\ta\t2")), kExpected);
}

TEST_F(JudgementsTest, ReadLabels) {
    EXPECT_EQ(read_judgements(write("id,query_id,product_id,label\n0,1,a,Exact\n"
                                    "1,1,b,Irrelevant\n2,2,a,Partial\n")),
              kExpected);
}

TEST_F(JudgementsTest, KeepTheFirstOfAPair) {
    EXPECT_EQ(read_judgements(write("1\ta\t2\n1\ta\t0\n1\tb\t0\n2\ta\t1\n")), kExpected);
}

TEST_F(JudgementsTest, NameTheLineThatIsWrong) {
    EXPECT_THAT(message_of("1\ta\t2\n1\tb\tgood\n"),
                ::testing::AllOf(::testing::HasSubstr("line 2"), ::testing::HasSubstr("good")));
    EXPECT_THAT(message_of("1\ta\t2\n1\tb\n"),
                ::testing::AllOf(::testing::HasSubstr("line 2"),
                                 ::testing::HasSubstr("at least 3 columns, got 2")));
    EXPECT_THAT(message_of("1,a,2\n1,\"b,2\n"), ::testing::HasSubstr("quote"));
}

TEST_F(JudgementsTest, AreMissedWhenThereIsNoFile) {
    EXPECT_THROW(static_cast<void>(read_judgements("/nonexistent")), data::Error);
}

TEST_F(JudgementsTest, ReadQueriesWithAndWithoutHeader) {
    for (const std::string header : {"query_id,query,class\n", ""}) {
        const auto queries =
            read_queries(write(header + "7,\"desk, white\",x\n8,lamp,x\n7,other,x\n"));
        ASSERT_EQ(queries.size(), 2U);
        EXPECT_EQ(queries[0].id, "7");
        EXPECT_EQ(queries[0].text, "desk, white");
        EXPECT_EQ(queries[1].text, "lamp");
    }
}

TEST_F(JudgementsTest, TakeQuotesBetweenTabsAsTheyAre) {
    const auto queries = read_queries(write("1\t17\" screen\n"));
    ASSERT_EQ(queries.size(), 1U);
    EXPECT_EQ(queries[0].text, "17\" screen");
}

} // namespace
} // namespace aisle::bench
