// Properties of RecordErrors:
//   1. The summary is the same for any number of threads and any order: the count, the counts
//      by kind, the examples of the lowest lines.
//   2. Kinds leave out positions and values.
//   3. The policy "fail" throws the error's text and still counts it.
#include "indexer/record_errors.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"

namespace aisle::indexer {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

RecordError amount_error(std::uint64_t line) {
    return {line, "p" + std::to_string(line), "variants[" + std::to_string(line) + "].amount",
            "expected 1, found " + std::to_string(line)};
}

TEST(RecordErrors, summarises_the_same_for_any_number_of_threads) {
    for (const unsigned num_threads : {1U, 2U, 3U, 7U}) {
        RecordErrors errors(OnError::kSkip, 3);
        std::vector<std::jthread> threads;
        for (unsigned t = 0; t < num_threads; ++t) {
            threads.emplace_back([&, t] {
                for (std::uint64_t line = 1000 - t; line > 0 && line <= 1000;) {
                    errors.add(amount_error(line));
                    line = line > num_threads ? line - num_threads : 0;
                }
            });
        }
        threads.clear();
        const auto summary = errors.summary();
        EXPECT_EQ(summary.count, 1000);
        EXPECT_EQ(errors.count(), 1000);
        EXPECT_THAT(summary.count_by_reason,
                    ElementsAre(Pair("variants[].amount: expected 1", 1000)));
        EXPECT_THAT(summary.examples,
                    ElementsAre(amount_error(1), amount_error(2), amount_error(3)));
    }
}

TEST(RecordErrors, groups_by_kind) {
    RecordErrors errors(OnError::kSkip, 0);
    errors.add({1, "", "", "is not valid JSON: Invalid value. At byte 23."});
    errors.add({2, "", "", "is not valid JSON: Invalid value. At byte 9."});
    errors.add({3, "", "", "a line ends inside a string; reading goes on in line 7"});
    errors.add({4, "", "attr1.a[10][2]", "is missing"});
    EXPECT_THAT(errors.summary().count_by_reason,
                ElementsAre(Pair("a line ends inside a string", 1),
                            Pair("attr1.a[][]: is missing", 1),
                            Pair("is not valid JSON: Invalid value.", 2)));
    EXPECT_TRUE(errors.summary().examples.empty());
}

TEST(RecordErrors, fails_when_told_to) {
    RecordErrors errors(OnError::kFail, 5);
    try {
        errors.add({4, "p\"1", "a", "is missing"});
        FAIL() << "must throw";
    } catch (const data::Error& error) {
        EXPECT_EQ(error.code(), data::ErrorCode::kInvalidRequest);
        EXPECT_STREQ(error.what(), "line 4, objectID \"p\\\"1\": a: is missing");
    }
    EXPECT_EQ(errors.count(), 1);
}

TEST(RecordErrors, knows_its_policies) {
    EXPECT_EQ(parse_on_error("skip"), OnError::kSkip);
    EXPECT_EQ(parse_on_error("fail"), OnError::kFail);
    EXPECT_THROW(static_cast<void>(parse_on_error("ignore")), data::Error);
}

} // namespace
} // namespace aisle::indexer
