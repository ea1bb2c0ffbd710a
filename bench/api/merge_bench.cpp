// Measures:  background merges in process: searches after long churn with merges and without,
//            and beside a merge of the whole index against the same searches on their own.
// Excludes:  HTTP, the log, and what the writer thread of a store does beside.
// Corpus:    the demo store (AISLE_BENCH_PRODUCTS, else 100,000 products). Half of it is written
//            anew, fifty products at a time. Where merges begin is scaled with the store, so that
//            as many segments come about as in one of a million products.

#include <benchmark/benchmark.h>

#include <chrono>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "api/live_index.h"
#include "api/segment_merger.h"
#include "bench/support/demo_index.h"
#include "bench/support/memory.h"
#include "bench/support/search_times.h"
#include "bench/support/temp_directory.h"
#include "data/json.h"
#include "indexer/index_builder.h"

namespace aisle::bench {

namespace {

constexpr const char* kIndex = "bench";
constexpr std::size_t kQueries = 300;
constexpr std::uint64_t kBatch = 50;

/// The demo store after it was written for long.
class ChurnedIndex {
public:
    explicit ChurnedIndex(bool is_merged) : records_(demo_records(num_bench_products())) {
        build_demo_index({directory_.path(), kIndex}, records_, indexer::kBatchRecords);
        live_.emplace(directory_.path(), kIndex,
                      api::LiveIndex::Limits{.background_products = records_.size() / 240});
        for (std::uint64_t written = 0; written < records_.size() / 2; written += kBatch) {
            write_batch();
            if (is_merged) merge_all();
            if (written % (records_.size() / 20) < kBatch) live_->seal(written + 1);
        }
    }

    /// Begins a merge of everything that is worth it; null when nothing is.
    [[nodiscard]] std::shared_ptr<const api::MergeTask> begin_merge() {
        return live_->begin_merge(num_merges_++);
    }

    [[nodiscard]] api::SnapshotPointer snapshot() const { return live_->snapshot(); }

    [[nodiscard]] std::uint64_t num_merges() const { return num_merges_; }

    [[nodiscard]] std::uint64_t num_merged() const { return num_merged_; }

private:
    void write_batch() {
        for (std::uint64_t i = 0; i < kBatch; ++i) {
            const auto& record = records_[random_() % records_.size()];
            const auto document = data::parse_json(record);
            live_->apply({api::RecordAction::Kind::kReplace,
                          std::string(data::string_of(document["objectID"])), record});
        }
        static_cast<void>(live_->flush());
    }

    void merge_all() {
        while (const auto task = begin_merge()) {
            num_merged_ += task->num_products();
            if (!live_->finish_merge(api::merge_segments(*task), records_.size())) return;
            static_cast<void>(live_->flush());
        }
    }

    TempDirectory directory_;
    std::vector<std::string> records_;
    std::mt19937_64 random_{1};
    std::optional<api::LiveIndex> live_;
    std::uint64_t num_merges_ = 0;
    std::uint64_t num_merged_ = 0;
};

ChurnedIndex& churned_index(bool is_merged) {
    static ChurnedIndex plain(false);
    static ChurnedIndex merged(true);
    return is_merged ? merged : plain;
}

void search_after_churn(benchmark::State& state) {
    auto& index = churned_index(state.range(0) != 0);
    const auto snapshot = index.snapshot();
    const auto queries = demo_queries(*snapshot, kQueries);
    for (const auto& query : queries) static_cast<void>(search_ms(*snapshot, query));
    std::vector<double> times_ms;
    for (auto _ : state) {
        for (const auto& query : queries) times_ms.push_back(search_ms(*snapshot, query));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kQueries));
    state.counters["segments"] = static_cast<double>(snapshot->segments.size());
    state.counters["p50_ms"] = percentile(times_ms, 0.5);
    state.counters["p99_ms"] = percentile(times_ms, 0.99);
    state.counters["merged_per_write"] =
        2.0 * static_cast<double>(index.num_merged()) / static_cast<double>(num_bench_products());
}

BENCHMARK(search_after_churn)->ArgName("merged")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

/// One merge of many segments, and searches that do not wait for it.
void search_beside_merge(benchmark::State& state) {
    auto& index = churned_index(false);
    const auto snapshot = index.snapshot();
    const auto queries = demo_queries(*snapshot, kQueries);
    for (const auto& query : queries) static_cast<void>(search_ms(*snapshot, query));
    std::vector<double> quiet_ms;
    std::vector<double> busy_ms;
    double seconds = 0;
    double memory_peak_mb = 0;
    std::uint64_t num_products = 0;
    for (auto _ : state) {
        const auto task = index.begin_merge();
        if (!task) return state.SkipWithError("nothing to merge");
        num_products = task->num_products();
        for (int round = 0; round < 3; ++round) {
            for (const auto& query : queries) quiet_ms.push_back(search_ms(*snapshot, query));
        }
        const auto started = std::chrono::steady_clock::now();
        const MemoryPeak memory;
        api::SegmentMerger merger([] {});
        merger.start(task);
        while (!merger.outcome()) {
            for (const auto& query : queries) busy_ms.push_back(search_ms(*snapshot, query));
        }
        seconds +=
            std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        memory_peak_mb = memory.mb();
        if (!merger.outcome()->merged) {
            return state.SkipWithError(merger.outcome()->problem.c_str());
        }
    }
    state.counters["quiet_p50_ms"] = percentile(quiet_ms, 0.5);
    state.counters["busy_p50_ms"] = percentile(busy_ms, 0.5);
    state.counters["quiet_p99_ms"] = percentile(quiet_ms, 0.99);
    state.counters["busy_p99_ms"] = percentile(busy_ms, 0.99);
    state.counters["memory_peak_mb"] = memory_peak_mb;
    state.counters["merged_products"] = static_cast<double>(num_products);
    state.counters["merged_per_second"] = static_cast<double>(num_products) / seconds;
}

BENCHMARK(search_beside_merge)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace

} // namespace aisle::bench
