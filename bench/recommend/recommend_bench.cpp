// How fast recommendations are computed, on made-up vectors and sessions of a real shop's shape.
// The product of matrices beside iALS is the arithmetic peak that its sweeps are compared with.

#include <benchmark/benchmark.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <random>
#include <set>
#include <span>
#include <vector>

#include "bench/support/memory.h"
#include "recommend/dense_kernels.h"
#include "recommend/ials_trainer.h"
#include "recommend/quantised_vectors.h"
#include "recommend/session_model.h"
#include "recommend/trail_trainer.h"

namespace {

using namespace aisle::recommend;

constexpr std::size_t kVectorSize = 128;

std::vector<float> random_vectors(std::size_t count, std::uint64_t seed) {
    std::mt19937_64 engine(seed);
    std::vector<float> values(count);
    for (float& value : values) {
        value = static_cast<float>(engine() >> 40U) / static_cast<float>(1U << 24U) - .5F;
    }
    return values;
}

/// A number below `size`; small ones are likelier, as popular products are.
Item popular_item(std::mt19937_64& engine, std::uint32_t size) {
    const double share = static_cast<double>(engine() >> 11U) * 0x1p-53;
    return static_cast<Item>(share * share * static_cast<double>(size));
}

Histories random_sessions(std::size_t count, std::uint32_t num_items, std::uint64_t seed) {
    std::mt19937_64 engine(seed);
    Histories histories;
    std::vector<Item> items;
    for (std::size_t h = 0; h < count; ++h) {
        items.clear();
        const std::size_t length = 2 + engine() % 10;
        const Item around = popular_item(engine, num_items);
        while (items.size() < length) {
            items.push_back((around + popular_item(engine, 200)) % num_items);
        }
        histories.add_history(items);
    }
    histories.reserve_items(num_items);
    return histories;
}

struct Scan {
    std::vector<float> vectors;
    QuantisedVectors quantised;

    explicit Scan(std::size_t count)
        : vectors(random_vectors(count * kVectorSize, 1)),
          quantised(quantise(vectors, kVectorSize)) {}

    static const Scan& million() {
        static const Scan scan(1'000'000);
        return scan;
    }
};

double thread_micros() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

double percentile(std::vector<double> values, std::size_t percent) {
    std::sort(values.begin(), values.end());
    return values[values.size() * percent / 100];
}

/// Reports percentiles of how long single calls take, and of their processor time, which leaves
/// out what else runs on the machine.
template <class Call>
void measure_calls(benchmark::State& state, Call&& call) {
    std::vector<double> micros;
    std::vector<double> processor_micros;
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        const double processor_start = thread_micros();
        call();
        processor_micros.push_back(thread_micros() - processor_start);
        const std::chrono::duration<double, std::micro> elapsed =
            std::chrono::steady_clock::now() - start;
        micros.push_back(elapsed.count());
    }
    state.counters["p50_us"] = percentile(micros, 50);
    state.counters["p99_us"] = percentile(micros, 99);
    state.counters["p99_cpu_us"] = percentile(processor_micros, 99);
}

/// The share of the exact answers to a few queries that best_products() finds.
double recall_of(const Scan& scan, const ItemSet& allowed, std::size_t k) {
    constexpr std::uint64_t kQueries = 10;
    std::size_t num_found = 0;
    for (std::uint64_t seed = 0; seed < kQueries; ++seed) {
        const auto query = random_vectors(kVectorSize, 1'000'000 + seed);
        TopItems exact(k);
        for (Item item = 0; item < allowed.num_items(); ++item) {
            if (!allowed.contains(item)) continue;
            float score = 0;
            dense_kernels().multiply_floats(query.data(), &scan.vectors[item * kVectorSize], 1,
                                            kVectorSize, &score);
            exact.add({item, score});
        }
        const auto expected = exact.take();
        for (const auto& found : best_products(scan.quantised, scan.vectors, query, allowed, k)) {
            num_found += std::any_of(expected.begin(), expected.end(),
                                     [&](const auto& e) { return e.item == found.item; });
        }
    }
    return static_cast<double>(num_found) / static_cast<double>(kQueries * k);
}

/// The best 20 of a million items, of which a filter lets a percentage through.
void best_of_a_million(benchmark::State& state) {
    const Scan& scan = Scan::million();
    std::mt19937_64 engine(2);
    ItemSet allowed(1'000'000);
    for (Item item = 0; item < 1'000'000; ++item) {
        if (engine() % 100 < static_cast<std::uint64_t>(state.range(0))) allowed.add(item);
    }
    std::uint64_t seed = 3;
    measure_calls(state, [&] {
        const auto query = random_vectors(kVectorSize, ++seed);
        benchmark::DoNotOptimize(best_products(scan.quantised, scan.vectors, query, allowed, 20));
    });
    state.counters["recall"] = recall_of(scan, allowed, 20);
}

BENCHMARK(best_of_a_million)->Arg(100)->Arg(50)->Arg(10)->Arg(1)->Unit(benchmark::kMicrosecond);

/// The vector of someone with 50 events.
void fold_in_50_events(benchmark::State& state) {
    constexpr std::size_t kItems = 100'000;
    const auto size = static_cast<std::size_t>(state.range(0));
    auto vectors = random_vectors(kItems * size, 4);
    auto gram = gram_of(vectors, size);
    const FactorModel model(size, {}, Array(std::move(vectors)), Array(std::move(gram)));
    std::mt19937_64 engine(5);
    std::vector<Item> items(50);
    measure_calls(state, [&] {
        for (Item& item : items) item = static_cast<Item>(engine() % kItems);
        benchmark::DoNotOptimize(model.fold_in(items));
    });
}

