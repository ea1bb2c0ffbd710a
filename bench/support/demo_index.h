#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/index_directory.h"
#include "search/snapshot.h"

namespace aisle::bench {

/// Products of the demo store that benches run on: the environment's AISLE_BENCH_PRODUCTS, or
/// 100,000.
[[nodiscard]] std::uint64_t num_bench_products();

/// The first products of the demo store as JSON, the same on every machine.
[[nodiscard]] std::vector<std::string> demo_records(std::uint64_t num_products);

/// An index of the demo store with its own settings. It is built once and kept in bench-data in
/// the build directory, under a name that tells its size; delete that directory after a change
/// to the indexer. Opened once a process.
[[nodiscard]] const search::Snapshot& demo_snapshot();

/// Builds `records` into an index with the settings of the demo store, and `more` laid over them;
/// that is how the index is served, too.
void build_demo_index(const data::IndexDirectory& index, const std::vector<std::string>& records,
                      std::size_t batch_records, const std::string& more = "{}");

/// Queries as shoppers of the demo store type them: one to three words that follow one another
/// in the name of a product drawn at random, so that words come as often as names have them.
[[nodiscard]] std::vector<std::string> demo_queries(const search::Snapshot& snapshot,
                                                    std::size_t count);

} // namespace aisle::bench
