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

/// Where the files of a segment go.
struct SegmentTarget {
    std::filesystem::path directory;
    bool is_durable = true; ///< false for what the log can make again
};

/// Merges parts, in order, into the files of one sealed segment: text.bin, columns.bin,
/// records.bin in the target. Consumes the parts.
///
/// The bytes depend on the records and their order alone, not on the number of threads.
/// Throws:  Error{kUnavailable} when a file cannot be written.
/// Threads: uses oneTBB; a single part stays in the thread that calls.
SegmentCounts write_segment(const SegmentSchema& schema, std::vector<SegmentPart> parts,
                            std::string_view record_dictionary, const SegmentTarget& target);

} // namespace aisle::indexer