BENCHMARK(fold_in_50_events)->Arg(64)->Arg(128)->Unit(benchmark::kMicrosecond);

/// What comes next, of 200,000 sessions over 50,000 items.
void session_neighbours(benchmark::State& state) {
    constexpr std::uint32_t kItems = 50'000;
    SessionWeights weights;
    weights.num_neighbours = 500;
    const SessionModel model(index_sessions(random_sessions(200'000, kItems, 6), 2500), weights);
    const auto queries = random_sessions(1000, kItems, 7);
    ScoreBoard board(kItems);
    std::size_t next = 0;
    measure_calls(state, [&] {
        const std::size_t h = next++ % queries.size();
        model.score({queries.items(h), queries.steps(h)}, board);
        benchmark::DoNotOptimize(board.touched().size());
        board.clear();
    });
}

BENCHMARK(session_neighbours)->Unit(benchmark::kMicrosecond);

/// Where sessions lead to, of 50,000 items.
void trail_directions(benchmark::State& state) {
    constexpr std::uint32_t kItems = 50'000;
    TrailOptions options;
    options.num_epochs = 0; // untrained ones take as long
    const auto model = train_trails(random_sessions(200'000, kItems, 6), options);
    const auto queries = random_sessions(1000, kItems, 7);
    ScoreBoard board(kItems);
    std::size_t next = 0;
    measure_calls(state, [&] {
        const std::size_t h = next++ % queries.size();
        model->score({queries.items(h), queries.steps(h)}, board);
        benchmark::DoNotOptimize(board.touched().size());
        board.clear();
    });
}

BENCHMARK(trail_directions)->Unit(benchmark::kMicrosecond);

/// The processor's peak, as far as our product reaches it: 256 x 256 over a depth of 4096.
void matrix_product(benchmark::State& state) {
    constexpr std::size_t kSide = 256;
    constexpr std::size_t kDepth = 4096;
    const auto a = random_vectors(kSide * kDepth, 8);
    std::vector<float> c(kSide * kSide, 0);
    for (auto _ : state) {
        dense_kernels().add_product({a.data(), kSide}, {a.data(), kSide}, 1, {kSide, kSide, kDepth},
                                    {c.data(), kSide});
        benchmark::DoNotOptimize(c.data());
    }
    state.counters["flops"] = benchmark::Counter(2.0 * kSide * kSide * kDepth,
                                                 benchmark::Counter::kIsIterationInvariantRate);
    state.SetLabel(dense_kernels().name);
}

BENCHMARK(matrix_product)->Unit(benchmark::kMillisecond);

/// What solving for one vector with so many events takes: the products of one triangle, the
/// factorisation, and the two substitutions.
double flops_of_solve(double num_events, double size) {
    return num_events * size * size + size * size * size / 3 + 2 * size * size;
}

/// Solving for people with 30 events each, on one thread.
void ials_solves(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(state.range(0));
    constexpr std::size_t kItems = 20'000;
    constexpr std::size_t kEvents = 30;
    constexpr std::size_t kPeople = 1'000;
    const auto vectors = random_vectors(kItems * size, 9);
    const auto gram = gram_of(vectors, size);
    std::mt19937_64 engine(10);
    std::vector<std::uint32_t> items(kEvents * kPeople);
    for (auto& item : items) item = static_cast<std::uint32_t>(engine() % kItems);
    std::vector<float> result(size);
    FactorSolver solver(size, {});
    std::size_t person = 0;
    for (auto _ : state) {
        person = (person + 1) % kPeople;
        solver.solve(vectors.data(), kItems, gram.data(),
                     std::span(items).subspan(person * kEvents, kEvents), result.data());
        benchmark::DoNotOptimize(result.data());
    }
    state.counters["flops"] = benchmark::Counter(flops_of_solve(kEvents, static_cast<double>(size)),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(ials_solves)->Arg(64)->Arg(128)->Arg(256)->Unit(benchmark::kMicrosecond);

/// One sweep of training over both sides, on one thread: so many people with 30 events each, and
/// half as many items.
void ials_sweep(benchmark::State& state) {
    const tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
    IalsOptions options;
    options.size = static_cast<std::size_t>(state.range(0));
    options.num_sweeps = 1;
    const auto num_people = static_cast<std::size_t>(state.range(1));
    const auto num_items = static_cast<std::uint32_t>(num_people / 2);
    std::mt19937_64 engine(11);
    Histories histories;
    std::set<Item> items;
    for (std::size_t person = 0; person < num_people; ++person) {
        items.clear();
        while (items.size() < 30) items.insert(popular_item(engine, num_items));
        histories.add_history(std::vector<Item>(items.begin(), items.end()));
    }
    histories.reserve_items(num_items);
    const aisle::bench::MemoryPeak memory;
    for (auto _ : state) benchmark::DoNotOptimize(train_ials(histories, options));
    const auto size = static_cast<double>(options.size);
    const auto people = static_cast<double>(num_people);
    // The Gram matrices are symmetric, too, and each side's is wanted.
    const double flops = people * flops_of_solve(30, size) +
                         num_items * flops_of_solve(30 * people / num_items, size) +
                         (people + num_items) * size * size;
    state.counters["flops"] =
        benchmark::Counter(flops, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["memory_mb"] = memory.mb();
}

BENCHMARK(ials_sweep)
    ->ArgNames({"size", "people"})
    ->ArgsProduct({{64, 128, 256}, {20'000}})
    ->Args({128, 40'000})
    ->Args({128, 80'000})
    ->Unit(benchmark::kMillisecond);

} // namespace
