#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "data/columns.h"
#include "data/filter.h"
#include "data/search_params.h"
#include "search/expansion.h"
#include "search/matching.h"
#include "search/snapshot.h"

namespace aisle::search {

/// What the text of a request matches, in every segment.
struct TextPart {
    std::vector<std::vector<Alternatives>> alternatives; ///< one entry a segment
    std::vector<TextMatches> matches;                    ///< one entry a segment
};

/// What searches that arrive together have in common, worked out once: the matches of their text,
/// and the cells that pass their conditions. A storefront that sends one query for its hits and
/// one more for each facet thus asks for little more than the first.
/// Threads: one.   Lifetime: borrows the snapshots that were searched.
class MatchCache {
public:
    /// Null when no request with the same text was kept.
    [[nodiscard]] const TextPart* find_text(const Snapshot& snapshot,
                                            const data::SearchParams& params) const;
    void keep_text(const Snapshot& snapshot, const data::SearchParams& params, TextPart part);

    /// What the cells that pass a condition depend on, beside the segment.
    struct CellsKey {
        const SegmentView* view = nullptr;
        data::ColumnSpace space = data::ColumnSpace::kProduct;
        std::uint32_t min_quantity = 1;
        friend bool operator==(const CellsKey&, const CellsKey&) = default;
    };

    [[nodiscard]] const OrdinalSet* find_cells(const CellsKey& key,
                                               const data::Filter& condition) const;
    void keep_cells(const CellsKey& key, const data::Filter& condition, OrdinalSet cells);

private:
    struct Text {
        const Snapshot* snapshot;
        data::SearchParams params; ///< what has no part in matching text at its default
        TextPart part;
    };

    struct Cells {
        CellsKey key;
        data::Filter condition;
        OrdinalSet cells;
    };

    std::deque<Text> texts_;
    std::deque<Cells> cells_;
};

} // namespace aisle::search
