#pragma once

#include <filesystem>
#include <vector>

#include "indexer/flat_index.h"
#include "indexer/segment_part.h"
#include "indexer/segment_part_builder.h"
#include "indexer/segment_writer.h"

namespace aisle::indexer {

/// Writes `text.bin`: the dictionary and postings of `flat`, and the token streams of the
/// parts, whose codes it consumes. Fills the word and posting counts.
void write_text(const SegmentSchema& schema, std::vector<SegmentPart>& parts, const FlatIndex& flat,
                const SegmentTarget& target, SegmentCounts& counts);

} // namespace aisle::indexer
