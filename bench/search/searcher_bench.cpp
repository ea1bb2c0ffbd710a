// Measures:  search::search() in one thread: match, filters, facets, ranking.
// Excludes:  reading parameters, HTTP, fetching records and highlighting them.
// Corpus:    the demo store (AISLE_BENCH_PRODUCTS, else 100,000 products), 500 queries drawn
//            from its product names; see bench/support/demo_index.h.
//
// Counters:  items per second are queries; `hits` is the mean number of products found, to tell
//            a change in speed from a change in what is found.

#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "bench/support/demo_index.h"
#include "data/search_params_parser.h"
#include "search/searcher.h"

namespace aisle::bench {

namespace {

using Requests = std::vector<data::SearchParams>;

constexpr std::size_t kNumQueries = 500;

const std::vector<std::string>& queries() {
    static const auto kQueries = demo_queries(demo_snapshot(), kNumQueries);
    return kQueries;
}

/// One request a query, with `parameters` (members of a JSON object) added.
Requests requests(const std::vector<std::string>& texts, const std::string& parameters) {
    const auto document = data::parse_json("{" + parameters + "}");
    const auto base = data::parse_search_params(data::JsonAt(document), demo_snapshot().settings);
    Requests all;
    for (const auto& text : texts) {
        all.push_back(base);
        all.back().query = text;
    }
    return all;
}

void run(benchmark::State& state, const Requests& all) {
    const auto& snapshot = demo_snapshot();
    // A segment sorts what no query changes once.
    benchmark::DoNotOptimize(search::search(snapshot, all.front()));
    std::size_t next = 0;
    std::uint64_t num_hits = 0;
    for (auto _ : state) {
        const auto result = search::search(snapshot, all[next]);
        num_hits += result.num_hits;
        next = next + 1 == all.size() ? 0 : next + 1;
    }
    state.SetItemsProcessed(state.iterations());
    state.counters["hits"] =
        benchmark::Counter(static_cast<double>(num_hits), benchmark::Counter::kAvgIterations);
}

void top20(benchmark::State& state) {
    run(state, requests(queries(), ""));
}

void top20_facets4(benchmark::State& state) {
    run(state, requests(queries(), R"("facets": ["brand", "color", "material", "rating"])"));
}

void filters_facets8(benchmark::State& state) {
    run(state, requests(queries(), R"("filters": "price < 100 AND rating >= 3 AND NOT on_sale:true",
        "facets": ["brand", "color", "size", "material", "rating", "free_shipping",
                   "hierarchicalCategories.lvl0", "hierarchicalCategories.lvl1"])"));
}

/// A category page: no words, the largest category, its facets.
void browse_category(benchmark::State& state) {
    const auto document = data::parse_json(R"({"facets": ["hierarchicalCategories.lvl1"]})");
    const auto& snapshot = demo_snapshot();
    const auto all = search::search(
        snapshot, data::parse_search_params(data::JsonAt(document), snapshot.settings));
    const auto& largest = all.facets.front().values.front().first;
    run(state, requests({""}, R"("facetFilters": ["hierarchicalCategories.lvl1:)" + largest +
                                  R"("], "facets": ["brand", "color", "size", "rating"])"));
}

/// Every prefix of every query, as an instant search sends them.
void keystrokes(benchmark::State& state) {
    std::vector<std::string> typed;
    for (const auto& query : queries()) {
        for (std::size_t i = 1; i <= query.size(); ++i) typed.push_back(query.substr(0, i));
    }
    run(state, requests(typed, ""));
}

/// Two neighbouring letters swapped in every query.
void one_typo(benchmark::State& state) {
    std::mt19937_64 random(11);
    auto mistyped = queries();
    for (auto& query : mistyped) {
        if (query.size() < 2) continue;
        const std::size_t at = random() % (query.size() - 1);
        if (query[at] != ' ' && query[at + 1] != ' ') std::swap(query[at], query[at + 1]);
    }
    run(state, requests(mistyped, ""));
}

/// Refinements in three groups, each counted without its own.
void disjunctive3(benchmark::State& state) {
    run(state, requests(queries(), R"("facetFilters": [["color:black", "color:white"],
                                       ["rating:4", "rating:5"], ["free_shipping:true"]],
        "disjunctiveFacets": ["color", "rating", "free_shipping"], "facets": ["brand"])"));
}

BENCHMARK(top20)->Unit(benchmark::kMicrosecond);
BENCHMARK(top20_facets4)->Unit(benchmark::kMicrosecond);
BENCHMARK(filters_facets8)->Unit(benchmark::kMicrosecond);
BENCHMARK(browse_category)->Unit(benchmark::kMicrosecond);
BENCHMARK(keystrokes)->Unit(benchmark::kMicrosecond);
BENCHMARK(one_typo)->Unit(benchmark::kMicrosecond);
BENCHMARK(disjunctive3)->Unit(benchmark::kMicrosecond);

} // namespace

} // namespace aisle::bench
