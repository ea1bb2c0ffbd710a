#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "data/hot_columns.h"
#include "search/snapshot.h"

namespace aisle::api {

/// What hot updates have set in one index: in place, in the segments that keep it, and in
/// records that wait to be built into the next one.
/// Threads: the writer's only.
class HotState {
public:
    /// Goes on from what was read with a segment.
    void adopt(const data::Segment& segment, std::unique_ptr<data::HotEdits> edits);

    /// Changes what `view` keeps in place; it shows that in the next publish().
    [[nodiscard]] data::HotOutcome set(const search::SegmentView& view, const data::HotEdit& edit);

    /// True when something was set in place since set_published().
    [[nodiscard]] bool has_unpublished() const noexcept { return !edited_.empty(); }

    /// Puts what was set in place into the views of `next`, and again until set_published().
    void publish(search::Snapshot& next);

    void set_published() noexcept { edited_.clear(); }

    /// What an update is about in a record that is not in a segment.
    struct Cell {
        std::string object_id;
        std::optional<std::uint32_t> variant;
        std::string place; ///< see data::place_of
        auto operator<=>(const Cell&) const = default;
    };

    /// `record` with a change; nothing when what it changes was set at `edit.time_ms` or later
    /// and the change is for something older only. `edit.row` is the number of the variant.
    [[nodiscard]] std::optional<std::string> set_in_record(const std::string& record,
                                                           const std::string& object_id,
                                                           const data::HotEdit& edit);

    /// A record that is written anew has its own numbers.
    void forget(const std::string& object_id);
    void forget_all();

    /// Keeps what was set in a record that leaves its segment for the next one.
    void take_out(const search::SegmentView& view, data::Ordinal product);

    /// Marks in the last segment of `next` what was set in its records, so that it counts as set.
    void mark_last(search::Snapshot& next);

    /// Forgets segments that `next` has not.
    void drop_others(const search::Snapshot& next);

    /// Goes on with another file of the same bytes, and puts what was set into the view.
    void move_to(search::SegmentView& view, std::shared_ptr<const data::Segment> segment);

    /// What was set in place in a segment; null where nothing was.
    [[nodiscard]] data::HotEdits* edits_in(const search::SegmentView& view);

private:
    struct Setting {
        data::HotChange change;
        std::int64_t time_ms = 0;
    };

    [[nodiscard]] data::HotEdits& edits_of(const search::SegmentView& view);

    std::map<const data::Segment*, std::unique_ptr<data::HotEdits>> edits_;
    std::set<const data::Segment*> edited_; ///< since set_published()
    std::map<Cell, Setting> pending_;
};

} // namespace aisle::api
