// Properties of the store when its process is killed at any moment:
//   1. After reopening, every index is the fold of the operations that were acknowledged.
//   2. The one operation a thread had under way is wholly there or not at all.
//   3. The store opens at once and goes on, round after round.
//
// A child process writes from several threads, each to indexes of its own, and reports over a
// pipe what was acknowledged; it seals, trims, merges and rebuilds all the time. The parent kills
// it, and a second child opens what is left. AISLE_KILL_ROUNDS sets how often (10).

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "api/live_store.h"
#include "data/sqlite_log.h"
#include "tests/support/store_model.h"
#include "tests/support/temp_directory.h"

namespace aisle::api {
namespace {

namespace fs = std::filesystem;
using support::StoreModel;

constexpr std::uint32_t kThreads = 3;

/// How many operations of each thread there are.
using Counts = std::array<std::uint32_t, kThreads>;

LiveStoreOptions options() {
    LiveStoreOptions options;
    options.on_problem = [](const std::string& problem) {
        std::fprintf(stderr, "problem: %s\n", problem.c_str());
    };
    options.scan_interval = std::chrono::milliseconds(5);
    options.stale_grace = std::chrono::milliseconds(0);
    options.seal_after_products = 25;
    options.trim_after_operations = 40;
    options.limits.background_products = 3; // merges all the time
    return options;
}

/// The state after some operations of one thread, which always makes up the same ones.
class ThreadModel {
public:
    explicit ThreadModel(std::uint32_t thread)
        : thread_(thread), model_("t" + std::to_string(thread)) {}

    data::Operation next() {
        support::Rng rng(std::uint64_t{thread_} << 32U | num_operations_++);
        return model_.change(rng);
    }

    void advance_to(std::uint32_t num_operations) {
        while (num_operations_ < num_operations) static_cast<void>(next());
    }

    [[nodiscard]] const StoreModel& model() const noexcept { return model_; }

private:
    std::uint32_t thread_;
    std::uint32_t num_operations_ = 0;
    StoreModel model_;
};

void write_forever(LiveStore& store, int pipe, std::uint32_t thread, std::uint32_t num_done) {
    ThreadModel model(thread);
    model.advance_to(num_done);
    for (;;) {
        const std::uint64_t task = store.submit(model.next());
        // Smaller than PIPE_BUF, so that it arrives whole or not at all.
        if (::write(pipe, &thread, sizeof(thread)) != sizeof(thread)) ::_exit(1);
        // Mostly as clients do, sometimes as fast as the log takes it.
        if (task % 4 == 0) continue;
        while (!store.is_published(task)) std::this_thread::yield();
    }
}

[[noreturn]] void run_writers(const fs::path& data, int pipe, const Counts& done) {
    data::SqliteLog log(data / "log.sqlite");
    IndexRegistry registry;
    LiveStore store(data, log, registry, options());
    std::vector<std::thread> threads;
    for (std::uint32_t thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&, thread] { write_forever(store, pipe, thread, done[thread]); });
    }
    for (auto& thread : threads) thread.join();
    ::_exit(1);
}

/// Opens the store and reports how many operations of each thread it holds: as many as were
/// acknowledged, or one more. Ends with 0 when that is so.
[[noreturn]] void run_check(const fs::path& data, int pipe, const Counts& acknowledged) {
    data::SqliteLog log(data / "log.sqlite");
    IndexRegistry registry;
    const LiveStore store(data, log, registry, options());
    Counts found = acknowledged;
    for (std::uint32_t thread = 0; thread < kThreads; ++thread) {
        ThreadModel model(thread);
        model.advance_to(acknowledged[thread]);
        const std::string without = model.model().difference(registry);
        if (without.empty()) continue;
        model.advance_to(++found[thread]);
        const std::string with = model.model().difference(registry);
        if (with.empty()) continue;
        std::fprintf(stderr, "after %u operations of thread %u: %s\nafter one more: %s\n",
                     acknowledged[thread], thread, without.c_str(), with.c_str());
        ::_exit(1);
    }
    ::_exit(::write(pipe, found.data(), sizeof(found)) == sizeof(found) ? 0 : 1);
}

/// Starts `run` in a child with the writing end of a pipe.
template <class Run>
pid_t start(const Run& run, int& reading_end) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        run(ends[1]);
    }
    ::close(ends[1]);
    reading_end = ends[0];
    return child;
}

/// Lets a child write for `life` and kills it; counts what was acknowledged on top of `done`.
Counts kill_one(const fs::path& data, Counts done, std::chrono::milliseconds life) {
    int pipe = 0;
    const pid_t child = start([&](int end) { run_writers(data, end, done); }, pipe);
    std::thread reading([&] {
        std::uint32_t thread = 0;
        while (::read(pipe, &thread, sizeof(thread)) == sizeof(thread)) ++done[thread];
    });
    std::this_thread::sleep_for(life);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
    reading.join();
    ::close(pipe);
    return done;
}

/// How many operations of each thread are there after reopening; fails when the state is none.
std::optional<Counts> check(const fs::path& data, const Counts& acknowledged) {
    int pipe = 0;
    const pid_t child = start([&](int end) { run_check(data, end, acknowledged); }, pipe);
    Counts found{};
    const bool is_read = ::read(pipe, found.data(), sizeof(found)) == sizeof(found);
    ::close(pipe);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!is_read || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
    return found;
}

TEST(KillTest, the_store_is_the_fold_of_what_was_acknowledged_before_it_was_killed) {
    const char* text = std::getenv("AISLE_KILL_ROUNDS");
    const std::uint32_t rounds =
        text == nullptr ? 10 : static_cast<std::uint32_t>(std::stoul(text));
    const support::TempDirectory directory;
    support::Rng rng(1);
    Counts done{};
    for (std::uint32_t round = 0; round < rounds; ++round) {
        const std::chrono::milliseconds life(100 + rng.below(900));
        const auto found = check(directory.path(), kill_one(directory.path(), done, life));
        ASSERT_TRUE(found.has_value()) << "in round " << round;
        done = *found;
    }
    EXPECT_GT(done[0] + done[1] + done[2], rounds) << "hardly anything was written";
    RecordProperty("operations", static_cast<int>(done[0] + done[1] + done[2]));
}

} // namespace
} // namespace aisle::api
