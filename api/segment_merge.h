#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "api/hot_state.h"
#include "data/hot_columns.h"
#include "data/settings.h"
#include "search/candidates.h"
#include "search/snapshot.h"

namespace aisle::api {

/// A merge as the thread that does it sees it: immutable but for the flag.   Threads: any.
struct MergeTask {
    std::string index_name;
    std::vector<search::SegmentView> sources; ///< as they were when it began
    data::Settings settings;                  ///< what the index is searched with
    data::Settings built_with;
    std::vector<data::Settings> replica_settings;
    std::string dictionary;                   ///< for the stored records; may be empty
    std::vector<std::string> recent_requests; ///< see warm_up.h
    std::filesystem::path directory; ///< where the merged segment goes, as the only one there
    mutable std::atomic<bool> is_cancelled{false}; ///< nobody wants it any more

    [[nodiscard]] std::uint64_t num_products() const noexcept;
};

/// A merge as the writer sees it: which segments of an index are being merged, and what has
/// changed in them since it began.
///
/// The merged segment has the products that were alive in its sources, in their order, with the
/// numbers they had. What died since is marked dead at the end; what hot updates set is set in
/// the merged segment, too, with the time of it.
/// Threads: the writer's only.
class SegmentMerge {
public:
    explicit SegmentMerge(std::shared_ptr<const MergeTask> task);

    [[nodiscard]] const MergeTask& task() const noexcept { return *task_; }

    /// True when `segment` is one of the sources.
    [[nodiscard]] bool contains(const data::Segment& segment) const noexcept;

    /// True when all sources are in `snapshot` still.
    [[nodiscard]] bool is_possible(const search::Snapshot& snapshot) const;

    /// A hot update has set something of a product.
    void note_change(const data::Segment& segment, data::Ordinal product);

    /// A source goes on as another file of the same bytes.
    void note_move(const data::Segment& from, const data::Segment& to);

    /// Takes what was set of up to `limit` products over to the merged segment. False when there
    /// are more.
    /// Requires: is_possible(snapshot); all that was set is published in `snapshot`.
    [[nodiscard]] bool carry(const std::shared_ptr<const data::Segment>& merged, HotState& hot,
                             const search::Snapshot& snapshot, std::size_t limit);

    /// A product of `snapshot` whose record must be written anew, because the merged segment
    /// does not keep in place what was set of it.
    using Rewrite = search::Candidate;

    /// What comes of it.
    struct Outcome {
        std::vector<data::Ordinal> dead;       ///< in the merged segment, in any order
        std::vector<Rewrite> rewrites;         ///< alive; dead in the merged segment
        std::unique_ptr<data::HotEdits> edits; ///< null: nothing was set
    };

    /// Requires: the last carry() returned true, and nothing has changed since.
    [[nodiscard]] Outcome finish(const search::Snapshot& snapshot);

private:
    struct Source {
        const data::Segment* segment; ///< as the index has it now
        /// The numbers in the merged segment, by the ordinal here; kNoId for what was dead.
        std::vector<data::Ordinal> merged;
        data::Ordinal next_known = 0;         ///< what was set when it began is carried up to here
        std::vector<data::Ordinal> changed;   ///< since it began, each once, not carried yet
        std::vector<bool> is_changed;         ///< those
        std::vector<data::Ordinal> unsettled; ///< changed, and not kept in place
    };

    [[nodiscard]] Source* find(const data::Segment& segment) noexcept;
    [[nodiscard]] std::size_t carry_some(Source& source, const search::SegmentView& view,
                                         data::HotEdits& from, std::size_t limit);
    [[nodiscard]] bool carry_one(const Source& source, const search::SegmentView& view,
                                 data::HotEdits& from, data::Ordinal product);

    std::shared_ptr<const MergeTask> task_;
    std::vector<Source> sources_;
    std::shared_ptr<const data::Segment> merged_;
    std::unique_ptr<data::HotEdits> edits_;
};

} // namespace aisle::api
