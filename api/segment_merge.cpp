#include "api/segment_merge.h"

#include <algorithm>
#include <cassert>

#include "data/ids.h"

// What hot updates set is carried product by product, and beside the searches that go on: first
// all that was set when the merge began, whose numbers the merged segment was built with, so that
// only their times matter; then, again and again, what was set in the meantime. The writer does
// so in small portions between its other work, and takes the merged segment in when nothing is
// left to carry.

namespace aisle::api {

namespace {

/// Where a segment is in a snapshot.
std::vector<search::SegmentView>::const_iterator find_view(const search::Snapshot& snapshot,
                                                           const data::Segment& segment) {
    return std::find_if(snapshot.segments.begin(), snapshot.segments.end(),
                        [&](const auto& view) { return view.segment.get() == &segment; });
}

} // namespace

std::uint64_t MergeTask::num_products() const noexcept {
    std::uint64_t count = 0;
    for (const auto& source : sources) count += source.alive.size();
    return count;
}

SegmentMerge::SegmentMerge(std::shared_ptr<const MergeTask> task) : task_(std::move(task)) {
    data::Ordinal next = 0;
    for (const auto& view : task_->sources) {
        auto& source = sources_.emplace_back();
        source.segment = view.segment.get();
        const auto num_products = view.segment->num_products();
        source.merged.resize(num_products, data::kNoId);
        view.alive.for_each([&](data::Ordinal product) { source.merged[product] = next++; });
        source.is_changed.resize(num_products);
        if (!view.hot) source.next_known = num_products;
    }
}

SegmentMerge::Source* SegmentMerge::find(const data::Segment& segment) noexcept {
    const auto found = std::find_if(sources_.begin(), sources_.end(), [&](const Source& source) {
        return source.segment == &segment;
    });
    return found == sources_.end() ? nullptr : &*found;
}

bool SegmentMerge::contains(const data::Segment& segment) const noexcept {
    return std::any_of(sources_.begin(), sources_.end(),
                       [&](const Source& source) { return source.segment == &segment; });
}

bool SegmentMerge::is_possible(const search::Snapshot& snapshot) const {
    return std::all_of(sources_.begin(), sources_.end(), [&](const Source& source) {
        return find_view(snapshot, *source.segment) != snapshot.segments.end();
    });
}

void SegmentMerge::note_change(const data::Segment& segment, data::Ordinal product) {
    auto* const source = find(segment);
    if (source == nullptr || source->is_changed[product]) return;
    source->is_changed[product] = true;
    source->changed.push_back(product);
}

void SegmentMerge::note_move(const data::Segment& from, const data::Segment& to) {
    if (auto* const source = find(from)) source->segment = &to;
}

bool SegmentMerge::carry(const std::shared_ptr<const data::Segment>& merged, HotState& hot,
                         const search::Snapshot& snapshot, std::size_t limit) {
    merged_ = merged;
    for (auto& source : sources_) {
        const auto& view = *find_view(snapshot, *source.segment);
        auto* const from = hot.edits_in(view);
        if (from == nullptr) continue; // nothing was set, and nothing is in `changed`
        limit -= carry_some(source, view, *from, limit);
        if (limit == 0) return false;
    }
    return true;
}

/// Carries up to `limit` products of one source over; returns how many it looked at.
std::size_t SegmentMerge::carry_some(Source& source, const search::SegmentView& view,
                                     data::HotEdits& from, std::size_t limit) {
    std::size_t count = 0;
    for (; count < limit && source.next_known < source.merged.size(); ++count) {
        // What the merged segment does not keep in place was built into the record there.
        static_cast<void>(carry_one(source, view, from, source.next_known++));
    }
    for (; count < limit && !source.changed.empty(); ++count) {
        const auto product = source.changed.back();
        source.changed.pop_back();
        source.is_changed[product] = false;
        if (!carry_one(source, view, from, product)) source.unsettled.push_back(product);
    }
    return count;
}

/// False when the merged segment does not keep in place what was set of the product.
bool SegmentMerge::carry_one(const Source& source, const search::SegmentView& view,
                             data::HotEdits& from, data::Ordinal product) {
    if (!view.alive.contains(product)) return true;
    const auto merged = source.merged[product];
    assert(merged != data::kNoId); // what was dead stays so
    bool is_kept = true;
    for (auto& change : from.changes_of(product)) {
        if (!edits_) edits_ = std::make_unique<data::HotEdits>(merged_, nullptr);
        std::optional<data::Row> row;
        if (change.row) {
            row = merged_->columns().first_row(merged) +
                  (*change.row - view.columns().first_row(product));
        }
        const auto outcome = edits_->apply(
            {change.place, merged, row, std::move(change.change), change.time_ms, false});
        is_kept &= outcome == data::HotOutcome::kSet;
    }
    return is_kept;
}

SegmentMerge::Outcome SegmentMerge::finish(const search::Snapshot& snapshot) {
    Outcome outcome;
    for (auto& source : sources_) {
        const auto at = find_view(snapshot, *source.segment);
        const auto place = static_cast<std::uint32_t>(at - snapshot.segments.begin());
        auto& unsettled = source.unsettled;
        std::sort(unsettled.begin(), unsettled.end());
        unsettled.erase(std::unique(unsettled.begin(), unsettled.end()), unsettled.end());
        for (const auto product : unsettled) {
            if (!at->alive.contains(product)) continue;
            outcome.rewrites.push_back({place, product});
            outcome.dead.push_back(source.merged[product]);
        }
        for (data::Ordinal product = 0; product < source.merged.size(); ++product) {
            const auto merged = source.merged[product];
            if (merged != data::kNoId && !at->alive.contains(product)) {
                outcome.dead.push_back(merged);
            }
        }
    }
    outcome.edits = std::move(edits_);
    return outcome;
}

} // namespace aisle::api
