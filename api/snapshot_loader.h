#pragma once

#include <memory>

#include "data/index_directory.h"
#include "search/snapshot.h"

namespace aisle::api {

/// A generation that was opened, and how far into the log it reaches.
struct OpenedGeneration {
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

/// What a replica shows: the primary's segments under its own name, ranked by the settings of
/// the primary with the replica's own laid over them. A virtual replica ranks by its custom
/// ranking before anything else. Synonyms and rules are the replica's own, or the primary's as
/// long as it was given none (`own` is null).
[[nodiscard]] std::shared_ptr<const search::Snapshot>
replica_snapshot(const search::Snapshot& primary, const data::Replica& replica,
                 const search::Snapshot* own);

} // namespace aisle::api
