#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/segment_part_builder.h"
#include "indexer/segment_writer.h"

namespace aisle::indexer {

/// Builds a few records into a segment of their own, without waiting for the disk: live writes
/// become visible by it, and the log makes it again after a crash.
/// `dictionary`: what other records of the index are compressed against; may be empty.
/// Requires: every text is a valid record; no two have the same objectID.
/// Cost:     in proportion to the records, whatever the size of the index.
SegmentCounts write_delta_segment(const SegmentSchema& schema,
                                  const std::vector<std::string>& records,
                                  std::string_view dictionary,
                                  const std::filesystem::path& directory);

/// Hands out the texts of records one by one; nothing at the end.
using RecordTexts = std::function<std::optional<std::string>()>;

/// The same of many records, of which few are in memory at a time, and on the disk on return.
/// What `next` throws goes to the caller; nothing of use is written then.
SegmentCounts write_merged_segment(const SegmentSchema& schema, const RecordTexts& next,
                                   std::string_view dictionary,
                                   const std::filesystem::path& directory);

} // namespace aisle::indexer
