#pragma once

#include <vector>

#include "data/section_file.h"
#include "indexer/segment_part.h"

namespace aisle::indexer {

/// Writes the sections of data::Offers; none when no record has an offer.
void write_offers(const std::vector<SegmentPart>& parts, data::SectionFileWriter& file);

} // namespace aisle::indexer
