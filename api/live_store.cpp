#include "api/live_store.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <chrono>
#include <exception>

#include "data/error.h"
#include "data/json.h"
#include "data/manifest.h"
#include "data/search_params_parser.h"
#include "indexer/index_builder.h"

// State is a fold over the log. Each index knows the operation up to which its files reach
// (records in a generation, settings in their own file), skips what is in them already, and is
// brought up to date by the rest. Copies and moves join two indexes at one moment of the log, so
// their result is sealed at once: a replay then skips them, instead of reading a source that has
// moved on.

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
        record->text = snapshot->segments[segment].segment->records().read(product);
        record->line = at;
        return record;
    };
}

bool has_scope(const rapidjson::Value& transfer, std::string_view part) {
    const auto* scope = data::find_member(transfer, "scope");
    if (scope == nullptr || !scope->IsArray()) return true;
    const auto parts = scope->GetArray();
    return std::any_of(parts.begin(), parts.end(),
                       [&](const auto& p) { return data::string_of(p) == part; });
}

/// The settings of an index as a copy takes them: never its replicas.
std::string copied_settings(const data::Settings& settings) {
    auto copy = data::parse_json(settings.stored_json());
    copy.RemoveMember("replicas");
    return data::to_json_text(copy);
}

} // namespace

LiveStore::LiveStore(fs::path data, data::OperationLog& log, IndexRegistry& registry,
                     LiveStoreOptions options)
    : data_(std::move(data)), log_(log), registry_(registry), options_(std::move(options)) {
    read_deleted();
    scan();
    // Everything before the oldest position that some index still needs was trimmed or is in.
    applied_ = log_.first_position() - 1;
    catch_up();
    writer_ = std::jthread([this](const std::stop_token& stop) { write_loop(stop); });
    rebuilder_ = std::jthread([this](const std::stop_token& stop) { rebuild_loop(stop); });
}

LiveStore::~LiveStore() = default;

std::uint64_t LiveStore::submit(data::Operation operation) {
    operation.time_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                            std::chrono::system_clock::now().time_since_epoch())
                            .count();
    const std::uint64_t position = log_.append(operation);
    const std::lock_guard lock(wake_mutex_);
    has_news_ = true;
    wake_.notify_one();
    return position;
}

void LiveStore::write_loop(const std::stop_token& stop) {
    auto next_scan = Clock::now();
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(wake_mutex_);
            wake_.wait_until(lock, stop, next_scan, [this] { return has_news_; });
            has_news_ = false;
        }
        if (stop.stop_requested()) return;
        try {
            catch_up();
            if (Clock::now() >= next_scan) {
                scan();
                update_waiting_tasks();
                seal_where_due();
                request_rebuilds();
                registry_.free_displaced();
                next_scan = Clock::now() + options_.scan_interval;
            }
        } catch (const std::exception& error) {
            options_.on_problem(std::string("applying the log: ") + error.what());
        }
    }
}

void LiveStore::catch_up() {
    log_.read_from(applied_, [this](const data::Operation& operation) {
        applied_ = operation.position;
        apply_or_report(operation);
    });
    flush_all();
    update_waiting_tasks();
    published_.store(applied_, std::memory_order_release);
}

/// A settings task is published when its index has the columns that the settings ask for.
void LiveStore::update_waiting_tasks() {
    const auto is_done = [this](const SettingsTask& task) {
        const auto found = indexes_.find(task.index);
        return found == indexes_.end() || !is_stale(*found->second.snapshot());
    };
    std::erase_if(settings_tasks_, is_done);
    const std::lock_guard lock(waiting_mutex_);
    waiting_tasks_.clear();
    for (const auto& task : settings_tasks_) waiting_tasks_.insert(task.position);
}

bool LiveStore::is_published(std::uint64_t task) const {
    // In this order: a task is made to wait before it counts as applied.
    if (task > published_.load(std::memory_order_acquire)) return false;
    const std::lock_guard lock(waiting_mutex_);
    return !waiting_tasks_.contains(task);
}

/// An index that cannot be written keeps no other one waiting.
void LiveStore::flush_all() {
    std::exception_ptr problem;
    for (auto& [name, live] : indexes_) {
        try {
            if (auto snapshot = live.flush()) registry_.put(name, std::move(snapshot));
        } catch (const std::exception&) {
            problem = std::current_exception();
        }
    }
    if (problem) std::rethrow_exception(problem);
}

LiveIndex& LiveStore::index(const std::string& name) {
    const auto found = indexes_.find(name);
    if (found != indexes_.end()) return found->second;
    auto& created =
        indexes_.try_emplace(name, data_, name, options_.rebuild_in_place).first->second;
    registry_.put(name, created.snapshot());
    return created;
}

