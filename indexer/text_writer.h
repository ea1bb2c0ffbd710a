#pragma once

#include <filesystem>
#include <vector>

#include "indexer/segment_part.h"
#include "indexer/segment_part_builder.h"
#include "indexer/segment_writer.h"

namespace aisle::indexer {

/// Writes `text.bin`: the words of the parts, inverted, and their token streams, whose codes it
/// consumes. Fills the word and posting counts.
void write_text(const SegmentSchema& schema, std::vector<SegmentPart>& parts,
                const SegmentTarget& target, SegmentCounts& counts);

} // namespace aisle::indexer
