#pragma once

#include <string>
#include <vector>

#include "indexer/segment_part_builder.h"
#include "indexer/segment_writer.h"

namespace aisle::indexer {

/// Builds a few records into a segment of their own, without Xapian and without waiting for
/// the disk: live writes become visible by it, and the log makes it again after a crash.
/// Requires: every text is a valid record; no two have the same objectID.
/// Cost:     in proportion to the records, whatever the size of the index.
SegmentCounts write_delta_segment(const SegmentSchema& schema,
                                  const std::vector<std::string>& records,
                                  const std::filesystem::path& directory);

} // namespace aisle::indexer
