#pragma once

#include <cstddef>
#include <string>

#include "bench/eval/metrics.h"

namespace aisle::bench {

/// `aisle-eval search`: how well an index of `records_file` answers judged queries.
struct SearchEval {
    std::string records_file;
    std::string id_field = "objectID";
    std::string settings_file; ///< empty: derived from the records, see default_settings.h
    std::string queries_file;
    std::string judgements_file;
    std::string run_file; ///< empty: none
};

/// Hits taken of each query.
inline constexpr std::size_t kHitsPerQuery = 100;

/// Builds an index in a temporary directory, asks it every query through search::search(), as
/// the service does, and scores the hits. The run file gets a line for every hit: query id,
/// product id, rank from 1, and a score that falls with the rank, between tabs.
/// Throws: Error naming the file, and the line in it, that cannot be used.
[[nodiscard]] MeanScore run(const SearchEval& eval);

} // namespace aisle::bench
