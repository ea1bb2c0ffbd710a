// Properties of operation logs, of the one in memory and the one in SQLite alike:
//   1. What was appended is read back in order, byte for byte, with positions 1, 2, 3, ...
//   2. A random series of appends, trims, reads and restarts does what a plain vector does.
//   3. Operations appended together stand together, whatever other threads append.
//   4. Reading ends where the log ended when it began; the visitor may append meanwhile.
//   5. Reading what was trimmed is refused, and so is reading beyond the end.

#include "data/operation_log.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "data/error.h"
#include "data/memory_log.h"
#include "data/sqlite_log.h"
#include "tests/data/log_files.h"
#include "tests/support/temp_directory.h"

namespace aisle::data {
namespace {

class OperationLogTest : public testing::TestWithParam<bool> {
protected:
    OperationLogTest() { restart(); }

    /// A log in memory ends with its process, so that it only goes on.
    void restart() {
        if (!GetParam()) {
            if (!log_) log_ = std::make_unique<MemoryLog>();
            return;
        }
        log_.reset();
        log_ = std::make_unique<SqliteLog>(directory_.path() / "operations.log");
    }

    support::TempDirectory directory_;
    std::unique_ptr<OperationLog> log_;
};

INSTANTIATE_TEST_SUITE_P(Logs, OperationLogTest, testing::Bool(), [](const auto& test) {
    return std::string(test.param ? "sqlite" : "memory");
});

TEST_P(OperationLogTest, reads_back_what_was_appended_byte_for_byte) {
    const std::string bytes("\0\xff\xfe{}\n\0", 7);
    EXPECT_EQ(log_->last_position(), 0U);
    EXPECT_EQ(log_->append({.time_ms = -5, .index = "shoes", .kind = "batch", .payload = bytes}),
              1U);
    EXPECT_EQ(log_->append({.time_ms = 1'700'000'000'000, .index = "", .kind = "", .payload = ""}),
              2U);
    EXPECT_EQ(
        log_->append({.index = bytes, .kind = "größe", .payload = std::string(3'000'000, 'x')}),
        3U);
    restart();
    const auto operations = read_all(*log_);
    ASSERT_EQ(operations.size(), 3U);
    EXPECT_EQ(operations[0].time_ms, -5);
    EXPECT_EQ(operations[0].index, "shoes");
    EXPECT_EQ(operations[0].kind, "batch");
    EXPECT_EQ(operations[0].payload, bytes);
    EXPECT_EQ(operations[1].time_ms, 1'700'000'000'000);
    EXPECT_EQ(operations[1].payload, "");
    EXPECT_EQ(operations[2].index, bytes);
    EXPECT_EQ(operations[2].payload.size(), 3'000'000U);
    EXPECT_EQ(log_->last_position(), 3U);
    EXPECT_GT(log_->size_bytes(), 3'000'000U);
}

TEST_P(OperationLogTest, does_what_a_vector_does) {
    for (unsigned seed = 0; seed < 12; ++seed) {
        std::mt19937 random(seed);
        std::vector<std::string> expected; // of position i + 1
        expected.resize(log_->last_position());
        log_->trim(expected.size());
        std::uint64_t trimmed = expected.size();
        for (int step = 0; step < 40; ++step) {
            switch (random() % 8) {
            case 0:
                trimmed = std::max<std::uint64_t>(trimmed, random() % (expected.size() + 1));
                log_->trim(trimmed);
                break;
            case 1:
                restart();
                break;
            default: {
                std::vector<Operation> operations(1 + random() % 20);
                for (auto& operation : operations) {
                    operation.payload = std::string(random() % 300, static_cast<char>(random()));
                    expected.push_back(operation.payload);
                }
                EXPECT_EQ(log_->append_all(operations), expected.size());
            }
            }
            ASSERT_EQ(log_->last_position(), expected.size());
            const std::uint64_t after = trimmed + random() % (expected.size() - trimmed + 1);
            const auto read = read_all(*log_, after);
            ASSERT_EQ(read.size(), expected.size() - after);
            for (const auto& operation : read) {
                ASSERT_EQ(operation.payload, expected[operation.position - 1]);
            }
        }
    }
}

TEST_P(OperationLogTest, keeps_together_what_was_appended_together) {
    constexpr int kThreads = 8;
    constexpr int kBatches = 40;
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&, thread] {
            for (int batch = 0; batch < kBatches; ++batch) {
                std::vector<Operation> operations(static_cast<std::size_t>(1 + batch % 5));
                for (auto& operation : operations) {
                    operation.index = std::to_string(thread);
                    operation.payload = std::to_string(batch);
                }
                const auto last = log_->append_all(operations);
                // Durable means visible, too.
                const auto own = read_all(*log_, last - operations.size());
                ASSERT_GE(own.size(), operations.size());
                for (std::size_t i = 0; i < operations.size(); ++i) {
                    ASSERT_EQ(own[i].index, std::to_string(thread));
                    ASSERT_EQ(own[i].payload, std::to_string(batch));
                }
            }
        });
    }
    threads.clear();
    EXPECT_EQ(read_all(*log_).size(), kThreads * kBatches * 3U);
}

TEST_P(OperationLogTest, reads_up_to_the_end_it_had_and_lets_the_visitor_append) {
    for (int i = 0; i < 10; ++i) log_->append({.kind = "first"});
    int visited = 0;
    log_->read_from(0, [&](const Operation& operation) {
        EXPECT_EQ(operation.kind, "first");
        ++visited;
        log_->append({.kind = "second"});
    });
    EXPECT_EQ(visited, 10);
    EXPECT_EQ(log_->last_position(), 20U);
}

TEST_P(OperationLogTest, refuses_to_read_what_was_trimmed_or_lies_beyond_the_end) {
    for (int i = 0; i < 10; ++i) log_->append({.kind = "batch"});
    log_->trim(4);
    EXPECT_EQ(code_of([&] { (void)read_all(*log_, 3); }), ErrorCode::kNotFound);
    EXPECT_EQ(read_all(*log_, 4).size(), 6U);
    EXPECT_EQ(read_all(*log_, 10).size(), 0U);
    EXPECT_EQ(code_of([&] { (void)read_all(*log_, 11); }), ErrorCode::kCorruptData);
    log_->trim(1'000);
    restart();
    EXPECT_EQ(code_of([&] { (void)read_all(*log_, 4); }), ErrorCode::kNotFound);
    EXPECT_EQ(log_->last_position(), 10U);
    EXPECT_EQ(log_->append({.kind = "batch"}), 11U);
}

} // namespace
} // namespace aisle::data
