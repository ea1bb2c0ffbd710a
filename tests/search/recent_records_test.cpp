// Properties of search/recent_records.h:
//   1. A record that is shown is the record, the first time and again, from any thread, also while
//      others are shown that do not all fit.
//   2. What was changed in place is shown as it is now, also when the record was shown before.
#include "search/recent_records.h"

#include <gtest/gtest.h>

#include <thread>

#include "search/snapshot.h"
#include "tests/support/built_index.h"

namespace aisle::search {
namespace {

/// Every 16th is of so many bytes or more.
std::vector<std::string> records(std::size_t count, std::size_t bytes) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) {
        all.push_back(R"({"objectID":")" + std::to_string(i) + R"(","stock":5,"text":")" +
                      std::string(i % 16 == 0 ? bytes : 10, 'x') + "\"}");
    }
    return all;
}

TEST(RecentRecords, are_those_that_are_stored) {
    const std::size_t bytes = RecentRecords::kMaxBytes / 200;
    const auto index = support::build({records(300, bytes)}, data::Settings());
    const auto& view = index.snapshot->segments.front();
    const auto show_all = [&] {
        for (int round = 0; round < 2; ++round) {
            for (data::Ordinal product = 0; product < 300; ++product) {
                ASSERT_EQ(view.shown_record(product), view.record(product));
            }
        }
    };
    std::jthread other(show_all);
    show_all();
}

TEST(RecentRecords, are_shown_as_they_are_now) {
    const auto settings = data::Settings::parse(R"({"hotAttributes":["stock"]})");
    const auto index = support::build({records(2, 10)}, settings);
    SegmentView view = index.snapshot->segments.front();
    const auto changed = *view.columns().find_object_id("1");
    EXPECT_NE(view.shown_record(changed).find(R"("stock":5)"), std::string::npos);
    data::HotEdits edits(view.segment, nullptr);
    ASSERT_EQ(edits.apply({"stock", changed, {}, data::HotValue{7.0}}), data::HotOutcome::kSet);
    view.hot = edits.publish();
    EXPECT_NE(view.shown_record(changed).find(R"("stock":7)"), std::string::npos);
    EXPECT_NE(view.shown_record(1 - changed).find(R"("stock":5)"), std::string::npos);
}

} // namespace
} // namespace aisle::search
