#include "api/live_index.h"

#include <algorithm>
#include <cassert>
#include <ctime>
#include <set>

#include "data/error.h"
#include "indexer/delta_segment.h"

// How an index gets its segments: small ones from what waits to be written, larger ones from
// background merges. A merged segment is a live one, too: it lies beside the generation until the
// index is sealed, and a crash before leaves the generation with the segments that it was made
// of, and the log with what came after them.

namespace aisle::api {

namespace fs = std::filesystem;

SnapshotPointer LiveIndex::flush() {
    if (!has_changed_) return nullptr;
    const auto num_written = pending_.size();
    auto next = std::make_shared<search::Snapshot>(*snapshot_);
    hot_.publish(*next);
    bury(*next);
    while (absorb_last_segment(*next)) {
    }
    add_segment(*next);
    hot_.mark_last(*next);
    next->updated_at = std::time(nullptr);
    remove_live_files(*snapshot_, *next);
    hot_.drop_others(*next);
    hot_.set_published();
    pending_.clear();
    num_unsealed_ += num_written;
    has_changed_ = false;
    snapshot_ = std::move(next);
    return snapshot_;
}

/// Removes the files of live segments that are in one snapshot and not in the other. What is
/// mapped stays until it is unmapped.
void LiveIndex::remove_live_files(const search::Snapshot& of, const search::Snapshot& but) const {
    const fs::path live = live_path();
    std::set<fs::path> kept;
    const auto live_directory = [&](const search::SegmentView& view) {
        // A merged segment is the only one of a directory; others are one.
        fs::path path = view.segment->directory();
        while (path.has_relative_path() && path.parent_path() != live) path = path.parent_path();
        return path;
    };
    for (const auto& view : but.segments) kept.insert(live_directory(view));
    for (const auto& view : of.segments) {
        const fs::path path = live_directory(view);
        if (!path.has_relative_path() || kept.contains(path)) continue;
        std::error_code error;
        fs::remove_all(path, error);
    }
}

/// Marks the products dead that pending changes replace or delete, and drops what holds no
/// others.
void LiveIndex::bury(search::Snapshot& next) const {
    for (auto& view : next.segments) {
        std::vector<data::Ordinal> dead;
        for (const auto& [id, record] : pending_) {
            if (const auto product = view.columns().find_object_id(id)) dead.push_back(*product);
        }
        view.alive.subtract(
            search::OrdinalSet::from_unsorted(std::move(dead), view.segment->num_products()));
    }
    std::erase_if(next.segments, [this](const search::SegmentView& view) {
        return view.alive.is_empty() && !is_being_merged(view);
    });
}

/// Takes the last segment's records into the pending ones when it is small beside them, or when
/// the index is small and its columns do not fit the settings. True when it did.
bool LiveIndex::absorb_last_segment(search::Snapshot& next) {
    if (next.segments.empty()) return false;
    const auto& last = next.segments.back();
    const bool must_rebuild = !next.built_with.has_same_schema(next.settings) &&
                              next.num_products() + pending_.size() <= limits_.rebuild_in_place;
    const bool is_small =
        !is_being_merged(last) &&
        is_absorbed({last.segment->num_products(), last.alive.size()}, pending_.size(),
                    next.segments.size(), limits_.background_products);
    if (!must_rebuild && !is_small) return false;
    last.alive.for_each([&](data::Ordinal product) {
        std::string id(last.columns().object_id(product));
        if (pending_.try_emplace(std::move(id), last.record(product)).second) {
            hot_.take_out(last, product);
        }
    });
    next.segments.pop_back();
    return true;
}

/// What the records of `of` are compressed against; empty when they are few.
std::string_view LiveIndex::record_dictionary(const search::Snapshot& of) {
    const auto has_dictionary = [](const search::SegmentView& view) {
        return !view.segment->records().dictionary().empty();
    };
    const auto with = std::find_if(of.segments.begin(), of.segments.end(), has_dictionary);
    return with == of.segments.end() ? std::string_view() : with->segment->records().dictionary();
}

void LiveIndex::add_segment(search::Snapshot& next) {
    std::vector<std::string> records;
    for (const auto& [id, record] : pending_) {
        if (record) records.push_back(*record);
    }
    write_segment(next, records);
}

/// Adds a segment of the records to a snapshot, whose first one has all that its settings ask for.
void LiveIndex::write_segment(search::Snapshot& to, const std::vector<std::string>& records) {
    if (to.segments.empty()) to.built_with = to.settings;
    if (records.empty()) return;
    const indexer::SegmentSchema schema(to.built_with,
                                        data::read_replica_settings(data_, to.settings));
    const fs::path path = live_path() / std::to_string(next_live_segment_);
    try {
        indexer::write_delta_segment(schema, records, record_dictionary(to), path);
        to.segments.emplace_back(std::make_shared<const data::Segment>(path));
        ++next_live_segment_;
    } catch (const std::exception& error) {
        std::error_code ignored; // the half of a segment, on a disk that may be full
        fs::remove_all(path, ignored);
        // Whatever it was: the records were right, and wait.
        throw data::Error(data::ErrorCode::kUnavailable,
                          std::string("cannot write a segment: ") + error.what());
    }
}

bool LiveIndex::is_being_merged(const search::SegmentView& view) const {
    return merge_ && merge_->contains(*view.segment);
}

std::shared_ptr<MergeTask> LiveIndex::begin_merge(std::uint64_t number) {
    assert(!merge_);
    if (has_changed_) return nullptr;
    std::vector<SegmentSize> sizes;
    for (const auto& view : snapshot_->segments) {
        sizes.push_back({view.segment->num_products(), view.alive.size()});
    }
    const auto planned = plan_merge(sizes, limits_.background_products);
    if (planned.empty()) return nullptr;
    auto task = std::make_shared<MergeTask>();
    task->index_name = snapshot_->index_name;
    for (const auto i : planned) task->sources.push_back(snapshot_->segments[i]);
    task->settings = snapshot_->settings;
    task->built_with = snapshot_->built_with;
    task->replica_settings = data::read_replica_settings(data_, snapshot_->settings);
    task->dictionary = record_dictionary(*snapshot_);
    task->directory = live_path() / ("merge-" + std::to_string(number));
    merge_ = std::make_unique<SegmentMerge>(task);
    return task;
}

bool LiveIndex::is_merging(const MergeTask& task) const {
    return merge_ && &merge_->task() == &task && merge_->is_possible(*snapshot_);
}

bool LiveIndex::finish_merge(const search::SegmentView& merged, std::size_t limit) {
    if (has_changed_ || !merge_->carry(merged.segment, hot_, *snapshot_, limit)) return false;
    const SnapshotPointer before = snapshot_;
    auto outcome = merge_->finish(*before);
    auto view = merged;
    view.alive.subtract(
        search::OrdinalSet::from_unsorted(std::move(outcome.dead), view.segment->num_products()));
    if (outcome.edits) {
        view.hot = outcome.edits->publish();
        hot_.adopt(*view.segment, std::move(outcome.edits));
    }
    for (const auto& [segment, product] : outcome.rewrites) {
        const auto& source = before->segments[segment];
        pending_.emplace(source.columns().object_id(product), source.record(product));
        hot_.take_out(source, product);
    }
    // In the place of the first: the writer's own small segments stay at the end.
    auto& segments = change_snapshot()->segments;
    const auto is_source = [this](const auto& source) { return is_being_merged(source); };
    *std::find_if(segments.begin(), segments.end(), is_source) = std::move(view);
    std::erase_if(segments, is_source);
    merge_.reset();
    has_unsealed_ = true;
    remove_live_files(*before, *snapshot_);
    return true;
}

} // namespace aisle::api
