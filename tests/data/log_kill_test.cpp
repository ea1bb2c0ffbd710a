// Properties of the log in SQLite when its process is killed at any moment:
//   1. Every operation that was acknowledged is there, once, at the position it was given.
//   2. What was appended together is there completely or not at all, and stands together.
//   3. Each thread's operations are in the order in which it appended them, without gaps.
//   4. The log can be opened at once and goes on, round after round.
//
// A child process appends from several threads and reports over a pipe what was acknowledged;
// the parent kills it. AISLE_KILL_ROUNDS sets how often (10).

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "data/sqlite_log.h"
#include "tests/data/log_files.h"
#include "tests/support/temp_directory.h"

namespace aisle::data {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kThreads = 6;

/// Says which batch of which thread in which round it belongs to; `size` operations make it up.
struct Report {
    std::uint32_t round;
    std::uint32_t thread;
    std::uint32_t batch;
    std::uint32_t size;
    std::uint64_t last_position;
};

std::string name_of(const Report& report, std::uint32_t i) {
    return std::to_string(report.round) + " " + std::to_string(report.thread) + " " +
           std::to_string(report.batch) + " " + std::to_string(i) + "/" +
           std::to_string(report.size) + " ";
}

/// Appends until it is killed.
[[noreturn]] void append_forever(OperationLog& log, int pipe, std::uint32_t round,
                                 std::uint32_t thread) {
    std::mt19937 random(round * kThreads + thread);
    for (std::uint32_t batch = 0;; ++batch) {
        Report report{round, thread, batch, 1 + static_cast<std::uint32_t>(random() % 8), 0};
        std::vector<Operation> operations(report.size);
        for (std::uint32_t i = 0; i < report.size; ++i) {
            operations[i].payload = name_of(report, i) + std::string(random() % 6'000, 'x');
        }
        report.last_position = log.append_all(operations);
        // Smaller than PIPE_BUF, so that it arrives whole or not at all.
        if (::write(pipe, &report, sizeof(report)) != sizeof(report)) ::_exit(1);
    }
}

[[noreturn]] void run_child(const fs::path& path, int pipe, std::uint32_t round) {
    SqliteLog log(path);
    std::vector<std::thread> threads;
    for (std::uint32_t thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&, thread] { append_forever(log, pipe, round, thread); });
    }
    for (auto& thread : threads) thread.join();
    ::_exit(1);
}

std::vector<Report> read_reports(int pipe) {
    std::vector<Report> reports;
    Report report{};
    while (::read(pipe, &report, sizeof(report)) == sizeof(report)) reports.push_back(report);
    return reports;
}

/// Starts a child, kills it after `life`, and returns what it was acknowledged.
std::vector<Report> kill_one(const fs::path& path, std::uint32_t round,
                             std::chrono::milliseconds life) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        run_child(path, ends[1], round);
    }
    ::close(ends[1]);
    std::vector<Report> reports;
    std::thread reading([&] { reports = read_reports(ends[0]); });
    std::this_thread::sleep_for(life);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
    reading.join();
    ::close(ends[0]);
    return reports;
}

/// The batches that are in the log, in order. Expects each to be complete and in one piece.
std::vector<Report> read_batches(const OperationLog& log) {
    std::vector<Report> batches;
    std::uint32_t missing = 0;
    std::uint64_t position = 0;
    log.read_from(0, [&](const Operation& operation) {
        EXPECT_EQ(operation.position, ++position);
        if (missing == 0) {
            Report batch{};
            char slash = 0;
            std::uint32_t i = 0;
            std::istringstream(operation.payload) >> batch.round >> batch.thread >> batch.batch >>
                i >> slash >> batch.size;
            missing = batch.size;
            batch.last_position = operation.position + batch.size - 1;
            batches.push_back(batch);
        }
        const Report& batch = batches.back();
        const std::string name = name_of(batch, batch.size - missing);
        EXPECT_EQ(operation.payload.substr(0, name.size()), name);
        --missing;
    });
    EXPECT_EQ(missing, 0U) << "half a batch at the end";
    return batches;
}

TEST(LogKillTest, keeps_whatever_was_acknowledged_before_the_process_was_killed) {
    const char* text = std::getenv("AISLE_KILL_ROUNDS");
    const std::uint32_t rounds =
        text == nullptr ? 10 : static_cast<std::uint32_t>(std::stoul(text));
    support::TempDirectory directory;
    const fs::path path = directory.path() / "operations.log";
    std::mt19937 random(1);
    std::map<std::uint64_t, Report> acknowledged; // by last position
    for (std::uint32_t round = 0; round < rounds; ++round) {
        const std::chrono::milliseconds life(random() % 400);
        for (const Report& report : kill_one(path, round, life)) {
            EXPECT_TRUE(acknowledged.emplace(report.last_position, report).second)
                << "position " << report.last_position << " was given twice";
        }
        const SqliteLog log(path);
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> next; // by round, thread
        std::size_t found = 0;
        for (const Report& batch : read_batches(log)) {
            const std::uint32_t expected = next[{batch.round, batch.thread}]++;
            ASSERT_EQ(batch.batch, expected) << "of thread " << batch.thread;
            const auto report = acknowledged.find(batch.last_position);
            if (report == acknowledged.end()) continue; // killed before it could report
            ++found;
            EXPECT_EQ(report->second.round, batch.round);
            EXPECT_EQ(report->second.thread, batch.thread);
            EXPECT_EQ(report->second.batch, batch.batch);
        }
        ASSERT_EQ(found, acknowledged.size()) << "acknowledged and lost, in round " << round;
    }
    EXPECT_GT(acknowledged.size(), rounds) << "hardly anything was appended";
    RecordProperty("acknowledged", static_cast<int>(acknowledged.size()));
}

} // namespace
} // namespace aisle::data
