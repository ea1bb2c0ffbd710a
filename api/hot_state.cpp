#include "api/hot_state.h"

#include <algorithm>

#include "data/hot_record.h"

namespace aisle::api {

void HotState::adopt(const data::Segment& segment, std::unique_ptr<data::HotEdits> edits) {
    edits_[&segment] = std::move(edits);
}

/// What is set in place is what the segment holds, so that nothing is looked up twice.
data::HotEdits& HotState::edits_of(const search::SegmentView& view) {
    auto& edits = edits_[view.segment.get()];
    if (!edits) edits = std::make_unique<data::HotEdits>(view.segment, view.hot.get());
    return *edits;
}

data::HotEdits* HotState::edits_in(const search::SegmentView& view) {
    return view.hot ? &edits_of(view) : nullptr;
}

data::HotOutcome HotState::set(const search::SegmentView& view, const data::HotEdit& edit) {
    const auto outcome = edits_of(view).apply(edit);
    if (outcome == data::HotOutcome::kSet) edited_.insert(view.segment.get());
    return outcome;
}

void HotState::publish(search::Snapshot& next) {
    for (auto& view : next.segments) {
        if (edited_.contains(view.segment.get())) view.hot = edits_of(view).publish();
    }
}

std::optional<std::string> HotState::set_in_record(const std::string& record,
                                                   const std::string& object_id,
                                                   const data::HotEdit& edit) {
    const Cell cell{object_id, edit.row, data::place_of(record, edit.path, edit.row, edit.change)};
    const auto known = pending_.find(cell);
    if (edit.only_if_older && known != pending_.end() && known->second.time_ms >= edit.time_ms) {
        return std::nullopt;
    }
    auto changed = data::set_in_record(record, edit.path, edit.row, edit.change);
    const auto* offer = std::get_if<data::HotOffer>(&edit.change);
    if (offer != nullptr && !offer->amount) {
        forget(object_id); // the offers after it have other places now
    } else {
        pending_[cell] = {edit.change, edit.time_ms};
    }
    return changed;
}

void HotState::forget(const std::string& object_id) {
    auto at = pending_.lower_bound({object_id, std::nullopt, {}});
    while (at != pending_.end() && at->first.object_id == object_id) at = pending_.erase(at);
}

void HotState::forget_all() {
    pending_.clear();
}

void HotState::take_out(const search::SegmentView& view, data::Ordinal product) {
    const auto edits = edits_.find(view.segment.get());
    if (edits == edits_.end()) return;
    const std::string id(view.columns().object_id(product));
    for (auto& change : edits->second->changes_of(product)) {
        std::optional<std::uint32_t> variant;
        if (change.row) variant = *change.row - view.columns().first_row(product);
        pending_[{id, variant, std::move(change.place)}] = {std::move(change.change),
                                                            change.time_ms};
    }
}

void HotState::mark_last(search::Snapshot& next) {
    for (const auto& [cell, setting] : pending_) {
        const auto& view = next.segments.back();
        const auto product = view.columns().find_object_id(cell.object_id);
        if (!product) continue;
        std::optional<data::Row> row;
        if (cell.variant) row = view.columns().first_row(*product) + *cell.variant;
        static_cast<void>(
            set(view, {cell.place, *product, row, setting.change, setting.time_ms, false}));
    }
    pending_.clear();
    publish(next);
}

void HotState::drop_others(const search::Snapshot& next) {
    std::erase_if(edits_, [&](const auto& entry) {
        return std::none_of(next.segments.begin(), next.segments.end(),
                            [&](const auto& view) { return view.segment.get() == entry.first; });
    });
}

void HotState::move_to(search::SegmentView& view, std::shared_ptr<const data::Segment> segment) {
    auto edits = edits_.extract(view.segment.get());
    if (!edits.empty()) {
        edits.key() = segment.get();
        edits.mapped()->move_to(segment);
        view.hot = edits.mapped()->publish();
        edits_.insert(std::move(edits));
    }
    view.segment = std::move(segment);
}

} // namespace aisle::api
