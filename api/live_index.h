#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/hot_state.h"
#include "api/hot_updates.h"
#include "api/index_registry.h"
#include "api/merge_policy.h"
#include "api/record_actions.h"
#include "api/segment_merge.h"
#include "data/index_directory.h"
#include "search/ranking.h"
#include "search/snapshot.h"

namespace aisle::api {

/// One index as the fold of the log: the generation on the disk, and what the operations after
/// it changed.
///
/// Changes are collected by the apply functions and become a snapshot by flush(): the changed
/// records are built into a small segment, and whatever they replace is marked dead in the
/// segments before it (design decision D5). Small segments are merged as they come, larger ones
/// in the background; see merge_policy.h.
/// Threads: the writer's only.
class LiveIndex {
public:
    /// Numbers of products that decide where something is done.
    struct Limits {
        /// Up to so many are built anew on the spot when the settings ask for other columns;
        /// more of them in the background, by the rebuilder.
        std::uint64_t rebuild_in_place = 20'000;
        /// See merge_policy.h.
        std::uint64_t background_products = kBackgroundProducts;
    };

    /// Opens the published generation. Live segments of an earlier run are removed: the
    /// generation and the log make them again.
    /// Throws: Error{kCorruptData} naming the damaged file.
    LiveIndex(std::filesystem::path data, std::string_view name, const Limits& limits);

    /// Operations up to this one are in already, and must not be applied again.
    [[nodiscard]] std::uint64_t records_position() const noexcept { return records_position_; }

    [[nodiscard]] std::uint64_t settings_position() const noexcept { return settings_position_; }

    [[nodiscard]] std::uint64_t synonyms_position() const noexcept { return synonyms_.position; }

    [[nodiscard]] std::uint64_t rules_position() const noexcept { return rules_.position; }

    void apply(const RecordAction& action);
    /// Changes in place what the columns keep, and the record else.
    /// `time_ms`: when the update was received.
    void apply(const HotUpdate& update, std::int64_t time_ms);
    /// Deletes the products that match; see the protocol's deleteByQuery.
    /// Cost: that of a search, but while the columns are those of earlier settings that of
    ///       building all products.
    void delete_matching(const data::SearchParams& params);
    /// Durable on return. `position` is the operation's.
    void set_settings(data::Settings settings, std::uint64_t position);
    // In memory until save_parts(). `position` is the operation's.
    void set_synonyms(std::shared_ptr<const data::SynonymSet> synonyms, std::uint64_t position);
    void set_rules(std::shared_ptr<const data::RuleSet> rules, std::uint64_t position);
    /// The store's, for all of its indexes.
    void set_dictionaries(std::shared_ptr<const data::Dictionaries> dictionaries);
    /// Takes over what `other`, the same index as it was opened before, knows more recently than
    /// the files do.
    void adopt_parts(const LiveIndex& other);
    /// Writes synonyms and rules that changed to their files, so that the log before is not
    /// needed for them.   Throws: Error{kUnavailable}.
    void save_parts();

    /// Takes over records that another index has, in place of its own.
    void take_records(const search::Snapshot& source);

    /// Makes the changes visible in a snapshot; null when there were none. When it throws, they
    /// wait for the next call.
    [[nodiscard]] SnapshotPointer flush();

    /// The newest snapshot. Changes that were not flushed are not in it.
    [[nodiscard]] const SnapshotPointer& snapshot() const noexcept { return snapshot_; }

    /// Publishes the newest snapshot as a generation, so that the log before `position` is no
    /// longer needed.   Requires: nothing waits to be flushed.
    void seal(std::uint64_t position) { seal(position, std::nullopt); }

    /// The same, but false when somebody has published another generation than the one that is
    /// open: that one is to be opened instead.
    [[nodiscard]] bool try_seal(std::uint64_t position);

    /// Records that were written since the published generation: what a restart would have to
    /// build again.
    [[nodiscard]] std::uint64_t num_unsealed() const noexcept { return num_unsealed_; }

    /// True when records changed since the published generation, deleted ones included.
    [[nodiscard]] bool has_unsealed() const noexcept { return has_unsealed_; }

    /// True when the published generation on the disk, or its settings, are not those that are
    /// open: a batch build, or a rebuild, has put others there.
    [[nodiscard]] bool is_outdated() const;

    [[nodiscard]] const data::IndexDirectory& directory() const noexcept { return directory_; }

    /// Plans a merge of segments, to be done by somebody else; null when there is nothing to
    /// merge, or a change to be flushed first. `number`: no other merge has it.
    /// Requires: no merge is under way.
    [[nodiscard]] std::shared_ptr<MergeTask> begin_merge(std::uint64_t number);

    /// True when `task` is the merge that was begun last, and its segments are still there.
    [[nodiscard]] bool is_merging(const MergeTask& task) const;

    /// Forgets the merge, if it is that of the task.
    void cancel_merge(const MergeTask& task) noexcept {
        if (merge_ && &merge_->task() == &task) merge_.reset();
    }

    /// Puts what came of the task in the place of its segments, as they are now; the next flush()
    /// shows it. False when changes since it began were taken over, of up to `limit` products,
    /// and there are more: to be called again.   Requires: is_merging(the task).
    [[nodiscard]] bool finish_merge(const search::SegmentView& merged, std::size_t limit);

private:
    /// How far into the log a part reaches in memory, and whether its file does.
    struct Part {
        std::uint64_t position = 0;
        bool is_saved = true;
    };

    [[nodiscard]] std::shared_ptr<search::Snapshot> change_snapshot();
    void apply_by_sku(const HotUpdate& update, data::HotEdit edit);
    void set_hot(const search::Candidate& candidate, data::HotEdit edit);
    void delete_found(const search::Snapshot& in, const data::SearchParams& params);
    void delete_examined(const search::SegmentView& view, const data::SearchParams& params);
    void set_in_pending(const std::string& object_id, const data::HotEdit& edit);
    void take_in_hot();
    [[nodiscard]] std::optional<std::string> current_record(const std::string& object_id) const;
    [[nodiscard]] bool absorb_last_segment(search::Snapshot& next);
    [[nodiscard]] bool is_being_merged(const search::SegmentView& view) const;
    [[nodiscard]] static std::string_view record_dictionary(const search::Snapshot& of);
    void remove_live_files(const search::Snapshot& of, const search::Snapshot& but) const;
    void seal(std::uint64_t position, std::optional<std::uint64_t> replaces);
    void bury(search::Snapshot& next) const;
    void add_segment(search::Snapshot& next);
    void write_segment(search::Snapshot& to, const std::vector<std::string>& records);
    [[nodiscard]] std::filesystem::path live_path() const;

    std::filesystem::path data_;
    data::IndexDirectory directory_;
    Limits limits_;
    SnapshotPointer snapshot_;
    std::uint64_t records_position_ = 0;
    std::uint64_t settings_position_ = 0;
    Part synonyms_;
    Part rules_;
    std::filesystem::file_time_type settings_time_{};
    /// By objectID: the record as it is to be, or nothing where it was deleted.
    std::map<std::string, std::optional<std::string>, std::less<>> pending_;
    HotState hot_;
    bool has_changed_ = false;
    bool has_unsealed_ = false;
    bool depends_on_settings_ = false; ///< which unsealed deletions matched
    std::uint64_t next_live_segment_ = 0;
    std::uint64_t num_unsealed_ = 0;
    std::unique_ptr<SegmentMerge> merge_; ///< the one under way; null: none
};

} // namespace aisle::api
