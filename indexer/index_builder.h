#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/index_directory.h"
#include "data/settings.h"
#include "indexer/record_errors.h"
#include "indexer/record_parser.h"
#include "indexer/record_source.h"
#include "indexer/segment_writer.h"

namespace aisle::indexer {

/// Seconds one phase of a build took.
struct PhaseTime {
    std::string name;
    double seconds = 0;
};

/// What a build came to.
struct BuildReport {
    std::uint64_t generation = 0;
    SegmentCounts counts;
    RecordErrors::Summary skipped;
    std::uint64_t size_bytes = 0;
    std::vector<PhaseTime> phases;
    double seconds = 0;
    std::uint64_t peak_memory_bytes = 0; ///< of the process
    std::uint64_t log_position = 0;      ///< that was sealed
};

/// Records that one worker makes a part of: few enough to keep all workers busy.
/// bench/indexer/build_bench.cpp: over 20,000 products the CPU time of a build is the same for
/// 2,500 ... 100,000 within the noise.
inline constexpr std::size_t kBatchRecords = 5'000;

/// How a build is done.
struct BuildOptions {
    RecordRules rules;
    OnError on_error = OnError::kSkip;
    std::size_t max_error_examples = 20;
    std::size_t batch_records = kBatchRecords; ///< at least 1; does not change what is found
    /// Says the last operation of the log whose effect is in the records. Asked once, before
    /// the first record, when the log is sure to keep the operations after it.
    std::function<std::uint64_t()> log_position = [] { return std::uint64_t{0}; };
    /// Refuses a record with a sku that an earlier one with another objectID has.
    bool has_unique_skus = false;
    /// The generation this build is made from, 0 for none: when another was published
    /// meanwhile, the build is given up.
    std::optional<std::uint64_t> replaces;
    /// Called now and then with the number of records read so far.
    std::function<void(std::uint64_t)> on_progress;
    /// Called when a phase begins.
    std::function<void(const std::string&)> on_phase;
};

/// Hands out records one by one; nothing at the end.
using RecordSupply = std::function<std::optional<RawRecord>()>;

/// Builds all records of `next` into a new generation of an index and publishes it. The index
/// keeps its old generation until the moment the new one is sealed. `replica_settings` say what
/// else the records will be ranked by.
///
/// Throws:  Error{kInvalidRequest} for a bad record under OnError::kFail; Error{kUnavailable}
///          when a file cannot be written; Error{kConflict} when options.replaces no longer
///          holds. Nothing is published then.
/// Threads: uses oneTBB; `next` is called from one thread at a time.
[[nodiscard]] BuildReport build_index(const data::IndexDirectory& index,
                                      const data::Settings& settings,
                                      const std::vector<data::Settings>& replica_settings,
                                      const RecordSupply& next, const BuildOptions& options);

} // namespace aisle::indexer
