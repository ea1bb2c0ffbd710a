#include <algorithm>
#include <cassert>

#include "api/live_index.h"

// How an index takes part in background merges. A merged segment is a live one: it lies beside
// the generation until the index is sealed, and a crash before leaves the generation with the
// segments it was made of, and the log with what came after them.

namespace aisle::api {

bool LiveIndex::is_being_merged(const search::SegmentView& view) const {
    return merge_ && merge_->contains(*view.segment);
}

std::shared_ptr<const MergeTask> LiveIndex::begin_merge(std::uint64_t number) {
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
