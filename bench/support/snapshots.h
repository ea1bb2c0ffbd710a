#pragma once

#include "data/index_directory.h"
#include "search/snapshot.h"

namespace aisle::bench {

/// Opens the published generation of an index, to be searched in this process. The checksums
/// are not checked: whoever measures has just built it.
/// Throws: Error{kNotFound} when nothing was published; Error{kCorruptData}.
[[nodiscard]] search::Snapshot open_snapshot(const data::IndexDirectory& index,
                                             const data::Settings& settings);

/// True when the published generation can be opened: an older program may have built it.
[[nodiscard]] bool is_usable(const data::IndexDirectory& index);

} // namespace aisle::bench