bool LiveStore::is_deleted(const std::string& name, std::uint64_t position) const {
    const auto found = deleted_.find(name);
    return found != deleted_.end() && position <= found->second;
}

/// What was acknowledged was valid; the rest of the log must not wait for a defect.
void LiveStore::apply_or_report(const data::Operation& operation) noexcept {
    try {
        apply(operation);
    } catch (const std::exception& error) {
        options_.on_problem("operation " + std::to_string(operation.position) + " (" +
                            operation.kind + " on " + operation.index + "): " + error.what());
    }
}

void LiveStore::apply(const data::Operation& operation) {
    namespace kind = operation_kind;
    if (is_deleted(operation.index, operation.position)) return;
    if (operation.kind == kind::kSettings) return apply_settings(operation);
    if (operation.kind == kind::kDeleteIndex) {
        return delete_index(operation.index, operation.position);
    }
    if (operation.kind == kind::kCopy || operation.kind == kind::kMove) {
        return apply_transfer(operation);
    }
    auto& live = index(operation.index);
    if (operation.position <= live.records_position()) return;
    if (operation.kind == kind::kBatch) {
        for (const auto& action : read_actions(operation.payload)) live.apply(action);
    } else if (operation.kind == kind::kDeleteBy) {
        const auto body = data::parse_json(operation.payload);
        live.delete_matching(
            data::parse_search_params(data::JsonAt(body), live.snapshot()->settings));
    }
}

void LiveStore::apply_settings(const data::Operation& operation) {
    const auto payload = data::parse_json(operation.payload);
    const std::string settings = data::to_json_text(payload["settings"]);
    const auto lay_over = [&](const std::string& name) {
        if (is_deleted(name, operation.position)) return;
        auto& live = index(name);
        if (operation.position <= live.settings_position()) return;
        live.set_settings(live.snapshot()->settings.updated_with(settings), operation.position);
        settings_tasks_.push_back({operation.position, name});
    };
    lay_over(operation.index);
    if (!payload["forward"].GetBool()) return;
    const auto replicas = index(operation.index).snapshot()->settings.replicas;
    for (const auto& replica : replicas) lay_over(replica.name);
}

/// The newest records and settings of an index or replica; null when there is none.
SnapshotPointer LiveStore::find_source(const std::string& name) {
    if (registry_.is_replica(name)) return registry_.find(name);
    if (!indexes_.contains(name) && !data::IndexDirectory(data_, name).exists()) return nullptr;
    return index(name).snapshot();
}

void LiveStore::apply_transfer(const data::Operation& operation) {
    const auto payload = data::parse_json(operation.payload);
    const std::string source_name(data::string_of(payload["source"]));
    const bool is_move = operation.kind == operation_kind::kMove;
    if (is_move && is_deleted(source_name, operation.position)) return; // moved already
    flush_all();
    const SnapshotPointer source = find_source(source_name);
    if (!is_move || source) transfer(operation, source);
    // Without a source too: one that comes later must not be moved by a replay.
    if (is_move) delete_index(source_name, operation.position);
}

/// Puts what an operation takes from `source`, which may be missing, into its index.
void LiveStore::transfer(const data::Operation& operation, const SnapshotPointer& source) {
    const auto payload = data::parse_json(operation.payload);
    auto& target = index(operation.index);
    const bool takes_records = data::find_member(payload, "scope") == nullptr &&
                               operation.position > target.records_position();
    if (takes_records && source) target.take_records(*source);
    if (has_scope(payload, "settings") && operation.position > target.settings_position()) {
        auto settings = target.snapshot()->settings;
        if (source) {
            const auto old = data::parse_json(settings.stored_json());
            const auto* replicas = data::find_member(old, "replicas");
            settings = data::Settings::parse(copied_settings(source->settings));
            if (operation.kind == operation_kind::kMove && replicas != nullptr) {
                // An index that is replaced keeps its replicas.
                settings =
                    settings.updated_with(R"({"replicas":)" + data::to_json_text(*replicas) + "}");
            }
        }
        target.set_settings(std::move(settings), operation.position);
    }
    flush_all();
    if (!takes_records) return;
    target.seal(operation.position);
    registry_.put(operation.index, target.snapshot());
}

/// In this order: when the process dies in between, a replay comes here again.
void LiveStore::delete_index(const std::string& name, std::uint64_t position) {
    indexes_.erase(name);
    registry_.remove(name);
    data::IndexDirectory(data_, name).remove();
    deleted_[name] = position;
    write_deleted();
}

