// Properties of the worker pool:
//   1. It runs every job that it took, on at most the given number of threads.
//   2. It takes as many jobs as it has threads plus places to wait, and no more.
//   3. stop() drops what waits, finishes what runs, and refuses what comes after.
#include "api/worker_pool.h"

#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace aisle::api {
namespace {

TEST(WorkerPool, RunsEveryJobItTook) {
    for (const std::size_t num_threads : {1, 2, 3, 7}) {
        std::atomic<int> num_run{0};
        std::atomic<int> num_running{0};
        std::atomic<bool> has_too_many{false};
        int num_taken = 0;
        WorkerPool pool(num_threads, 50);
        for (int i = 0; i < 2000; ++i) {
            num_taken += pool.try_submit([&] {
                if (++num_running > static_cast<int>(num_threads)) has_too_many = true;
                ++num_run;
                --num_running;
            });
        }
        while (!pool.is_idle()) std::this_thread::yield();
        EXPECT_EQ(num_run, num_taken);
        EXPECT_GT(num_taken, 0);
        EXPECT_FALSE(has_too_many);
    }
}

TEST(WorkerPool, IsFullExactlyWhenThreadsAndQueueAre) {
    std::promise<void> gate;
    const std::shared_future<void> open = gate.get_future().share();
    std::atomic<int> num_run{0};
    WorkerPool pool(2, 3);
    const auto job = [&] {
        open.wait();
        ++num_run;
    };
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(pool.try_submit(job)) << i;
    EXPECT_FALSE(pool.try_submit(job));
    EXPECT_FALSE(pool.is_idle());
    gate.set_value();
    while (!pool.is_idle()) std::this_thread::yield();
    EXPECT_EQ(num_run, 5);
    EXPECT_TRUE(pool.try_submit(job));
}

TEST(WorkerPool, StopsAfterWhatRunsAndWithoutWhatWaits) {
    std::promise<void> started;
    std::promise<void> gate;
    const auto waiting_job = std::make_shared<int>(0);
    std::atomic<bool> has_finished{false};
    WorkerPool pool(1, 5);
    ASSERT_TRUE(pool.try_submit([&] {
        started.set_value();
        gate.get_future().wait();
        has_finished = true;
    }));
    started.get_future().wait();
    ASSERT_TRUE(pool.try_submit([waiting_job] { FAIL() << "ran after stop"; }));
    std::thread stopping([&] { pool.stop(); });
    while (waiting_job.use_count() > 1) std::this_thread::yield(); // dropped, not run
    EXPECT_FALSE(has_finished);
    gate.set_value();
    stopping.join();
    EXPECT_TRUE(has_finished);
    EXPECT_FALSE(pool.try_submit([] {}));
    pool.stop();
}

} // namespace
} // namespace aisle::api
