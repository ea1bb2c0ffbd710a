// aisle-peers: Aisle's side of bench/peers/compare. `prepare` builds the index and writes what
// the other engines index and all are asked; `ask` asks Aisle; `report` puts the figures of all
// engines side by side and checks that they found the same. Exit status: 0 done, 1 failed or not
// the same, 2 wrong arguments.

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "bench/peers/agreement.h"
#include "bench/peers/aisle_peer.h"
#include "bench/peers/figures.h"
#include "bench/peers/peer_files.h"
#include "bench/peers/peer_main.h"
#include "bench/peers/works.h"
#include "bench/support/snapshots.h"
#include "data/demo/demo_store.h"
#include "data/error.h"
#include "data/index_directory.h"
#include "data/manifest.h"
#include "data/text.h"
#include "indexer/index_builder.h"
#include "indexer/record_reader.h"

namespace {

using namespace aisle;
using namespace aisle::bench;
namespace fs = std::filesystem;

constexpr std::size_t kNumQueries = 500;

/// 1 January 2026, so that the store is the same whenever it is generated.
constexpr std::int64_t kNow = 1'767'225'600;

struct Options {
    fs::path directory; ///< everything is written here
    fs::path records_file;
    std::string settings_file;
    std::string queries_file;
    std::uint64_t num_products = 0;
    std::string json_file;
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

/// Of all files of that name.
double megabytes_of(const fs::path& directory, std::string_view name) {
    double bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        if (entry.path().filename() == name) bytes += static_cast<double>(entry.file_size());
    }
    return bytes / 1e6;
}

void generate(std::uint64_t num_products, const fs::path& records) {
    std::ofstream out(records);
    data::demo::DemoOptions demo;
    demo.num_products = num_products;
    demo.now = kNow;
    data::demo::write_products(demo, out);
}

indexer::BuildReport build_index(const Options& options, const fs::path& records) {
    auto reader = indexer::RecordReader::open(records.string(), {});
    indexer::BuildOptions build;
    build.on_error = indexer::OnError::kFail;
    return indexer::build_index(
        index_of(options), settings_of(options), {}, [&] { return reader.next(); }, build);
}

void prepare(const Options& options) {
    const fs::path generated = options.directory / "records.jsonl";
    if (options.records_file.empty()) generate(options.num_products, generated);
    const auto report =
        build_index(options, options.records_file.empty() ? generated : options.records_file);
    fs::remove(generated); // the others index documents.tsv
    write_figures({{"aisle.index_seconds", report.seconds},
                   {"aisle.index_mb", static_cast<double>(report.size_bytes) / 1e6},
                   {"aisle.records_mb", megabytes_of(options.directory, "records.bin")},
                   {"aisle.num_products", static_cast<double>(report.counts.num_products)}},
                  options.directory / "aisle-index.txt");
    const auto snapshot = open(options);
    const auto corpus = peer_corpus(snapshot);
    write_documents(snapshot, corpus, options.directory);
    write_works(peer_works(snapshot, corpus, queries_of(options, snapshot)), options.directory);
}

void ask(const Options& options) {
    ask_all(*aisle_peer(open(options)), "aisle", options.directory);
}

/// What all engines have written, those that were asked.
struct Results {
    Figures figures;
    AnswersByEngine answers;
};

Results read_results(const Options& options) {
    Results results;
    for (const std::string engine : kEngines) {
        const auto file = [&](const char* name) { return options.directory / (engine + name); };
        if (!fs::exists(file("-works.txt"))) continue;
        results.figures.merge(read_figures(file("-index.txt")));
        results.figures.merge(read_figures(file("-works.txt")));
        results.answers[engine] = read_answers(file("-answers.txt"));
    }
    return results;
}

void print_memory(Figures figures) {
    const double text = figures["aisle.mapped_mb.text.bin"];
    const double columns = figures["aisle.mapped_mb.columns.bin"];
    const double records = figures["aisle.mapped_mb.records.bin"];
    const double anonymous = figures["aisle.anonymous_mb"];
    const double resident = figures["aisle.resident_mb"] - records;
    fmt::print("\nAisle's memory after the queries, without stored records: {:.0f} MB, of which\n"
               "text.bin {:.0f}, columns.bin {:.0f}, anonymous {:.0f}, programs {:.0f}\n"
               "Aisle's index: {:.0f} MB of stored records\n",
               resident, text, columns, anonymous, resident - text - columns - anonymous,
               figures["aisle.records_mb"]);
}

/// Prints what comes before anything of a work is kept.
void print_first(const Figures& figures, const std::vector<std::string>& works) {
    fmt::print(
        "\nAisle, queries/s of those that are asked for the first time, work after work:\n ");
    for (const auto& work : works) {
        const auto found = figures.find("aisle." + work + ".first_qps");
        if (found != figures.end()) fmt::print(" {} {:.0f}", work, found->second);
    }
    fmt::print("\n");
}

/// Adds and prints what counting refined facets without themselves costs, against one plain query.
void compare_refined(Figures& figures) {
    const auto plain = figures.find("aisle.refined.qps");
    const auto disjunctive = figures.find("aisle.disjunctive.qps");
    if (plain == figures.end() || disjunctive == figures.end()) return;
    const double times = plain->second / disjunctive->second;
    figures["aisle.disjunctive.times_refined"] = times;
    fmt::print(
        "\nAisle takes {:.2f} times as long for a query of disjunctive as for one of refined\n",
        times);
}

/// Prints how much was compared.
/// Throws: Error{kCorruptData} with the first of the answers that differ.
void check_agreement(const std::vector<Work>& works, const Agreement& agreement) {
    constexpr std::size_t kMostShown = 10;
    if (const auto& lines = agreement.differences; !lines.empty()) {
        std::string text = fmt::format("answers that differ: {}", lines.size());
        for (std::size_t i = 0; i < std::min(kMostShown, lines.size()); ++i) {
            text += "\n  " + lines[i];
        }
        throw data::Error(data::ErrorCode::kCorruptData, text);
    }
    fmt::print("\nThe same hits and counts as Aisle, by number of queries:\n");
    for (const std::string engine : kEngines) {
        std::string checked;
        for (const auto& work : works) {
            const auto found = agreement.checked.find(engine + "." + work.name + ".checked");
            if (found == agreement.checked.end()) continue;
            checked += fmt::format(" {} {:.0f}", work.name, found->second);
        }
        if (!checked.empty()) fmt::print("  {:<8}{}\n", engine, checked);
    }
}

void report(const Options& options) {
    const auto works = read_works(options.directory);
    auto results = read_results(options);
    add_ratios(results.figures);
    add_hits(results.figures, works, results.answers);
    std::vector<std::string> names;
    for (const auto& work : works) names.push_back(work.name);
    fmt::print("{:.0f} products, one core, CPU time of the searching thread\n{}",
               results.figures["aisle.num_products"], table(results.figures, names));
    print_memory(results.figures);
    print_first(results.figures, names);
    compare_refined(results.figures);
    const auto agreement = compare_answers(works, results.answers, "aisle");
    results.figures.insert(agreement.checked.begin(), agreement.checked.end());
    if (!options.json_file.empty()) {
        std::ofstream(options.json_file) << to_json(results.figures);
    }
    check_agreement(works, agreement);
}

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& help,
                      Options& options) {
    auto* sub = app.add_subcommand(name, help);
    sub->add_option("--directory", options.directory, "Where everything is kept")->required();
    return sub;
}

CLI::App* with_settings(CLI::App* sub, Options& options) {
    sub->add_option("--settings", options.settings_file, "Settings of the index")->required();
    return sub;
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app("Aisle's side of the comparison with other engines");
    app.require_subcommand(1);
    auto* first = with_settings(
        add_command(app, "prepare", "Build the index, write the corpus and the works", options),
        options);
    first->add_option("--products", options.num_products, "Products of the demo store");
    first->add_option("--records", options.records_file, "JSON lines, instead of the demo store");
    first->add_option("--queries", options.queries_file, "A query a line, instead of drawn ones");
    first->callback([&] { prepare(options); });
    with_settings(add_command(app, "ask", "Ask Aisle all works", options), options)->callback([&] {
        ask(options);
    });
    auto* last = add_command(app, "report", "Print what all engines have written", options);
    last->add_option("--json", options.json_file, "Where to write every figure");
    last->callback([&] { report(options); });
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
