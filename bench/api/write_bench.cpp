// Measures:  the write path in process: an operation of the log from its submission until
//            searches see it, the durable append included; the throughput of many writers; how
//            long a restart takes with operations to replay.
// Excludes:  HTTP and the checks of requests.
// Corpus:    the demo store (AISLE_BENCH_PRODUCTS, else 100,000 products), built anew.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <random>
#include <thread>

#include "api/live_store.h"
#include "api/operation_kind.h"
#include "api/record_actions.h"
#include "bench/support/demo_index.h"
#include "bench/support/search_times.h"
#include "bench/support/temp_directory.h"
#include "data/json.h"
#include "data/sqlite_log.h"
#include "indexer/index_builder.h"

namespace aisle::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kIndex = "bench";

/// A served store with one index, whose popularity changes in place.
class ServedStore {
public:
    ServedStore() : records_(demo_records(num_bench_products())) {
        build_demo_index({directory_.path(), kIndex}, records_, indexer::kBatchRecords,
                         R"({"hotAttributes":["popularity"]})");
        open();
        for (const auto& record : records_) {
            const auto document = data::parse_json(record);
            ids_.emplace_back(data::string_of(*data::find_member(document, "objectID")));
            if (const auto* variants = data::find_member(document, "variants")) {
                for (const auto& variant : variants->GetArray()) add_stock(variant);
            }
        }
    }

    /// Seconds that it takes.
    double open() {
        store_.reset();
        registry_ = std::make_unique<api::IndexRegistry>();
        log_.reset();
        const auto started = Clock::now();
        log_ = std::make_unique<data::SqliteLog>(directory_.path() / "log.sqlite");
        api::LiveStoreOptions options;
        options.trim_after_operations = 1'000'000;
        options.on_problem = [](const std::string& text) { throw std::logic_error(text); };
        store_ = std::make_unique<api::LiveStore>(directory_.path(), *log_, *registry_, options);
        return std::chrono::duration<double>(Clock::now() - started).count();
    }

    [[nodiscard]] std::uint64_t submit(const char* kind, std::string payload) {
        return store_->submit({.index = kIndex, .kind = kind, .payload = std::move(payload)});
    }

    void wait_for(std::uint64_t task) const {
        using namespace std::chrono_literals;
        while (!store_->is_published(task)) std::this_thread::sleep_for(100us);
    }

    [[nodiscard]] api::SnapshotPointer snapshot() const { return registry_->find(kIndex); }

    [[nodiscard]] const std::string& any_id() { return ids_[random_() % ids_.size()]; }

    [[nodiscard]] const std::string& any_record() { return records_[random_() % records_.size()]; }

    [[nodiscard]] std::string hot_lines(std::size_t count) {
        std::string lines;
        for (; count > 0; --count) {
            lines += R"({"objectID":")" + any_id() + R"(","attribute":"popularity","value":)" +
                     std::to_string(random_() % 100'000) + "}\n";
        }
        return lines;
    }

    [[nodiscard]] std::string stock_lines(std::size_t count) {
        std::string lines;
        for (; count > 0; --count) {
            const auto& [sku, location] = stock_[random_() % stock_.size()];
            lines += R"({"sku":")" + sku + R"(","attribute":"inventory","value":{"location":")" +
                     location + R"(","quantity":)" + std::to_string(random_() % 100) + "}}\n";
        }
        return lines;
    }

    [[nodiscard]] std::string upserts(std::size_t count) {
        std::vector<api::RecordAction> actions;
        for (; count > 0; --count) {
            auto record = data::parse_json(any_record());
            const std::string id(data::string_of(*data::find_member(record, "objectID")));
            record["name"].SetString("renamed " + std::to_string(random_() % 1000),
                                     record.GetAllocator());
            actions.push_back({api::RecordAction::Kind::kReplace, id, data::to_json_text(record)});
        }
        return api::write_actions(actions);
    }

