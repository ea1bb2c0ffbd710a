#include "api/live_store.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "data/error.h"
#include "indexer/index_builder.h"

namespace aisle::api {

namespace fs = std::filesystem;

namespace {

bool is_stale(const search::Snapshot& snapshot) {
    return !snapshot.segments.empty() && !snapshot.built_with.has_same_schema(snapshot.settings);
}

/// Hands out the records of a snapshot that are alive.
indexer::RecordSupply records_of(const SnapshotPointer& snapshot) {
    auto records = std::make_shared<std::vector<std::pair<std::size_t, data::Ordinal>>>();
    for (std::size_t i = 0; i < snapshot->segments.size(); ++i) {
        snapshot->segments[i].alive.for_each(
            [&](data::Ordinal product) { records->emplace_back(i, product); });
    }
    return [snapshot, records, at = std::size_t{0}]() mutable {
        std::optional<indexer::RawRecord> record;
        if (at == records->size()) return record;
        const auto [segment, product] = (*records)[at++];
        record.emplace();
        record->text = snapshot->segments[segment].record(product);
        record->line = at;
        return record;
    };
}

} // namespace

LiveStore::LiveStore(fs::path data, data::OperationLog& log, IndexRegistry& registry,
                     LiveStoreOptions options)
    : data_(std::move(data)),
      log_(log),
      registry_(registry),
      options_(std::move(options)),
      indexes_(data_, log_, registry_, options_.limits, options_.parts, options_.on_problem),
      merges_({indexes_, registry_,
               [this](const std::string& name) { return is_or_will_be_rebuilt(name); },
               [this] { wake(); }, options_.on_problem, options_.seal_after_products / 2}) {
    catch_up();
    writer_ = std::jthread([this](const std::stop_token& stop) { write_loop(stop); });
    rebuilder_ = std::jthread([this](const std::stop_token& stop) { rebuild_loop(stop); });
}

LiveStore::~LiveStore() = default;

std::uint64_t LiveStore::submit(data::Operation operation) {
    return submit_all({std::move(operation)});
}

std::uint64_t LiveStore::submit_all(std::vector<data::Operation> operations) {
    using std::chrono::system_clock;
    const auto now = system_clock::now().time_since_epoch();
    for (auto& operation : operations) {
        operation.time_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    }
    const std::uint64_t position = log_.append_all(operations);
    wake();
    return position;
}

/// Has the writer look for work.
void LiveStore::wake() {
    const std::lock_guard lock(wake_mutex_);
    has_news_ = true;
    wake_.notify_one();
}

void LiveStore::write_loop(const std::stop_token& stop) {
    auto next_scan = Clock::now();
    std::string problem; // the one that is there still; it is told once
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(wake_mutex_);
            wake_.wait_until(lock, stop, next_scan, [this] { return has_news_; });
            has_news_ = false;
        }
        if (stop.stop_requested()) return;
        const bool is_scan_due = Clock::now() >= next_scan;
        try {
            catch_up();
            merges_.take_in();
            if (is_scan_due) keep_house();
            problem.clear();
        } catch (const std::exception& error) {
            if (std::exchange(problem, error.what()) != error.what()) {
                options_.on_problem("applying the log: " + problem);
            }
        }
        if (is_scan_due) next_scan = Clock::now() + options_.scan_interval;
    }
}

/// What is done from time to time, rather than with every write.
void LiveStore::keep_house() {
    indexes_.scan();
    indexes_.save_parts();
    publish_state();
    seal_where_due();
    request_rebuilds();
    merges_.begin_where_due();
    registry_.free_displaced();
}

void LiveStore::catch_up() {
    indexes_.catch_up();
    registry_.free_displaced(); // what hot updates displaced is used again
    publish_state();
    published_.store(indexes_.applied(), std::memory_order_release);
}

/// What requests ask for beside snapshots. A settings task is published when its index has the
/// columns that the settings ask for.
void LiveStore::publish_state() {
    for (auto& task : indexes_.take_settings_tasks()) settings_tasks_.push_back(std::move(task));
    const auto is_done = [this](const LiveIndexes::SettingsTask& task) {
        const auto found = indexes_.all().find(task.index);
        return found == indexes_.all().end() || !is_stale(*found->second.snapshot());
    };
    std::erase_if(settings_tasks_, is_done);
    const std::lock_guard lock(state_mutex_);
    waiting_tasks_.clear();
    for (const auto& task : settings_tasks_) waiting_tasks_.insert(task.position);
    dictionaries_ = indexes_.dictionaries();
}

std::shared_ptr<const data::Dictionaries> LiveStore::dictionaries() const {
    const std::lock_guard lock(state_mutex_);
    return dictionaries_;
}