/// Looks for indexes, generations and settings that others have put into the directory.
void LiveStore::scan() {
    for (const auto& name : data::list_indexes(data_)) {
        const auto known = indexes_.find(name);
        if (known != indexes_.end() && !known->second.is_outdated()) continue;
        try {
            open(name);
            failed_.erase(name);
        } catch (const data::Error& error) {
            const auto generation =
                data::IndexDirectory(data_, name).current_generation().value_or(0);
            if (std::exchange(failed_[name], generation + 1) != generation + 1) {
                options_.on_problem("index " + name + ": " + error.what());
            }
        }
    }
}

/// Opens what is on the disk and applies the operations after it again.
void LiveStore::open(const std::string& name) {
    LiveIndex opened(data_, name, options_.rebuild_in_place);
    const std::uint64_t from = std::min(opened.records_position(), opened.settings_position());
    indexes_.erase(name);
    auto& live = indexes_.try_emplace(name, std::move(opened)).first->second;
    const std::uint64_t trimmed = log_.first_position() - 1;
    if (applied_ > std::max(from, trimmed)) {
        log_.read_from(std::max(from, trimmed), [&](const data::Operation& operation) {
            if (operation.index == name && operation.position <= applied_) {
                apply_or_report(operation);
            }
        });
    }
    auto snapshot = live.flush();
    registry_.put(name, snapshot ? snapshot : live.snapshot());
}

bool LiveStore::is_rebuilding(const std::string& name) {
    const std::lock_guard lock(rebuild_mutex_);
    const auto found = is_rebuilding_.find(name);
    return found != is_rebuilding_.end() && found->second;
}

bool LiveStore::is_any_rebuilding() {
    const std::lock_guard lock(rebuild_mutex_);
    return std::any_of(is_rebuilding_.begin(), is_rebuilding_.end(),
                       [](const auto& entry) { return entry.second; });
}

void LiveStore::seal_where_due() {
    const bool must_trim = applied_ - log_.first_position() + 1 >= options_.trim_after_operations;
    bool is_all_sealed = true;
    for (auto& [name, live] : indexes_) {
        if (!live.has_unsealed()) continue;
        if (!must_trim && live.num_unsealed() < options_.seal_after_products) continue;
        // What a batch job or the rebuilder has published or will publish is opened first.
        if (is_rebuilding(name) || live.is_outdated() || !live.try_seal(applied_)) {
            is_all_sealed = false;
            continue;
        }
        registry_.put(name, live.snapshot());
    }
    // A rebuild is brought up to date by the operations since it began.
    if (must_trim && is_all_sealed && !is_any_rebuilding()) log_.trim(applied_);
}

void LiveStore::request_rebuilds() {
    for (const auto& entry : indexes_) {
        const std::string& name = entry.first;
        const LiveIndex& live = entry.second;
        if (!is_stale(*live.snapshot())) {
            stale_since_.erase(name);
            continue;
        }
        const auto since = stale_since_.try_emplace(name, Clock::now()).first->second;
        const bool is_asked_for =
            std::any_of(settings_tasks_.begin(), settings_tasks_.end(),
                        [&](const SettingsTask& task) { return task.index == name; });
        if (!is_asked_for && Clock::now() - since < options_.stale_grace) continue;
        const std::lock_guard lock(rebuild_mutex_);
        if (std::exchange(is_rebuilding_[name], true)) continue;
        rebuilds_.push_back({live.snapshot(), applied_});
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
    options.log_position = position;
    // A batch build may publish newer records meanwhile: those must not be undone.
    options.replaces = snapshot->generation;
    const auto report = indexer::build_index(
        data::IndexDirectory(data_, snapshot->index_name), snapshot->settings,
        data::read_replica_settings(data_, snapshot->settings), records_of(snapshot), options);
    static_cast<void>(report);
}

void LiveStore::read_deleted() {
    const fs::path path = data_ / "deleted.json";
    if (!fs::exists(path)) return;
    const auto deleted = data::parse_json(data::read_file(path));
    for (const auto& [name, position] : deleted.GetObject()) {
        deleted_[std::string(data::string_of(name))] = position.GetUint64();
    }
}

void LiveStore::write_deleted() const {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    writer.StartObject();
    const std::uint64_t first = log_.first_position();
    for (const auto& [name, position] : deleted_) {
        if (position < first) continue; // nothing before it will be replayed
        writer.Key(name.c_str());
        writer.Uint64(position);
    }
    writer.EndObject();
    data::write_file_atomically(data_ / "deleted.json", {buffer.GetString(), buffer.GetSize()});
}

} // namespace aisle::api