private:
    void add_stock(const rapidjson::Value& variant) {
        const auto* inventory = data::find_member(variant, "inventory");
        if (inventory == nullptr || inventory->Empty()) return;
        stock_.emplace_back(data::string_of(variant["sku"]),
                            data::string_of((*inventory)[0]["location"]));
    }

    TempDirectory directory_;
    std::vector<std::string> records_;
    std::vector<std::string> ids_;
    std::vector<std::pair<std::string, std::string>> stock_; ///< (sku, location)
    std::mt19937_64 random_{1};
    std::unique_ptr<data::SqliteLog> log_;
    std::unique_ptr<api::IndexRegistry> registry_;
    std::unique_ptr<api::LiveStore> store_;
};

ServedStore& served_store() {
    static ServedStore store;
    return store;
}

/// Submits one operation after the other, each when searches see the one before.
void write_and_wait(benchmark::State& state, const char* kind,
                    std::string (ServedStore::*payload)(std::size_t)) {
    auto& store = served_store();
    std::vector<double> visible_ms;
    for (auto _ : state) {
        state.PauseTiming();
        std::string lines = (store.*payload)(static_cast<std::size_t>(state.range(0)));
        state.ResumeTiming();
        const auto started = Clock::now();
        store.wait_for(store.submit(kind, std::move(lines)));
        visible_ms.push_back(
            std::chrono::duration<double, std::milli>(Clock::now() - started).count());
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.counters["visible_p50_ms"] = percentile(visible_ms, 0.5);
    state.counters["visible_p99_ms"] = percentile(visible_ms, 0.99);
}

void hot_updates(benchmark::State& state) {
    write_and_wait(state, api::operation_kind::kHot, &ServedStore::hot_lines);
}

BENCHMARK(hot_updates)
    ->Arg(1)
    ->Arg(1'000)
    ->Arg(10'000)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void hot_stock(benchmark::State& state) {
    write_and_wait(state, api::operation_kind::kHot, &ServedStore::stock_lines);
}

BENCHMARK(hot_stock)->Arg(1)->Arg(1'000)->UseRealTime()->Unit(benchmark::kMillisecond);

void upserts(benchmark::State& state) {
    write_and_wait(state, api::operation_kind::kBatch, &ServedStore::upserts);
}

BENCHMARK(upserts)->Arg(1)->Arg(500)->Iterations(20)->UseRealTime()->Unit(benchmark::kMillisecond);

/// A feed that does not wait to see a batch before it sends the next: as many as come to this
/// many products are on their way at a time. Long enough for seals and merges to take part.
void sustained_upserts(benchmark::State& state) {
    constexpr std::size_t kProductsInFlight = 2'000;
    constexpr std::size_t kBatches = 200;
    const auto batch = static_cast<std::size_t>(state.range(0));
    auto& store = served_store();
    std::vector<std::string> payloads;
    for (std::size_t i = 0; i < kBatches; ++i) payloads.push_back(store.upserts(batch));
    std::vector<double> visible_ms;
    for (auto _ : state) {
        std::deque<std::pair<std::uint64_t, Clock::time_point>> in_flight;
        const auto see_first = [&] {
            store.wait_for(in_flight.front().first);
            visible_ms.push_back(
                std::chrono::duration<double, std::milli>(Clock::now() - in_flight.front().second)
                    .count());
            in_flight.pop_front();
        };
        for (const auto& payload : payloads) {
            if (in_flight.size() * batch >= kProductsInFlight) see_first();
            const auto submitted = Clock::now();
            in_flight.emplace_back(store.submit(api::operation_kind::kBatch, payload), submitted);
        }
        while (!in_flight.empty()) see_first();
    }
    const auto num_products = static_cast<std::int64_t>(kBatches * batch);
    state.SetItemsProcessed(state.iterations() * num_products);
    state.counters["visible_p50_ms"] = percentile(visible_ms, 0.5);
    state.counters["visible_p99_ms"] = percentile(visible_ms, 0.99);
}

BENCHMARK(sustained_upserts)
    ->Arg(100)
    ->Arg(500)
    ->Iterations(1)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// Searches on their own and then beside a feed of so many hot updates a second, on another
/// thread.
void search_beside_hot_updates(benchmark::State& state) {
    constexpr std::size_t kSearches = 500;
    constexpr std::int64_t kLines = 1'000;
    auto& store = served_store();
    const auto queries = demo_queries(*store.snapshot(), kSearches);
    const auto search_all = [&] {
        std::vector<double> times_ms;
        for (const auto& query : queries) {
            const auto snapshot = store.snapshot();
            times_ms.push_back(search_ms(*snapshot, query));
        }
        return times_ms;
    };
    static_cast<void>(search_all()); // what is worked out once
    auto quiet_ms = search_all();
    std::atomic<bool> is_done{false};
    std::atomic<std::int64_t> num_updates{0};
    std::uint64_t last = 0;
    std::vector<std::string> payloads;
    for (int i = 0; i < 50; ++i) payloads.push_back(store.hot_lines(kLines));
    std::jthread feed([&] {
        const auto interval = std::chrono::nanoseconds(1'000'000'000 * kLines / state.range(0));
        auto due = Clock::now();
        for (std::size_t i = 0; !is_done; ++i) {
            std::this_thread::sleep_until(due += interval);
            last = store.submit(api::operation_kind::kHot, payloads[i % payloads.size()]);
            num_updates += kLines;
        }
    });
    std::vector<double> busy_ms;
    const auto started = Clock::now();
    for (auto _ : state) {
        for (const double time_ms : search_all()) busy_ms.push_back(time_ms);
    }
    const std::chrono::duration<double> seconds = Clock::now() - started;
    is_done = true;
    feed.join();
    const auto fed = Clock::now();
    store.wait_for(last);
    state.counters["behind_ms"] =
        std::chrono::duration<double, std::milli>(Clock::now() - fed).count();
    state.counters["quiet_p99_ms"] = percentile(quiet_ms, 0.99);
    state.counters["busy_p99_ms"] = percentile(busy_ms, 0.99);
    state.counters["updates_per_second"] = static_cast<double>(num_updates) / seconds.count();
}

BENCHMARK(search_beside_hot_updates)
    ->Arg(20'000)
    ->Arg(200'000)
    ->Iterations(3)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// Writers that each wait for the disk: they share its commits.
void single_writes(benchmark::State& state) {
    constexpr std::int64_t kWritesEach = 50;
    auto& store = served_store();
    std::vector<std::string> payloads;
    for (std::int64_t i = 0; i < state.range(0); ++i) payloads.push_back(store.upserts(1));
    for (auto _ : state) {
        std::vector<std::jthread> writers;
        for (const auto& payload : payloads) {
            writers.emplace_back([&] {
                for (std::int64_t i = 0; i < kWritesEach; ++i) {
                    static_cast<void>(store.submit(api::operation_kind::kBatch, payload));
                }
            });
        }
    }
    state.SetItemsProcessed(state.iterations() * state.range(0) * kWritesEach);
}

BENCHMARK(single_writes)
    ->Arg(1)
    ->Arg(64)
    ->Iterations(3)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// A restart with as many operations to replay as there are products, 100,000 at most: half of
/// them hot updates, half records.
void restart(benchmark::State& state) {
    auto& store = served_store();
    const std::uint64_t count = std::min<std::uint64_t>(100'000, num_bench_products());
    std::vector<std::jthread> writers;
    constexpr std::uint64_t kWriters = 64;
    std::vector<std::string> payloads;
    for (std::uint64_t i = 0; i < kWriters; ++i) {
        payloads.push_back(i % 2 == 0 ? store.hot_lines(1) : store.upserts(1));
    }
    std::uint64_t last = 0;
    for (std::uint64_t i = 0; i < kWriters; ++i) {
        writers.emplace_back([&, i] {
            const char* const kind =
                i % 2 == 0 ? api::operation_kind::kHot : api::operation_kind::kBatch;
            for (std::uint64_t n = 0; n < count / kWriters; ++n) {
                static_cast<void>(store.submit(kind, payloads[i]));
            }
        });
    }
    writers.clear();
    last = store.submit(api::operation_kind::kHot, store.hot_lines(1));
    store.wait_for(last);
    for (auto _ : state) state.SetIterationTime(store.open());
    state.counters["operations"] = static_cast<double>(count);
}

BENCHMARK(restart)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

} // namespace

} // namespace aisle::bench
