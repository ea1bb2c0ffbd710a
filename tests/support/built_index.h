#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/settings.h"
#include "search/snapshot.h"
#include "tests/support/temp_directory.h"

namespace aisle::support {

/// Runs of records, each to become a segment of its own. A record replaces the one with the
/// same objectID in an earlier run.
using SegmentRecords = std::vector<std::vector<std::string>>;

/// An index on the disk, and its snapshot.
struct BuiltIndex {
    std::unique_ptr<TempDirectory> directory;
    std::vector<std::filesystem::path> segment_paths;
    std::shared_ptr<search::Snapshot> snapshot;
};

/// Builds every run with indexer::build_index and opens them as one snapshot.
[[nodiscard]] BuiltIndex build(const SegmentRecords& runs, const data::Settings& settings);

/// `records` in `num_runs` runs, in their order.
[[nodiscard]] SegmentRecords split(const std::vector<std::string>& records, std::size_t num_runs);

/// The objectID of a record that has one.
[[nodiscard]] std::string object_id_of(const std::string& record);

/// What is left when later records have replaced earlier ones with the same objectID.
[[nodiscard]] std::vector<std::string> live_records(const SegmentRecords& runs);

} // namespace aisle::support
