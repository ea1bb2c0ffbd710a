// Measures:  indexer::build_index() by the number of records of a batch.
// Excludes:  reading the input; the records are in memory.
// Corpus:    the demo store (AISLE_BENCH_PRODUCTS, else 100,000 products).
//
// indexer::kBatchRecords cites this bench. Time is by the clock, CPU is of all threads.

#include <benchmark/benchmark.h>

#include "bench/support/demo_index.h"
#include "bench/support/temp_directory.h"

namespace aisle::bench {

namespace {

void build(benchmark::State& state) {
    const auto records = demo_records(num_bench_products());
    for (auto _ : state) {
        const TempDirectory directory;
        build_demo_index({directory.path(), "bench"}, records,
                         static_cast<std::size_t>(state.range(0)));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(records.size()));
}

BENCHMARK(build)
    ->ArgName("batch")
    ->Arg(1'000)
    ->Arg(2'500)
    ->Arg(5'000)
    ->Arg(10'000)
    ->Arg(25'000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

} // namespace

} // namespace aisle::bench
