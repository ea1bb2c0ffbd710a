// Properties of a backup of a store that is being written:
//   1. The restored store is the fold of the operations up to one position of the log: all that
//      were acknowledged before the backup began, and none that came after it ended.
//   2. That is so whatever the store does meanwhile: batches, settings, copies, moves and
//      deletions of indexes, generations sealed and removed, the log trimmed.
//   3. The store that is backed up notices nothing.
//   4. Every look at a store that is written finds it sound.
//
// AISLE_BACKUP_ROUNDS sets how many backups are made (6).

#include "data/backup.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

#include "api/live_store.h"
#include "data/sqlite_log.h"
#include "data/store_report.h"
#include "tests/support/store_model.h"
#include "tests/support/temp_directory.h"

namespace aisle::api {
namespace {

namespace fs = std::filesystem;
using support::StoreModel;

LiveStoreOptions busy_options(std::vector<std::string>& problems, std::mutex& mutex) {
    LiveStoreOptions options;
    options.on_problem = [&](const std::string& problem) {
        const std::lock_guard lock(mutex);
        problems.push_back(problem);
    };
    options.scan_interval = std::chrono::milliseconds(5);
    options.stale_grace = std::chrono::milliseconds(0);
    options.seal_after_products = 25;
    options.trim_after_operations = 40;
    return options;
}

/// Log, registry and store of one data directory.
struct OpenStore {
    explicit OpenStore(const fs::path& data)
        : log(data / "log.sqlite"), store(data, log, registry, busy_options(problems, mutex)) {}

    std::mutex mutex;
    std::vector<std::string> problems; // guarded by mutex
    data::SqliteLog log;
    IndexRegistry registry;
    LiveStore store;
};

/// The operations of one writer: always the same ones.
class Script {
public:
    explicit Script(std::uint32_t writer) : writer_(writer), model_("t" + std::to_string(writer)) {}

    data::Operation next() {
        support::Rng rng(std::uint64_t{writer_} << 32U | num_operations_++);
        return model_.change(rng);
    }

    void advance_to(std::uint64_t num_operations) {
        while (num_operations_ < num_operations) static_cast<void>(next());
    }

    [[nodiscard]] const StoreModel& model() const noexcept { return model_; }

private:
    std::uint32_t writer_;
    std::uint64_t num_operations_ = 0;
    StoreModel model_;
};

/// A thread that writes until it is stopped, and knows what was acknowledged.
class Writer {
public:
    Writer(LiveStore& store, std::uint32_t number)
        : thread_([this, &store, number](const std::stop_token& stop) {
              Script script(number);
              while (!stop.stop_requested()) {
                  const std::uint64_t position = store.submit(script.next());
                  {
                      const std::lock_guard lock(mutex_);
                      positions_.push_back(position);
                  }
                  // Mostly as clients do, sometimes as fast as the log takes it.
                  while (position % 4 != 0 && !store.is_published(position)) {
                      std::this_thread::sleep_for(std::chrono::milliseconds(1));
                  }
              }
          }) {}

    void stop() {
        thread_.request_stop();
        thread_.join();
    }

    [[nodiscard]] std::uint64_t num_acknowledged() const {
        const std::lock_guard lock(mutex_);
        return positions_.size();
    }

    [[nodiscard]] std::uint64_t num_up_to(std::uint64_t position) const {
        const std::lock_guard lock(mutex_);
        return static_cast<std::uint64_t>(
            std::upper_bound(positions_.begin(), positions_.end(), position) - positions_.begin());
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::uint64_t> positions_; // ascending; guarded by mutex_
    std::jthread thread_;
};

TEST(Backup, OfAStoreThatIsWrittenIsAPrefixOfItsLog) {
    constexpr std::uint32_t kWriters = 2;
    const char* asked = std::getenv("AISLE_BACKUP_ROUNDS");
    const int rounds = asked != nullptr ? std::atoi(asked) : 6;
    const support::TempDirectory directory;
    OpenStore source(directory.path() / "data");
    std::vector<std::unique_ptr<Writer>> writers;
    for (std::uint32_t i = 0; i < kWriters; ++i) {
        writers.push_back(std::make_unique<Writer>(source.store, i));
    }
    while (source.log.first_position() == 1) { // until there is something to back up
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::vector<std::uint64_t> positions;
    std::vector<std::array<std::uint64_t, kWriters>> before(static_cast<std::size_t>(rounds));
    const auto name = [&](std::size_t round) {
        return directory.path() / ("backup-" + std::to_string(round));
    };
    for (std::size_t round = 0; round < before.size(); ++round) {
        std::this_thread::sleep_for(std::chrono::milliseconds(round * 7 % 50));
        for (std::uint32_t i = 0; i < kWriters; ++i) {
            before[round][i] = writers[i]->num_acknowledged();
        }
        positions.push_back(data::back_up(directory.path() / "data", name(round)).log_position);
        EXPECT_LE(positions.back(), source.log.last_position());
    }
    for (const auto& writer : writers) writer->stop();

    for (std::size_t round = 0; round < before.size(); ++round) {
        const fs::path restored = directory.path() / "restored";
        EXPECT_EQ(data::restore(name(round), restored).log_position, positions[round]);
        {
            const OpenStore opened(restored);
            EXPECT_EQ(opened.log.last_position(), positions[round]);
            for (std::uint32_t i = 0; i < kWriters; ++i) {
                const std::uint64_t expected = writers[i]->num_up_to(positions[round]);
                EXPECT_GE(expected, before[round][i]);
                Script script(i);
                script.advance_to(expected);
                EXPECT_EQ(script.model().difference(opened.registry), "")
                    << "round " << round << ", writer " << i << ", position " << positions[round];
            }
        }
        fs::remove_all(restored);
    }
    const std::lock_guard lock(source.mutex);
    EXPECT_EQ(source.problems, std::vector<std::string>{});
}

TEST(Backup, OfAStoreThatIsWrittenIsSoundAtEveryMoment) {
    const support::TempDirectory directory;
    OpenStore source(directory.path() / "data");
    Writer writer(source.store, 7);
    while (source.log.first_position() == 1) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    for (int round = 0; round < 20; ++round) {
        const auto report = data::examine_store(directory.path() / "data");
        EXPECT_EQ(report.problems, std::vector<std::string>{});
    }
    writer.stop();
}

} // namespace
} // namespace aisle::api
