#pragma once

#include <string>
#include <vector>

#include "search/snapshot.h"

namespace aisle::bench {

/// Milliseconds that a search on `snapshot` takes, with the defaults of its settings.
[[nodiscard]] double search_ms(const search::Snapshot& snapshot, const std::string& query);

/// The value that this part of `values` do not exceed; 0 where there are none.
[[nodiscard]] double percentile(std::vector<double> values, double part);

} // namespace aisle::bench
