// Properties of the check of skus that writes pass:
//   1. A sku that another live record has, in the index or before in the same batch, is refused
//      with both objectIDs.
//   2. A record keeps its own skus, and what a batch deletes, clears or replaces before is free.
//   3. What searches do not see yet is waited for before a write is refused.

#include "api/sku_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/support/refusal.h"
#include "tests/support/built_index.h"

namespace aisle::api {
namespace {

using Kind = RecordAction::Kind;

class SkuCheck : public testing::Test {
protected:
    [[nodiscard]] std::string refused(const std::vector<RecordAction>& actions) {
        return refusal([&] {
            require_unique_skus(actions, [&](bool is_current) -> SnapshotPointer {
                num_waits += is_current;
                return is_current ? newer : built_.snapshot;
            });
        });
    }

    int num_waits = 0;

private:
    support::BuiltIndex built_ =
        support::build({{R"({"objectID":"a","variants":[{"sku":"1"},{"sku":"2"}]})",
                         R"({"objectID":"b","sku":"3"})"},
                        {R"({"objectID":"b","sku":"4"})"}},
                       {});

protected:
    SnapshotPointer newer = built_.snapshot; ///< what is seen after a while
};

RecordAction save(const std::string& id, const std::string& sku) {
    return {Kind::kReplace, id, R"({"objectID":")" + id + R"(","sku":")" + sku + "\"}"};
}

TEST_F(SkuCheck, RefusesWhatAnotherRecordHas) {
    EXPECT_EQ(refused({save("c", "2")}),
              "the record c has the sku 2, which is that of the record a; every row needs its own");
    EXPECT_EQ(num_waits, 1);
    EXPECT_NE(refused({save("c", "4")}), "no error");
    EXPECT_EQ(refused({save("c", "3")}), "no error") << "of a version of b that was replaced";
    EXPECT_EQ(refused({save("c", "new")}), "no error");
    EXPECT_THAT(refused({save("c", "new"), save("d", "new")}), testing::HasSubstr("record d"));
    EXPECT_NE(refused({{Kind::kPartial, "c", R"({"variants":[{"sku":"1"}]})"}}), "no error");
}

TEST_F(SkuCheck, LetsARecordKeepItsOwnAndTakeWhatIsFree) {
    EXPECT_EQ(refused({save("a", "1"), save("b", "2")}), "no error");
    EXPECT_EQ(refused({{Kind::kDelete, "a", {}}, save("c", "2")}), "no error");
    EXPECT_EQ(refused({{Kind::kClear, {}, {}}, save("c", "2"), save("b", "4")}), "no error");
    EXPECT_NE(refused({{Kind::kPartial, "a", R"({"name":"x"})"}, save("c", "2")}), "no error");
    EXPECT_EQ(num_waits, 1);
}

TEST_F(SkuCheck, WaitsForWhatIsNotSeenYet) {
    newer = nullptr; // the index was deleted
    EXPECT_EQ(refused({save("c", "2")}), "no error");
    EXPECT_EQ(num_waits, 1);
}

} // namespace
} // namespace aisle::api
