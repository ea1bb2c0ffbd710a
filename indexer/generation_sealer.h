#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "data/hot_columns.h"
#include "data/index_directory.h"
#include "data/segment.h"
#include "data/settings.h"

namespace aisle::indexer {

/// A segment as it is to be sealed, and the products of it that are dead.
struct LiveSegment {
    const data::Segment& segment;
    std::vector<data::Ordinal> dead;
    data::HotEdits* edits = nullptr; ///< null: nothing was changed in place
};

/// What is sealed beside the segments.
struct SealInputs {
    const data::Settings& built_with;
    std::uint64_t log_position = 0;
    std::uint64_t num_products = 0;
    std::uint64_t num_rows = 0;
    /// The generation that the new one may take the place of, 0 for none; any when absent.
    std::optional<std::uint64_t> replaces;
};

/// Publishes a new generation of `index` out of segments that exist, by linking their files:
/// no record is read again. Returns the number of the generation.
/// Segments that lie below a manifest keep the checksums it has.
/// Cost: reads every byte of the other segments once, for theirs.
/// Throws: Error{kUnavailable} when it cannot be written, {kConflict} when another generation
///         than inputs.replaces was published.
std::uint64_t seal_generation(const data::IndexDirectory& index,
                              const std::vector<LiveSegment>& segments, const SealInputs& inputs);

} // namespace aisle::indexer
