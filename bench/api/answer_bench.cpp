// Measures:  answers to searches in one thread, from parameters to JSON: search, records,
//            highlights. `search_only` is the same without what is written, to be taken off.
// Excludes:  reading the request, HTTP, compression.
// Corpus:    the demo store (AISLE_BENCH_PRODUCTS, else 100,000 products), 500 queries drawn
//            from its product names; see bench/support/demo_index.h.
//
// Counters:  items per second are answers; `KB` is the mean size of one.

#include <benchmark/benchmark.h>

#include <chrono>

#include "api/search_response.h"
#include "bench/support/demo_index.h"
#include "data/search_params_parser.h"
#include "search/searcher.h"

namespace aisle::bench {

namespace {

constexpr std::size_t kNumQueries = 500;

/// `parameters`: members of a JSON object, added to every query.
std::vector<data::SearchParams> requests(const std::string& parameters) {
    const auto document = data::parse_json("{" + parameters + "}");
    const auto base = data::parse_search_params(data::JsonAt(document), demo_snapshot().settings);
    std::vector<data::SearchParams> all;
    for (const auto& query : demo_queries(demo_snapshot(), kNumQueries)) {
        all.push_back(base);
        all.back().query = query;
    }
    return all;
}

void run(benchmark::State& state, const std::vector<data::SearchParams>& all, bool is_written) {
    const auto& snapshot = demo_snapshot();
    const rapidjson::Document request(rapidjson::kObjectType);
    const api::Access access{
        .is_admin = true, .key = {}, .signed_restrictions = {}, .rate_subject = {}};
    benchmark::DoNotOptimize(search::search(snapshot, all.front()));
    std::size_t next = 0;
    std::size_t bytes = 0;
    for (auto _ : state) {
        const auto started = std::chrono::steady_clock::now();
        auto result = search::search(snapshot, all[next]);
        if (is_written) {
            rapidjson::StringBuffer buffer;
            api::JsonWriter writer(buffer);
            writer.StartObject();
            api::write_lasting_members({snapshot, all[next], result, access}, writer);
            api::write_passing_members(api::passing_members(result.params), request, started,
                                       writer);
            writer.EndObject();
            bytes += buffer.GetSize();
        }
        next = next + 1 == all.size() ? 0 : next + 1;
    }
    state.SetItemsProcessed(state.iterations());
    state.counters["KB"] =
        benchmark::Counter(static_cast<double>(bytes) / 1e3, benchmark::Counter::kAvgIterations);
}

void search_only(benchmark::State& state) {
    run(state, requests(""), false);
}

void answer_all(benchmark::State& state) {
    run(state, requests(""), true);
}

/// As a page of results asks for what it shows.
void answer_card(benchmark::State& state) {
    run(state, requests(R"("attributesToRetrieve": ["name", "brand", "price", "rating", "image"],
                    "attributesToHighlight": ["name"])"),
        true);
}

void answer_plain(benchmark::State& state) {
    run(state, requests(R"("attributesToHighlight": [])"), true);
}

/// A page that is shown without a query, as those of categories are.
void answer_browse(benchmark::State& state) {
    auto all = requests("");
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].query.clear();
        all[i].page = static_cast<std::uint32_t>(i % 50);
    }
    run(state, all, true);
}

BENCHMARK(search_only)->Unit(benchmark::kMicrosecond);
BENCHMARK(answer_all)->Unit(benchmark::kMicrosecond);
BENCHMARK(answer_card)->Unit(benchmark::kMicrosecond);
BENCHMARK(answer_plain)->Unit(benchmark::kMicrosecond);
BENCHMARK(answer_browse)->Unit(benchmark::kMicrosecond);

} // namespace

} // namespace aisle::bench
