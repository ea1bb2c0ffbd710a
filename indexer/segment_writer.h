#pragma once

#include <filesystem>
#include <vector>

#include "indexer/segment_part.h"
#include "indexer/segment_part_builder.h"

namespace aisle::indexer {

/// Counts for the report.
struct SegmentCounts {
    std::uint64_t num_products = 0;
    std::uint64_t num_replaced = 0; ///< products that a later one with the same id replaced
    std::uint64_t num_rows = 0;
    std::uint64_t num_words = 0;
    std::uint64_t num_postings = 0;
    std::uint64_t num_columns = 0;
};

/// Merges parts, in order, with the compacted database of their words into the files of one
/// sealed segment: text.bin, columns.bin, records.bin in `directory`. Consumes the parts.
///
/// The bytes depend on the records and their order alone, not on the number of threads.
/// Requires: `xapian` holds one document a product, in the same order.
/// Throws:   Error{kUnavailable} when a file cannot be written.
SegmentCounts write_segment(const SegmentSchema& schema, std::vector<SegmentPart> parts,
                            std::string_view record_dictionary, const std::filesystem::path& xapian,
                            const std::filesystem::path& directory);

} // namespace aisle::indexer
