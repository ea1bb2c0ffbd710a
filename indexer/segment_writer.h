#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "data/section_file.h"
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
/// records.bin in the target. The records of a part are written at once, so that what waits for
/// the other parts takes less memory.
///
/// The bytes depend on the records and their order alone, not on the number of threads.
/// Throws:     Error{kUnavailable} when a file cannot be written.
/// Call order: add* finish.
/// Threads:    one; finish uses oneTBB, unless there is a single part.
class SegmentWriter {
public:
    /// Requires: `schema` outlives this.
    SegmentWriter(const SegmentSchema& schema, std::string_view record_dictionary,
                  SegmentTarget target);

    void add(SegmentPart part);

    /// Those that were added, without their records.
    [[nodiscard]] const std::vector<SegmentPart>& parts() const noexcept { return parts_; }

    [[nodiscard]] SegmentCounts finish();

private:
    const SegmentSchema& schema_;
    SegmentTarget target_;
    std::vector<SegmentPart> parts_;
    data::SectionFileWriter records_;
    std::vector<std::uint64_t> record_offsets_ = {0};
};

} // namespace aisle::indexer
