#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "api/index_registry.h"
#include "api/live_indexes.h"
#include "api/merge_scheduler.h"
#include "data/operation_log.h"

namespace aisle::api {

/// When the store does what it does by itself.
struct LiveStoreOptions {
    /// Told what went wrong where no client waits for an answer.   Threads: any.
    std::function<void(const std::string&)> on_problem = [](const std::string&) {};
    /// What operations without an index change.
    StoreParts parts = {};
    /// How often it looks for generations and settings that others published, and writes what
    /// it only has in memory and the log.
    std::chrono::milliseconds scan_interval{200};
    /// A batch build publishes its records and its settings one after the other. Only when they
    /// disagree for longer than that takes do the settings call for a rebuild.
    std::chrono::milliseconds stale_grace{2000};
    /// Records written after which a generation is sealed: what a restart builds again at most,
    /// per index.
    std::uint64_t seal_after_products = 50'000;
    /// Operations after which every index with unsealed ones is sealed and the log is trimmed.
    std::uint64_t trim_after_operations = 100'000;
    /// What an index does on the spot, and what in the background.
    LiveIndex::Limits limits = {};
};

/// Applies the log to the indexes while the store is served, and decides when they are sealed,
/// when the log is trimmed and what is rebuilt.
///
/// One thread, the writer, follows the log and looks for what batch jobs published
/// (api/live_indexes.h). Nothing else changes an index, so that no lock is held while one is
/// changed. A second thread, the rebuilder, rebuilds an index whose settings ask for other
/// columns or words, and publishes it as a batch job would. A third, the merger, makes one
/// segment of several (api/merge_policy.h), which the writer then takes in.
/// Threads: submit() and is_published() any.
class LiveStore {
public:
    /// Opens everything below `data` and applies the log to it; returns when the registry shows
    /// all that was ever acknowledged. An index that is damaged is left out, and
    /// options.on_problem told why.
    LiveStore(std::filesystem::path data, data::OperationLog& log, IndexRegistry& registry,
              LiveStoreOptions options = {});
    LiveStore(const LiveStore&) = delete;
    LiveStore& operator=(const LiveStore&) = delete;
    /// Stops after the operations that are being applied.
    ~LiveStore();

    /// Appends a validated operation to the log. Returns its position, which is also the id of
    /// its task, when it is durable.
    /// Throws: Error{kUnavailable} when it cannot be stored; nothing is applied then.
    [[nodiscard]] std::uint64_t submit(data::Operation operation);

    /// The same for several, all or none, which searches see at the same moment. Returns the
    /// position of the last; the others come right before it.   Requires: there is one.
    [[nodiscard]] std::uint64_t submit_all(std::vector<data::Operation> operations);

    /// The dictionaries of the store, as of the last operation that searches see; never null.
    [[nodiscard]] std::shared_ptr<const data::Dictionaries> dictionaries() const;

    /// True when searches see all of the operation.
    [[nodiscard]] bool is_published(std::uint64_t task) const;

    /// Waits until searches see all operations submitted so far, for `limit` at most.
    void wait_until_seen(std::chrono::milliseconds limit) const;

private:
    using Clock = std::chrono::steady_clock;

    void write_loop(const std::stop_token& stop);
    void keep_house();
    void catch_up();
    void wake();
    void seal_where_due();
    void request_rebuilds();
    void rebuild_loop(const std::stop_token& stop);
    void rebuild(const SnapshotPointer& snapshot, std::uint64_t position);
    [[nodiscard]] bool is_rebuilding(const std::string& name);
    [[nodiscard]] bool is_or_will_be_rebuilt(const std::string& name);
    [[nodiscard]] bool is_any_rebuilding();
    void publish_state();

    const std::filesystem::path data_;
    data::OperationLog& log_;
    IndexRegistry& registry_;
    const LiveStoreOptions options_;

    // The writer's own.
    LiveIndexes indexes_;
    std::map<std::string, Clock::time_point, std::less<>> stale_since_;
    std::vector<LiveIndexes::SettingsTask> settings_tasks_; ///< whose index may still be rebuilt

    mutable std::mutex state_mutex_;
    std::set<std::uint64_t> waiting_tasks_;                  // guarded by state_mutex_
    std::shared_ptr<const data::Dictionaries> dictionaries_; // guarded by state_mutex_
    std::atomic<std::uint64_t> published_{0};

    std::mutex wake_mutex_;
    std::condition_variable_any wake_;
    bool has_news_ = false; // guarded by wake_mutex_

    struct Rebuild {
        SnapshotPointer snapshot;
        std::uint64_t position;
    };

    std::mutex rebuild_mutex_;
    std::condition_variable_any rebuild_wanted_;
    std::deque<Rebuild> rebuilds_;                           // guarded by rebuild_mutex_
    std::map<std::string, bool, std::less<>> is_rebuilding_; // guarded by rebuild_mutex_

    MergeScheduler merges_; ///< the writer's own

    std::jthread writer_;
    std::jthread rebuilder_;
};

} // namespace aisle::api
