#pragma once

#include <functional>
#include <vector>

#include "api/index_registry.h"
#include "api/record_actions.h"

namespace aisle::api {

/// Refuses records with a sku that another record has, of the same batch or of the index.
/// `next_snapshot` is asked for what searches see (null: nothing), and once more when something
/// is refused by that: it returns when all that was acknowledged is seen.
/// Of two requests at the same moment neither sees the other's skus.
/// Throws: Error{kInvalidRequest} naming the sku and both objectIDs.
void require_unique_skus(const std::vector<RecordAction>& actions,
                         const std::function<SnapshotPointer(bool is_current)>& next_snapshot);

} // namespace aisle::api
