#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "api/tasks.h"
#include "data/index_directory.h"
#include "search/snapshot.h"

namespace aisle::api {

using SnapshotPointer = std::shared_ptr<const search::Snapshot>;

/// The indexes of a data directory, each with the snapshot that requests see.
///
/// Two threads keep it current. The watcher looks for generations and settings that others (a
/// batch build) published, opens them beside the ones in use, and swaps; a snapshot that was
/// displaced is freed by it, once the last request is done. The rebuilder rebuilds an index
/// whose new settings need other columns or other words, from the index's own records. What a
/// request holds never changes under it.
class IndexRegistry {
public:
    using Report = std::function<void(const std::string&)>;

    /// Opens everything below `data`; an empty or missing directory is an empty store. An index
    /// that is damaged is left out, and `on_problem` told why.
    IndexRegistry(std::filesystem::path data, TaskList& tasks, Report on_problem);
    IndexRegistry(const IndexRegistry&) = delete;
    IndexRegistry& operator=(const IndexRegistry&) = delete;
    ~IndexRegistry();

    /// What a request on this index sees; null when there is no such index.
    /// Threads: any.   Cost: one lock, held for a map look-up.
    [[nodiscard]] SnapshotPointer find(std::string_view index) const;

    /// All indexes and replicas, by name.
    [[nodiscard]] std::vector<SnapshotPointer> all() const;

    /// Lays a settings object over the settings of an index, which is created if need be.
    /// Durable on return; visible to the next search, except for what needs a rebuild.
    /// Returns: the id of the task that is published when all of it is visible.
    /// Throws:  Error{kInvalidRequest} naming the setting, nothing changed.
    [[nodiscard]] std::uint64_t update_settings(std::string_view index, std::string_view json,
                                                bool forward_to_replicas);

private:
    using Clock = std::chrono::steady_clock;

    struct Entry {
        SnapshotPointer snapshot;
        std::filesystem::file_time_type settings_time{};
        std::uint64_t failed_generation = 0; ///< not opened again until another is published
        std::optional<Clock::time_point> stale_since; ///< its columns do not fit its settings
    };

    struct Rebuild {
        std::string index;
        std::vector<std::uint64_t> tasks;
    };

    void watch(const std::stop_token& stop);
    void scan();
    void refresh(const std::string& name);
    void rebuild_stale(const std::string& name);
    void rebuild_loop(const std::stop_token& stop);
    void rebuild(const std::string& name);
    void queue_rebuild(const std::string& name, std::optional<std::uint64_t> task);
    void put(const std::string& name, SnapshotPointer snapshot);
    void update_replicas();
    void free_displaced();
    [[nodiscard]] data::IndexDirectory directory(std::string_view index) const;

    const std::filesystem::path data_;
    TaskList& tasks_;
    const Report on_problem_;

    mutable std::mutex mutex_;
    std::map<std::string, Entry, std::less<>> entries_;            // guarded by mutex_
    std::map<std::string, SnapshotPointer, std::less<>> replicas_; // guarded by mutex_
    std::vector<SnapshotPointer> displaced_;                       // guarded by mutex_

    std::mutex update_mutex_; ///< held while an index is opened or its settings change

    std::mutex rebuild_mutex_;
    std::condition_variable_any rebuild_wanted_;
    std::deque<Rebuild> rebuilds_; // guarded by rebuild_mutex_

    std::jthread watcher_;
    std::jthread rebuilder_;
};

} // namespace aisle::api
