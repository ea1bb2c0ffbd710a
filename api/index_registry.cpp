#include "api/index_registry.h"

#include <algorithm>

#include "api/snapshot_loader.h"
#include "data/error.h"
#include "indexer/index_builder.h"

namespace aisle::api {

namespace fs = std::filesystem;

namespace {

constexpr auto kScanInterval = std::chrono::milliseconds(200);

/// A batch build publishes its records and its settings one after the other. Only when they
/// disagree for longer than that takes do the settings call for a rebuild.
constexpr auto kStaleGrace = std::chrono::seconds(2);

fs::file_time_type modified_at(const fs::path& path) {
    std::error_code error;
    const auto time = fs::last_write_time(path, error);
    return error ? fs::file_time_type{} : time;
}

bool is_stale(const search::Snapshot& snapshot) {
    return !snapshot.segments.empty() && !snapshot.built_with.has_same_schema(snapshot.settings);
}

/// Hands out the records of a snapshot, alive ones only.
indexer::RecordSupply records_of(const search::Snapshot& snapshot) {
    auto records = std::make_shared<std::vector<std::pair<std::size_t, data::Ordinal>>>();
    for (std::size_t i = 0; i < snapshot.segments.size(); ++i) {
        snapshot.segments[i].alive.for_each(
            [&](data::Ordinal product) { records->emplace_back(i, product); });
    }
    return [&snapshot, records, at = std::size_t{0}]() mutable {
        std::optional<indexer::RawRecord> record;
        if (at == records->size()) return record;
        const auto [segment, product] = (*records)[at++];
        record.emplace();
        record->text = snapshot.segments[segment].segment->records().read(product);
        record->line = at;
        return record;
    };
}

} // namespace

IndexRegistry::IndexRegistry(fs::path data, TaskList& tasks, Report on_problem)
    : data_(std::move(data)), tasks_(tasks), on_problem_(std::move(on_problem)) {
    scan();
    watcher_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
    rebuilder_ = std::jthread([this](const std::stop_token& stop) { rebuild_loop(stop); });
}

IndexRegistry::~IndexRegistry() = default;

data::IndexDirectory IndexRegistry::directory(std::string_view index) const {
    return {data_, index};
}

SnapshotPointer IndexRegistry::find(std::string_view index) const {
    const std::lock_guard lock(mutex_);
    if (const auto replica = replicas_.find(index); replica != replicas_.end()) {
        return replica->second;
    }
    const auto entry = entries_.find(index);
    return entry == entries_.end() ? nullptr : entry->second.snapshot;
}

std::vector<SnapshotPointer> IndexRegistry::all() const {
    const std::lock_guard lock(mutex_);
    std::map<std::string_view, SnapshotPointer> by_name;
    for (const auto& [name, entry] : entries_) {
        if (entry.snapshot) by_name[name] = entry.snapshot;
    }
    for (const auto& [name, snapshot] : replicas_) by_name[name] = snapshot;
    std::vector<SnapshotPointer> snapshots;
    for (const auto& [name, snapshot] : by_name) snapshots.push_back(snapshot);
    return snapshots;
}

void IndexRegistry::watch(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    while (!stop.stop_requested()) {
        std::unique_lock lock(mutex);
        stopped.wait_for(lock, stop, kScanInterval, [] { return false; });
        if (stop.stop_requested()) return;
        scan();
        free_displaced();
    }
}

void IndexRegistry::scan() {
    for (const auto& name : data::list_indexes(data_)) {
        try {
            const std::lock_guard lock(update_mutex_);
            refresh(name);
        } catch (const data::Error& error) {
            on_problem_("index " + name + ": " + error.what());
        }
        rebuild_stale(name);
    }
}

/// Opens what was published since the last look.   Requires: update_mutex_ is held.
void IndexRegistry::refresh(const std::string& name) {
    const auto index = directory(name);
    const auto settings_time = modified_at(index.path() / "settings.json");
    const auto generation = index.current_generation();
    Entry known;
    {
        const std::lock_guard lock(mutex_);
        known = entries_[name];
    }
    const bool same_generation =
        known.snapshot && known.snapshot->generation == generation.value_or(0);
    if (same_generation && known.settings_time == settings_time) return;
    if (generation && known.failed_generation == *generation) return;
    SnapshotPointer next;
    try {
        next = same_generation ? with_settings(*known.snapshot, index.read_settings())
                               : load_snapshot(index);
    } catch (const data::Error&) {
        const std::lock_guard lock(mutex_);
        auto& entry = entries_[name];
        entry.failed_generation = generation.value_or(0);
        entry.settings_time = settings_time;
        if (!entry.snapshot) entries_.erase(name);
        throw;
    }
    {
        const std::lock_guard lock(mutex_);
        entries_[name].settings_time = settings_time;
    }
    put(name, std::move(next));
}

void IndexRegistry::put(const std::string& name, SnapshotPointer snapshot) {
    {
        const std::lock_guard lock(mutex_);
        auto& entry = entries_[name];
        if (entry.snapshot) displaced_.push_back(std::move(entry.snapshot));
        if (!is_stale(*snapshot)) {
            entry.stale_since.reset();
        } else if (!entry.stale_since) {
            entry.stale_since = Clock::now();
        }
        entry.snapshot = std::move(snapshot);
    }
    update_replicas();
}

void IndexRegistry::update_replicas() {
    std::map<std::string, SnapshotPointer, std::less<>> replicas;
    const std::lock_guard lock(mutex_);
    for (const auto& [name, entry] : entries_) {
        if (!entry.snapshot) continue;
        for (const auto& replica : entry.snapshot->settings.replicas) {
            const auto own = entries_.find(replica.name);
            const data::Settings none;
            const bool has_own = own != entries_.end() && own->second.snapshot;
            replicas[replica.name] = replica_snapshot(
                *entry.snapshot, replica, has_own ? own->second.snapshot->settings : none);
        }
    }
    for (auto& [name, snapshot] : replicas_) displaced_.push_back(std::move(snapshot));
    replicas_ = std::move(replicas);
}

/// The last reference to a snapshot may unmap gigabytes: it is dropped here, not by a request.
void IndexRegistry::free_displaced() {
    std::vector<SnapshotPointer> unused;
    const std::lock_guard lock(mutex_);
    const auto first = std::partition(displaced_.begin(), displaced_.end(),
                                      [](const auto& s) { return s.use_count() > 1; });
    std::move(first, displaced_.end(), std::back_inserter(unused));
    displaced_.erase(first, displaced_.end());
}

std::uint64_t IndexRegistry::update_settings(std::string_view index, std::string_view json,
                                             bool forward_to_replicas) {
    const std::lock_guard update(update_mutex_);
    const auto place = directory(index);
    const auto settings = place.read_settings().updated_with(json);
    place.write_settings(settings);
    const std::string name(index);
    refresh(name);
    if (forward_to_replicas) {
        for (const auto& replica : settings.replicas) {
            const auto replica_place = directory(replica.name);
            replica_place.write_settings(replica_place.read_settings().updated_with(json));
            refresh(replica.name);
        }
    }
    const auto snapshot = find(index);
    if (!snapshot || !is_stale(*snapshot)) return tasks_.add_published();
    const auto task = tasks_.add_pending();
    queue_rebuild(name, task);
    return task;
}

void IndexRegistry::rebuild_stale(const std::string& name) {
    {
        const std::lock_guard lock(mutex_);
        const auto entry = entries_.find(name);
        if (entry == entries_.end() || !entry->second.stale_since ||
            Clock::now() - *entry->second.stale_since < kStaleGrace) {
            return;
        }
        entry->second.stale_since.reset();
    }
    queue_rebuild(name, std::nullopt);
}

void IndexRegistry::queue_rebuild(const std::string& name, std::optional<std::uint64_t> task) {
    const std::lock_guard lock(rebuild_mutex_);
    auto queued = std::find_if(rebuilds_.begin(), rebuilds_.end(),
                               [&](const Rebuild& r) { return r.index == name; });
    if (queued == rebuilds_.end()) queued = rebuilds_.insert(rebuilds_.end(), {name, {}});
    if (task) queued->tasks.push_back(*task);
    rebuild_wanted_.notify_one();
}

void IndexRegistry::rebuild_loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        Rebuild next;
        {
            std::unique_lock lock(rebuild_mutex_);
            if (!rebuild_wanted_.wait(lock, stop, [this] { return !rebuilds_.empty(); })) return;
            next = std::move(rebuilds_.front());
            rebuilds_.pop_front();
        }
        try {
            rebuild(next.index);
        } catch (const data::Error& error) {
            on_problem_("rebuilding index " + next.index + ": " + error.what());
        }
        for (const auto task : next.tasks) tasks_.publish(task);
    }
}

void IndexRegistry::rebuild(const std::string& name) {
    SnapshotPointer snapshot;
    {
        const std::lock_guard lock(mutex_);
        const auto entry = entries_.find(name);
        if (entry != entries_.end()) snapshot = entry->second.snapshot;
    }
    if (!snapshot || !is_stale(*snapshot)) return;
    indexer::BuildOptions options;
    // A batch build may publish newer records meanwhile: those must not be undone.
    options.replaces = snapshot->generation;
    const auto index = directory(name);
    const auto report = indexer::build_index(index, snapshot->settings,
                                             data::read_replica_settings(data_, snapshot->settings),
                                             records_of(*snapshot), options);
    static_cast<void>(report);
    const std::lock_guard update(update_mutex_);
    refresh(name);
}

} // namespace aisle::api
