// Sealed batches of events:
//   1. Rows come back as they were, a row a product, in the order of time.
//   2. Batches are numbered one after the other; half-written ones do not count.
//   3. A batch says where in the log its events end; nobody else appends meanwhile.
//   4. Some people's rows can be taken out, and nothing else changes.
//   5. A damaged batch is refused, or read without a crash.

#include "data/event_batch.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "data/error.h"
#include "data/file_lock.h"
#include "tests/support/rng.h"
#include "tests/support/temp_directory.h"

namespace aisle::data {
namespace {

Event event_of(EventKind kind, std::int64_t time, std::vector<EventObject> objects) {
    return {kind, "shop", "user-" + std::to_string(time % 3), time, std::move(objects), ""};
}

const std::vector<Event> kEvents = {
    event_of(EventKind::kPurchase, 50, {{"b", 9.5, 2}, {"a", 0, 1}}),
    event_of(EventKind::kView, 20, {{"c", 0, 1}}),
    event_of(EventKind::kClick, 30, {}),
};

TEST(EventBatch, RowsComeBackInTheOrderOfTime) {
    const support::TempDirectory directory;
    const EventBatch batch(append_event_batch(directory.path(), kEvents));
    ASSERT_EQ(batch.size(), 3U);
    EXPECT_EQ(batch.object(0), "c");
    EXPECT_EQ(batch.kind(0), EventKind::kView);
    EXPECT_EQ(batch.user(0), "user-2");
    EXPECT_EQ(batch.event_size(0), 1U);
    EXPECT_EQ(batch.object(1), "b");
    EXPECT_EQ(batch.quantity(1), 2U);
    EXPECT_EQ(batch.event_size(1), 2U);
    EXPECT_EQ(batch.object(2), "a");
    EXPECT_EQ(batch.time_ms(2), 50);
    EXPECT_EQ(batch.index(2), "shop");
}

TEST(EventBatch, BatchesAreNumberedOneAfterTheOther) {
    const support::TempDirectory directory;
    EXPECT_TRUE(list_event_batches(directory.path()).empty());
    for (int i = 0; i < 11; ++i) (void)append_event_batch(directory.path(), kEvents);
    std::ofstream(directory.path() / "events" / "00000099.events.new") << "half";
    const auto batches = list_event_batches(directory.path());
    ASSERT_EQ(batches.size(), 11U);
    EXPECT_EQ(batches.front().filename(), "00000001.events");
    EXPECT_EQ(batches.back().filename(), "00000011.events");
}

TEST(EventBatch, ForgetsPeopleAndNothingElse) {
    const support::TempDirectory directory;
    const auto path = append_event_batch(directory.path(), kEvents, 7);
    EXPECT_FALSE(forget_users(path, {"user-1"}));
    const EventBatch before(path);
    ASSERT_TRUE(forget_users(path, {"user-1", "user-2"}));
    EXPECT_TRUE(EventBatch(path).size() == 0); // both were theirs: 20 and 50 leave 2 by 3
    EXPECT_EQ(EventBatch(path).log_position(), 7U);
    EXPECT_EQ(before.size(), 3U);
    const auto mixed = append_event_batch(
        directory.path(), std::vector{event_of(EventKind::kPurchase, 3, {{"b", 1, 2}, {"a", 1, 1}}),
                                      event_of(EventKind::kView, 1, {{"c", 0, 1}}),
                                      event_of(EventKind::kClick, 2, {{"a", 0, 1}})});
    EXPECT_TRUE(forget_users(mixed, {"user-1"}));
    const EventBatch rest(mixed);
    ASSERT_EQ(rest.size(), 3U);
    EXPECT_EQ(rest.user(0), "user-2");
    EXPECT_EQ(rest.object(0), "a");
    EXPECT_EQ(rest.event_size(1), 2U);
    EXPECT_EQ(rest.quantity(1), 2U);
    EXPECT_EQ(rest.object(2), "a");
    EXPECT_FALSE(forget_users(mixed, {"user-1"}));
}

TEST(EventBatch, SaysWhereInTheLogItsEventsEnd) {
    const support::TempDirectory directory;
    EXPECT_EQ(EventBatch(append_event_batch(directory.path(), kEvents)).log_position(), 0U);
    EXPECT_EQ(EventBatch(append_event_batch(directory.path(), kEvents, 7)).log_position(), 7U);
}

TEST(EventBatch, IsNotAppendedWhileSomebodyElseAppends) {
    const support::TempDirectory directory;
    (void)append_event_batch(directory.path(), kEvents);
    const FileLock other(directory.path() / "events" / "append.lock");
    EXPECT_THROW((void)append_event_batch(directory.path(), kEvents), Error);
    EXPECT_EQ(list_event_batches(directory.path()).size(), 1U);
}

TEST(EventBatch, NoEventsAreABatchWithoutRows) {
    const support::TempDirectory directory;
    EXPECT_EQ(EventBatch(append_event_batch(directory.path(), {})).size(), 0U);
}

TEST(EventBatch, DamagedBatchesAreRefusedOrRead) {
    const support::TempDirectory directory;
    const auto path = append_event_batch(directory.path(), kEvents);
    std::ifstream in(path, std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(in), {}};
    const auto damaged = directory.path() / "damaged";
    support::Rng rng(1);
    for (int round = 0; round < 400; ++round) {
        std::string bytes = whole;
        bytes[rng.below(static_cast<std::uint32_t>(bytes.size()))] =
            static_cast<char>(rng.below(256));
        if (round % 4 == 0) bytes.resize(rng.below(static_cast<std::uint32_t>(bytes.size())));
        std::ofstream(damaged, std::ios::binary) << bytes;
        try {
            const EventBatch batch(damaged);
            for (std::size_t row = 0; row < batch.size(); ++row) {
                (void)std::string(batch.object(row)).append(batch.user(row));
            }
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::kCorruptData);
        }
    }
}

} // namespace
} // namespace aisle::data
