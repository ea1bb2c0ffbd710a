// Measures:  OrdinalSet::intersection_size() of two sorted arrays, by how much longer one is.
// Excludes:  making the sets, and storing the result.
// Corpus:    seeded sets of random ordinals below 2^26, so sparse that both stay arrays.
//
// kGallopRatio in search/ordinal_set.cpp cites this bench: arrays are merged up to that ratio and
// searched beyond it, so the ratio is right where the time does not jump between its two sides.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <vector>

#include "search/ordinal_set.h"

namespace aisle::bench {

namespace {

constexpr std::uint32_t kBound = 1U << 26U;

search::OrdinalSet random_set(std::size_t size, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<std::uint32_t> values(size);
    for (auto& value : values) value = static_cast<std::uint32_t>(random() % kBound);
    return search::OrdinalSet::from_unsorted(std::move(values), kBound);
}

void intersect_arrays(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(state.range(0));
    const auto small = random_set(size, 1);
    const auto large = random_set(size * static_cast<std::size_t>(state.range(1)), 2);
    for (auto _ : state) benchmark::DoNotOptimize(small.intersection_size(large));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(intersect_arrays)
    ->ArgNames({"size", "ratio"})
    ->ArgsProduct({{100, 2'000, 40'000}, {1, 4, 7, 9, 12, 16, 32}})
    ->Unit(benchmark::kMicrosecond);

} // namespace

} // namespace aisle::bench
