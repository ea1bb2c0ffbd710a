// Properties of warming up:
//   1. Every request is asked, those that are wrong are passed over.
//   2. It ends when it is cancelled, and when its time is up.
//   3. A generation of a batch job, and the segment of a merge, are asked what was asked of their
//      index lately.
#include "api/warm_up.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "tests/api/support/test_store.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"

namespace aisle::api {
namespace {

const std::vector<std::string> kRequests = {
    R"({"query": "red", "facets": ["*"]})",
    R"({"query": 5})",
    R"({"query": "blue", "filters": "((("})",
    R"({"no": "parameter"})",
    "no JSON",
    R"({"query": "", "page": 1})",
};

class WarmUpTest : public testing::Test {
protected:
    /// Returns: how many of kRequests were reached.
    std::size_t run(std::chrono::milliseconds time, std::size_t cancelled_at) {
        std::size_t reached = 0;
        warm_up(*index_.snapshot, kRequests, {.time = time, .is_cancelled = [&] {
                                                  if (reached == cancelled_at) return true;
                                                  ++reached;
                                                  return false;
                                              }});
        return reached;
    }

private:
    support::BuiltIndex index_ = support::build(support::split(support::random_catalogue(1, {}), 2),
                                                support::catalogue_settings());
};

TEST_F(WarmUpTest, AsksEveryRequest) {
    EXPECT_EQ(run(std::chrono::minutes(1), kRequests.size()), kRequests.size());
}

TEST_F(WarmUpTest, EndsWhenItIsCancelledOrTheTimeIsUp) {
    EXPECT_EQ(run(std::chrono::minutes(1), 2), 2U);
    EXPECT_EQ(run(std::chrono::milliseconds(0), kRequests.size()), 1U);
}

TEST(WarmUp, AsksNewSegmentsBeforeTheyAreShown) {
    std::mutex mutex;
    std::vector<std::string> asked;
    LiveStoreOptions options;
    options.limits.background_products = 50;
    options.parts.recent_requests = [&](const std::string& index) {
        const std::lock_guard lock(mutex);
        asked.push_back(index);
        return kRequests;
    };
    support::TestStore store(options);
    const auto num_asked = [&](const std::string& index) {
        const std::lock_guard lock(mutex);
        return std::count(asked.begin(), asked.end(), index);
    };
    support::build(store.data(), "batch", {{"1", R"({"objectID":"1","name":"red"})"}}, 0);
    EXPECT_TRUE(support::TestStore::eventually([&] {
        const auto records = store.records("batch");
        return records && records->size() == 1;
    }));
    EXPECT_GE(num_asked("batch"), 1);

    for (int batch = 0; batch < 20; ++batch) {
        std::vector<RecordAction> actions;
        for (int i = 0; i < 60; ++i) {
            const auto id = std::to_string(60 * batch + i);
            const auto record = R"({"objectID":")" + id + R"("})";
            actions.push_back({RecordAction::Kind::kReplace, id, record});
        }
        store.write("written", operation_kind::kBatch, write_actions(actions));
        store.wait_until_published();
    }
    EXPECT_TRUE(support::TestStore::eventually([&] { return num_asked("written") > 0; }));
    store.wait_until_published();
    EXPECT_THAT(store.problems(), testing::IsEmpty());
}

} // namespace
} // namespace aisle::api