bool LiveStore::is_published(std::uint64_t task) const {
    // In this order: a task is made to wait before it counts as applied.
    if (task > published_.load(std::memory_order_acquire)) return false;
    const std::lock_guard lock(state_mutex_);
    return !waiting_tasks_.contains(task);
}

void LiveStore::wait_until_seen(std::chrono::milliseconds limit) const {
    const std::uint64_t last = log_.last_position();
    const auto end = Clock::now() + limit;
    while (published_.load(std::memory_order_acquire) < last && Clock::now() < end) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

bool LiveStore::is_rebuilding(const std::string& name) {
    const std::lock_guard lock(rebuild_mutex_);
    const auto found = is_rebuilding_.find(name);
    return found != is_rebuilding_.end() && found->second;
}

/// Merges would be in vain then.
bool LiveStore::is_or_will_be_rebuilt(const std::string& name) {
    const auto found = indexes_.all().find(name);
    return is_rebuilding(name) ||
           (found != indexes_.all().end() && is_stale(*found->second.snapshot()));
}

bool LiveStore::is_any_rebuilding() {
    const std::lock_guard lock(rebuild_mutex_);
    return std::any_of(is_rebuilding_.begin(), is_rebuilding_.end(),
                       [](const auto& entry) { return entry.second; });
}

void LiveStore::seal_where_due() {
    const std::uint64_t applied = indexes_.applied();
    const bool must_trim = applied - log_.first_position() + 1 >= options_.trim_after_operations;
    bool is_all_sealed = true;
    for (auto& [name, live] : indexes_.all()) {
        if (!live.has_unsealed()) continue;
        if (!must_trim && live.num_unsealed() < options_.seal_after_products) continue;
        // What a batch job or the rebuilder has published or will publish is opened first.
        if (is_rebuilding(name) || live.is_outdated() || !live.try_seal(applied)) {
            is_all_sealed = false;
            continue;
        }
        registry_.put(name, live.snapshot());
    }
    if (!must_trim || !is_all_sealed || is_any_rebuilding()) return;
    // A build is brought up to date by the operations since it began. In this order: one that is
    // published just now was not opened yet.
    for (const auto& name : data::list_indexes(data_)) {
        if (data::IndexDirectory(data_, name).is_being_built()) return;
        if (indexes_.is_outdated(name)) return;
    }
    indexes_.save_parts();
    options_.parts.save_before_trim();
    log_.trim(applied);
}

void LiveStore::request_rebuilds() {
    for (const auto& entry : indexes_.all()) {
        const std::string& name = entry.first;
        const LiveIndex& live = entry.second;
        if (!is_stale(*live.snapshot())) {
            stale_since_.erase(name);
            continue;
        }
        const auto since = stale_since_.try_emplace(name, Clock::now()).first->second;
        const bool is_asked_for =
            std::any_of(settings_tasks_.begin(), settings_tasks_.end(),
                        [&](const LiveIndexes::SettingsTask& task) { return task.index == name; });
        if (!is_asked_for && Clock::now() - since < options_.stale_grace) continue;
        const std::lock_guard lock(rebuild_mutex_);
        if (std::exchange(is_rebuilding_[name], true)) continue;
        rebuilds_.push_back({live.snapshot(), indexes_.applied()});
        rebuild_wanted_.notify_one();
    }
}

void LiveStore::rebuild_loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        Rebuild next;
        {
            std::unique_lock lock(rebuild_mutex_);
            if (!rebuild_wanted_.wait(lock, stop, [this] { return !rebuilds_.empty(); })) return;
            next = std::move(rebuilds_.front());
            rebuilds_.pop_front();
        }
        const std::string name = next.snapshot->index_name;
        try {
            rebuild(next.snapshot, next.position);
        } catch (const std::exception& error) {
            // Deleted or published anew meanwhile: then nobody waits for this one.
            const data::IndexDirectory directory(data_, name);
            if (directory.exists() &&
                directory.current_generation().value_or(0) == next.snapshot->generation) {
                options_.on_problem("rebuilding index " + name + ": " + error.what());
            }
        }
        const std::lock_guard lock(rebuild_mutex_);
        is_rebuilding_[name] = false;
    }
}

/// Publishes a generation of the snapshot's records under its settings; the writer finds it.
void LiveStore::rebuild(const SnapshotPointer& snapshot, std::uint64_t position) {
    indexer::BuildOptions options;
    options.log_position = [position] { return position; };
    // A batch build may publish newer records meanwhile: those must not be undone.
    options.replaces = snapshot->generation;
    const auto report = indexer::build_index(
        data::IndexDirectory(data_, snapshot->index_name), snapshot->settings,
        data::read_replica_settings(data_, snapshot->settings), records_of(snapshot), options);
    static_cast<void>(report);
}

} // namespace aisle::api
