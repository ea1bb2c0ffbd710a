#pragma once

#include <filesystem>
#include <vector>

#include "data/section_file.h"
#include "data/token_encoder.h"
#include "indexer/segment_part.h"
#include "indexer/segment_part_builder.h"
#include "indexer/segment_writer.h"

namespace aisle::indexer {

/// Writes `text.bin`: the words of the parts, inverted, and their token streams, whose codes it
/// consumes. Fills the word and posting counts.
void write_text(const SegmentSchema& schema, std::vector<SegmentPart>& parts,
                const SegmentTarget& target, SegmentCounts& counts);

/// Writes the sections of data::TokenStreams: all streams of a segment, part by part.
/// Throws: Error{kInvalidRequest} for more codes than four bytes count.
void put_streams(data::SectionFileWriter& file, const data::TokenEncoder& encoder,
                 const std::vector<data::EncodedStreams>& parts);

} // namespace aisle::indexer
