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
#include "api/live_index.h"
#include "data/operation_log.h"

namespace aisle::api {

/// The kinds of operations in the log, and what their payloads are.
namespace operation_kind {
inline constexpr const char* kBatch = "batch";             ///< write_actions()
inline constexpr const char* kDeleteBy = "deleteBy";       ///< search parameters
inline constexpr const char* kDeleteIndex = "deleteIndex"; ///< empty
inline constexpr const char* kSettings = "settings";       ///< {"forward": bool, "settings": {...}}
inline constexpr const char* kCopy = "copy"; ///< {"source": name, "scope": [...]}; may be absent
inline constexpr const char* kMove = "move"; ///< {"source": name}
} // namespace operation_kind

/// When the store does what it does by itself.
struct LiveStoreOptions {
    /// Told what went wrong where no client waits for an answer.   Threads: any.
    std::function<void(const std::string&)> on_problem = [](const std::string&) {};
    /// How often it looks for generations and settings that others published.
    std::chrono::milliseconds scan_interval{200};
    /// A batch build publishes its records and its settings one after the other. Only when they
    /// disagree for longer than that takes do the settings call for a rebuild.
    std::chrono::milliseconds stale_grace{2000};
    /// Live products after which a generation is sealed: what a restart replays at most, per
    /// index.
    std::uint64_t seal_after_products = 50'000;
    /// Operations after which every index with unsealed ones is sealed and the log is trimmed.
    std::uint64_t trim_after_operations = 100'000;
    /// An index of up to this many products is built anew on the spot when its settings ask for
    /// other columns.
    std::uint64_t rebuild_in_place = 20'000;
};

/// Applies the log to the indexes, and publishes what comes of it.
///
/// One thread, the writer, follows the log: it applies every operation in order, flushes the
/// indexes it changed and puts their snapshots into the registry. It also notices generations
/// and settings that a batch job published, opens them and applies the operations after them
/// again. Nothing else changes an index, so that no lock is held while one is changed. A second
/// thread, the rebuilder, rebuilds an index whose settings ask for other columns or words, and
/// publishes it as a batch job would.
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

    /// True when searches see all of the operation.
    [[nodiscard]] bool is_published(std::uint64_t task) const;

private:
    using Clock = std::chrono::steady_clock;

    void write_loop(const std::stop_token& stop);
    void catch_up();
    void apply_or_report(const data::Operation& operation) noexcept;
    void apply(const data::Operation& operation);
    void apply_settings(const data::Operation& operation);
    void apply_transfer(const data::Operation& operation);
    void transfer(const data::Operation& operation, const SnapshotPointer& source);
    [[nodiscard]] SnapshotPointer find_source(const std::string& name);
    void delete_index(const std::string& name, std::uint64_t position);
    void flush_all();
    void scan();
    void open(const std::string& name);
    void seal_where_due();
    void request_rebuilds();
    void rebuild_loop(const std::stop_token& stop);
    void rebuild(const SnapshotPointer& snapshot, std::uint64_t position);
    [[nodiscard]] bool is_rebuilding(const std::string& name);
    [[nodiscard]] bool is_any_rebuilding();
    [[nodiscard]] LiveIndex& index(const std::string& name);
    [[nodiscard]] bool is_deleted(const std::string& name, std::uint64_t position) const;
    void update_waiting_tasks();
    void read_deleted();
    void write_deleted() const;

    const std::filesystem::path data_;
    data::OperationLog& log_;
    IndexRegistry& registry_;
    const LiveStoreOptions options_;

    // The writer's own.
    std::map<std::string, LiveIndex, std::less<>> indexes_;
    std::map<std::string, std::uint64_t, std::less<>> failed_;  ///< generation not opened again
    std::map<std::string, std::uint64_t, std::less<>> deleted_; ///< by name: when, in the log
    std::map<std::string, Clock::time_point, std::less<>> stale_since_;

    struct SettingsTask {
        std::uint64_t position;
        std::string index;
    };

    std::vector<SettingsTask> settings_tasks_; ///< whose index may still have to be rebuilt
    std::uint64_t applied_ = 0;

    mutable std::mutex waiting_mutex_;
    std::set<std::uint64_t> waiting_tasks_; // guarded by waiting_mutex_
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

    std::jthread writer_;
    std::jthread rebuilder_;
};

} // namespace aisle::api
