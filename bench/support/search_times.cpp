#include "bench/support/search_times.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>

#include "data/search_params_parser.h"
#include "search/searcher.h"

namespace aisle::bench {

double search_ms(const search::Snapshot& snapshot, const std::string& query) {
    data::SearchParams params = snapshot.settings.query_defaults;
    params.query = query;
    data::finish_search_params(snapshot.settings, params);
    const auto started = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(search::search(snapshot, params));
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started)
        .count();
}

double percentile(std::vector<double> values, double part) {
    std::sort(values.begin(), values.end());
    return values.empty()
               ? 0
               : values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

} // namespace aisle::bench
