// aisle-peers: Aisle's side of bench/peers/compare. `prepare` builds the index and writes what
// the other engines index and are asked; `measure` asks Aisle the same, puts the figures beside
// theirs and prints the table. Exit status: 0 done, 1 failed, 2 wrong arguments.

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "bench/peers/figures.h"
#include "bench/peers/works.h"
#include "bench/support/snapshots.h"
#include "data/demo/demo_store.h"
#include "data/index_directory.h"
#include "data/json.h"
#include "data/manifest.h"
#include "data/search_params_parser.h"
#include "data/text.h"
#include "indexer/index_builder.h"
#include "indexer/record_reader.h"
#include "search/searcher.h"

namespace {

using namespace aisle;
using namespace aisle::bench;
namespace fs = std::filesystem;

constexpr std::size_t kNumQueries = 500;

/// Each work is repeated for about so long after a first pass that is not counted.
constexpr double kSecondsPerWork = 4;
constexpr std::size_t kMaxPasses = 50;

/// 1 January 2026, so that the store is the same whenever it is generated.
constexpr std::int64_t kNow = 1'767'225'600;

struct Options {
    fs::path directory; ///< everything is written here
    std::string records_file;
    std::string settings_file;
    std::string queries_file;
    std::uint64_t num_products = 0;
    std::string json_file;
    std::string only_work; ///< empty: all
};

data::IndexDirectory index_of(const Options& options) {
    return {options.directory / "aisle", "peers"};
}

data::Settings settings_of(const Options& options) {
    return data::Settings::parse(data::read_file(options.settings_file));
}

search::Snapshot open(const Options& options) {
    return open_snapshot(index_of(options), settings_of(options));
}

std::vector<std::string> queries_of(const Options& options, const search::Snapshot& snapshot) {
    if (options.queries_file.empty()) return draw_queries(snapshot, kNumQueries);
    std::ifstream in(options.queries_file);
    std::vector<std::string> queries;
    for (std::string line; std::getline(in, line);) {
        // Words as they are in the index, so that all engines are asked for the same.
        std::string query;
        for (const auto& token : data::tokenize(line)) {
            query += (query.empty() ? "" : " ") + token.word;
        }
        if (!query.empty()) queries.push_back(std::move(query));
    }
    return queries;
}

void prepare(const Options& options) {
    std::string records = options.records_file;
    if (records.empty()) {
        records = (options.directory / "records.jsonl").string();
        std::ofstream out(records);
        data::demo::DemoOptions demo;
        demo.num_products = options.num_products;
        demo.now = kNow;
        data::demo::write_products(demo, out);
    }
    auto reader = indexer::RecordReader::open(records, {});
    indexer::BuildOptions build;
    build.on_error = indexer::OnError::kFail;
    const auto report = indexer::build_index(
        index_of(options), settings_of(options), {}, [&] { return reader.next(); }, build);
    write_figures({{"aisle.index_seconds", report.seconds},
                   {"aisle.index_mb", static_cast<double>(report.size_bytes) / 1e6},
                   {"aisle.num_products", static_cast<double>(report.counts.num_products)}},
                  options.directory / "aisle-index.txt");
    const auto snapshot = open(options);
    const auto corpus = peer_corpus(snapshot);
    write_for_peers(snapshot, corpus, peer_works(snapshot, corpus, queries_of(options, snapshot)),
                    options.directory);
}

data::Filter refinement(const PeerCorpus& corpus, const Work::Refinement& values) {
    data::Filter any;
    any.kind = data::Filter::Kind::kOr;
    for (const auto& value : values.second) {
        data::Filter filter;
        filter.kind = data::Filter::Kind::kFacet;
        filter.attribute = corpus.facets[values.first];
        filter.value = value;
        any.children.push_back(std::move(filter));
    }
    return any;
}

/// The request of a work, but for its query. Typos, plurals and prefixes are left to the works
/// that ask for them, so that Lucene finds the same.
data::SearchParams request_of(const Work& work, const PeerCorpus& corpus,
                              const data::Settings& settings) {
    const auto document = data::parse_json("{}");
    auto params = data::parse_search_params(data::JsonAt(document), settings);
    params.hits_per_page = kPeerHits;
    params.max_values_per_facet = kPeerFacetValues;
    params.ignore_plurals = {};
    params.remove_stop_words.clear();
    params.query_type = work.mode == Work::Mode::kPrefix ? data::QueryType::kPrefixLast
                                                         : data::QueryType::kPrefixNone;
    params.typo_tolerance =
        work.mode == Work::Mode::kTypo ? data::TypoTolerance::kOn : data::TypoTolerance::kOff;
    for (std::size_t i = 0; i < work.num_facets; ++i) params.facets.push_back(corpus.facets[i]);
    data::Filter all;
    all.kind = data::Filter::Kind::kAnd;
    for (const auto& values : work.all_of) {
        all.children.push_back(refinement(corpus, values));
        if (work.is_disjunctive) params.disjunctive_facets.push_back(corpus.facets[values.first]);
    }
    for (const auto& values : work.none_of) {
        data::Filter none;
        none.kind = data::Filter::Kind::kNot;
        none.children.push_back(refinement(corpus, values));
        all.children.push_back(std::move(none));
    }
    if (!all.children.empty()) params.facet_filters = all;
    return params;
}

/// What this thread has computed, so that other work on the machine does not count.
double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

void measure(const search::Snapshot& snapshot, const PeerCorpus& corpus, const Work& work,
             Figures& figures) {
    auto params = request_of(work, corpus, snapshot.settings);
    std::vector<double> seconds;
    double num_hits = 0;
    double total = 0;
    for (std::size_t pass = 0; pass <= kMaxPasses && total < kSecondsPerWork; ++pass) {
        for (const auto& query : work.queries) {
            params.query = query;
            const double begin = cpu_seconds();
            const auto result = search::search(snapshot, params);
            const double taken = cpu_seconds() - begin;
            if (pass == 0) {
                num_hits += static_cast<double>(result.num_hits);
            } else {
                seconds.push_back(taken);
                total += taken;
            }
        }
    }
    add_times(figures, "aisle." + work.name, std::move(seconds));
    figures["aisle." + work.name + ".hits"] = num_hits / static_cast<double>(work.queries.size());
}

void measure_all(const Options& options) {
    const auto snapshot = open(options);
    const auto corpus = peer_corpus(snapshot);
    auto figures = read_figures(options.directory / "aisle-index.txt");
    if (const auto theirs = options.directory / "lucene.txt"; fs::exists(theirs)) {
        figures.merge(read_figures(theirs));
    }
    std::vector<std::string> names;
    for (const auto& work : peer_works(snapshot, corpus, queries_of(options, snapshot))) {
        if (!options.only_work.empty() && work.name != options.only_work) continue;
        measure(snapshot, corpus, work, figures);
        names.push_back(work.name);
    }
    add_ratios(figures);
    fmt::print("{:.0f} products, one core, CPU time of the searching thread\n{}",
               figures["aisle.num_products"], table(figures, names));
    if (options.json_file.empty()) return;
    std::ofstream(options.json_file) << to_json(figures);
}

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& help,
                      Options& options) {
    auto* sub = app.add_subcommand(name, help);
    sub->add_option("--directory", options.directory, "Where everything is kept")->required();
    sub->add_option("--settings", options.settings_file, "Settings of the index")->required();
    sub->add_option("--queries", options.queries_file, "A query a line, instead of drawn ones");
    return sub;
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app("Aisle's side of the comparison with other engines");
    app.require_subcommand(1);
    auto* first = add_command(app, "prepare", "Build the index, write the corpus", options);
    first->add_option("--products", options.num_products, "Products of the demo store");
    first->add_option("--records", options.records_file, "JSON lines, instead of the demo store");
    first->callback([&] { prepare(options); });
    auto* second = add_command(app, "measure", "Ask Aisle, print all figures", options);
    second->add_option("--json", options.json_file, "Where to write every figure");
    second->add_option("--work", options.only_work, "Only this one");
    second->callback([&] { measure_all(options); });
    try {
        app.parse(argc, argv);
        return 0;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        std::cerr << "aisle-peers: " << error.what() << '\n';
        return 1;
    }
}
