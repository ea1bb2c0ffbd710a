#pragma once

#include <filesystem>
#include <vector>

#include "indexer/segment_part.h"
#include "indexer/segment_writer.h"

namespace aisle::indexer {

/// Writes `columns.bin`: ids, rows, places on the map, offers, stock, numeric and facet columns of
/// the parts.
/// Fills the product, row and column counts.
void write_columns(const std::vector<SegmentPart>& parts, const SegmentTarget& target,
                   SegmentCounts& counts);

} // namespace aisle::indexer
