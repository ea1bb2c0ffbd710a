#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/index_registry.h"
#include "api/live_index.h"
#include "api/warm_up.h"
#include "data/dictionaries.h"
#include "data/operation_log.h"

namespace aisle::api {

/// What the rest of the server does for the indexes: all that operations without an index change,
/// but for dictionaries, and what is known of searches.
struct StoreParts {
    /// Applies an operation that is not on an index. False when its kind is none of theirs.
    std::function<bool(const data::Operation&)> apply = [](const data::Operation&) {
        return false;
    };
    /// Makes what was applied durable, so that a restart need not apply it again; it may leave
    /// that for later.
    std::function<void()> save = [] {};
    /// The same, at once: the log is about to be trimmed.
    std::function<void()> save_before_trim = [] {};
    /// What new segments are asked before they are shown.
    RecentRequests recent_requests = [](const std::string&) { return std::vector<std::string>(); };
};

/// All indexes of a store as the fold of its log.
///
/// Applying an operation changes indexes in memory; flush() builds what changed and shows it in
/// the registry. Operations whose effect is in the files already are passed over, so that a
/// replay may begin anywhere before them.
/// Threads: the writer's only.
class LiveIndexes {
public:
    using OnProblem = std::function<void(const std::string&)>;

    /// Opens everything below `data` and applies the log to it.
    /// Requires: `log` and `registry` outlive this.
    LiveIndexes(std::filesystem::path data, const data::OperationLog& log, IndexRegistry& registry,
                const LiveIndex::Limits& limits, StoreParts parts, OnProblem on_problem);

    /// Applies the operations of the log that were not applied yet, and shows what comes of it.
    /// What was acknowledged was valid: an operation that fails is a defect, told on_problem, and
    /// the rest of the log does not wait for it. But for want of space or the like everything
    /// waits, and the next call goes on.
    /// Throws: Error{kUnavailable} or std::system_error then.
    void catch_up();

    /// The last operation that was applied.
    [[nodiscard]] std::uint64_t applied() const noexcept { return applied_; }

    /// Opens indexes, generations and settings that others have put into the directory, and
    /// applies the operations after them again. An index that is damaged is left as it was.
    void scan();

    /// True when others have put something of an index into the directory that is not open.
    [[nodiscard]] bool is_outdated(const std::string& name) const;

    /// Makes durable what is not records: synonyms, rules, dictionaries and the store's parts.
    void save_parts();

    [[nodiscard]] std::map<std::string, LiveIndex, std::less<>>& all() noexcept { return indexes_; }

    [[nodiscard]] const StoreParts& parts() const noexcept { return parts_; }

    /// Never null.
    [[nodiscard]] const std::shared_ptr<const data::Dictionaries>& dictionaries() const noexcept {
        return dictionaries_;
    }

    /// An operation that may make an index stale, and the index.
    struct SettingsTask {
        std::uint64_t position;
        std::string index;
    };

    /// Those applied since the last call.
    [[nodiscard]] std::vector<SettingsTask> take_settings_tasks();

private:
    /// In the log, by the names of indexes.
    using Positions = std::map<std::string, std::uint64_t, std::less<>>;

    void apply_or_report(const data::Operation& operation);
    void apply(const data::Operation& operation);
    void apply_to_store(const data::Operation& operation);
    void apply_records(const data::Operation& operation);
    void apply_settings(const data::Operation& operation);
    void apply_synonyms(const data::Operation& operation);
    void apply_rules(const data::Operation& operation);
    void apply_transfer(const data::Operation& operation);
    void transfer(const data::Operation& operation, const SnapshotPointer& source);
    void for_targets(const data::Operation& operation, bool forward,
                     const std::function<void(LiveIndex&)>& change);
    void create_replica(const std::string& name, const search::Snapshot& primary,
                        std::uint64_t position);
    void make_standalone(const data::Replica& replica, std::uint64_t position);
    void delete_index(const std::string& name, std::uint64_t position);
    [[nodiscard]] SnapshotPointer find_source(const std::string& name);
    [[nodiscard]] LiveIndex& index(const std::string& name);
    [[nodiscard]] bool is_deleted(const std::string& name, std::uint64_t position) const;
    void open(const std::string& name);
    void bring_up_opened();
    void flush_all();
    void read_dictionaries();
    void read_deleted();
    void write_deleted(const Positions& deleted) const;

    const std::filesystem::path data_;
    const data::OperationLog& log_;
    IndexRegistry& registry_;
    const LiveIndex::Limits limits_;
    const StoreParts parts_;
    const OnProblem on_problem_;

    std::map<std::string, LiveIndex, std::less<>> indexes_;
    std::map<std::string, std::uint64_t, std::less<>> failed_; ///< generation not opened again
    Positions opened_;  ///< not brought up yet, and the operation that they reach
    Positions deleted_; ///< when they were
    std::shared_ptr<const data::Dictionaries> dictionaries_ =
        std::make_shared<const data::Dictionaries>();
    std::uint64_t dictionaries_position_ = 0;
    bool are_dictionaries_saved_ = true;
    std::vector<SettingsTask> settings_tasks_;
    std::uint64_t applied_ = 0;
};

} // namespace aisle::api
