// Measures:  search::search() in one thread under price contexts and with disjunctive facets,
//            each beside the same queries without.
// Excludes:  reading parameters, HTTP, fetching records and highlighting them.
// Corpus:    four variants a product, 100 price lists, 12 locations (AISLE_BENCH_PRODUCTS, else
//            100,000 products); see bench/support/shop_index.h. 200 queries drawn from the names,
//            and a request without words, which matches everything.
//
// Counters:  items per second are answers to a shopper: for `..._queries` that is one answer from
//            1 + 6 queries, as a client without disjunctiveFacets sends them.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "bench/support/demo_index.h"
#include "bench/support/shop_index.h"
#include "data/search_params_parser.h"
#include "search/match_cache.h"
#include "search/searcher.h"

namespace aisle::bench {

namespace {

using Requests = std::vector<data::SearchParams>;

constexpr std::size_t kNumQueries = 200;

constexpr const char* kSixFacets =
    R"("facets": ["brand", "color", "size", "material", "rating", "hierarchicalCategories.lvl0"])";

constexpr const char* kRefinements = R"("facetFilters": [["color:black", "color:white"],
    ["size:S", "size:M"], ["rating:4", "rating:5"]])";

constexpr const char* kDisjunctive = R"("disjunctiveFacets": ["brand", "color", "size", "material",
    "rating", "hierarchicalCategories.lvl0"])";

constexpr const char* kContext =
    R"("priceContext": {"lists": ["list-7", "list-42", "default"], "currency": "EUR"})";

std::string joined(const std::vector<std::string>& members) {
    std::string json = "{";
    for (const auto& member : members) json += (json.size() > 1 ? "," : "") + member;
    return json + "}";
}

data::SearchParams request(const std::vector<std::string>& members) {
    const auto document = data::parse_json(joined(members));
    return data::parse_search_params(data::JsonAt(document), shop_snapshot().settings);
}

const std::vector<std::string>& queries() {
    static const auto kQueries = demo_queries(shop_snapshot(), kNumQueries);
    return kQueries;
}

/// Answers `parts`, one after the other, for one query after the other.
void run(benchmark::State& state, const Requests& parts, const std::vector<std::string>& texts) {
    const auto& snapshot = shop_snapshot();
    std::size_t next = 0;
    std::uint64_t num_hits = 0;
    Requests current = parts;
    for (auto _ : state) {
        search::MatchCache cache;
        search::SearchOptions options;
        options.cache = &cache;
        for (auto& part : current) {
            part.query = texts[next];
            num_hits += search::search(snapshot, part, options).num_hits;
        }
        next = next + 1 == texts.size() ? 0 : next + 1;
    }
    state.SetItemsProcessed(state.iterations());
    state.counters["hits"] =
        benchmark::Counter(static_cast<double>(num_hits) / static_cast<double>(parts.size()),
                           benchmark::Counter::kAvgIterations);
}

void register_pair(const std::string& name, const Requests& parts) {
    benchmark::RegisterBenchmark(("shop_words/" + name).c_str(), [parts](benchmark::State& state) {
        run(state, parts, queries());
    })->Unit(benchmark::kMicrosecond);
    benchmark::RegisterBenchmark(("shop_all/" + name).c_str(), [parts](benchmark::State& state) {
        run(state, parts, {""});
    })->Unit(benchmark::kMicrosecond);
}

/// The queries of a client that counts each disjunctive facet by itself: the main one, and one a
/// facet with its own refinement left out.
Requests one_query_a_facet(const std::vector<std::string>& context) {
    const auto with = [&](std::vector<std::string> members) {
        members.insert(members.end(), context.begin(), context.end());
        return request(members);
    };
    Requests parts = {with({kRefinements, kSixFacets})};
    const auto main = parts.front();
    for (const auto& facet : main.facets) {
        auto& part = parts.emplace_back(main);
        part.facets = {facet};
        part.hits_per_page = 0;
        std::erase_if(part.facet_filters.children, [&](const data::Filter& group) {
            return group.children.front().attribute == facet;
        });
    }
    return parts;
}

const int kRegistered = [] {
    register_pair("six_facets", {request({kSixFacets})});
    register_pair("six_facets/context", {request({kSixFacets, kContext})});
    register_pair("refined", {request({kSixFacets, kRefinements})});
    register_pair("refined/context", {request({kSixFacets, kRefinements, kContext})});
    register_pair("disjunctive", {request({kDisjunctive, kRefinements})});
    register_pair("disjunctive/context", {request({kDisjunctive, kRefinements, kContext})});
    register_pair("disjunctive_queries", one_query_a_facet({}));
    register_pair("disjunctive_queries/context", one_query_a_facet({kContext}));
    register_pair("price_slider", {request({kContext, R"("numericFilters": ["price<50"],
        "disjunctiveFacets": ["price"], "facetRanges": {"price": {"buckets": 12}})"})});
    register_pair("my_store",
                  {request({R"("filters": "location:store-3", "facets": ["location"])"})});
    register_pair("by_price", {request({kContext, R"json("ranking": ["asc(price)"])json"})});
    return 0;
}();

} // namespace

} // namespace aisle::bench
