#pragma once

#include <memory>
#include <vector>

#include "data/index_directory.h"
#include "search/snapshot.h"

namespace aisle::api {

/// A generation that was opened, and how far into the log it reaches.
struct OpenedGeneration {
    /// One a segment; null where nothing was changed in place.
    std::vector<std::unique_ptr<data::HotEdits>> edits;
    std::shared_ptr<const search::Snapshot> snapshot;
    std::uint64_t log_position = 0;
    std::uint64_t settings_position = 0;
    std::uint64_t synonyms_position = 0;
    std::uint64_t rules_position = 0;
};

/// Opens the published generation of an index: checks its checksums, maps its segments.
/// An index that only has settings comes back without segments.
/// Throws:  Error{kCorruptData} naming the damaged file.
/// Threads: any; never a request's, because checking reads every byte.
[[nodiscard]] OpenedGeneration load_generation(const data::IndexDirectory& directory);

/// The settings of a replica: the primary's with the replica's own laid over them, or the
/// primary's as long as it was given none (`own` is null). A virtual replica ranks by its custom
/// ranking before anything else.
[[nodiscard]] data::Settings replica_settings(const search::Snapshot& primary,
                                              const data::Replica& replica,
                                              const search::Snapshot* own);

/// What a replica shows: the primary's segments under its own name and `settings`. Synonyms and
/// rules are the replica's own, or the primary's as long as it was given none.
[[nodiscard]] std::shared_ptr<const search::Snapshot>
replica_snapshot(const search::Snapshot& primary, const std::string& name, data::Settings settings,
                 const search::Snapshot* own);

} // namespace aisle::api
