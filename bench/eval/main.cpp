// aisle-eval: measures how good answers are, not how fast. Exit status: 0 done, 1 failed,
// 2 wrong arguments.

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <exception>
#include <iostream>
#include <memory>

#include "bench/eval/search_eval.h"

namespace {

using namespace aisle::bench;

void print(const MeanScore& score) {
    fmt::print("{{\"ndcg10\":{:.6f},\"recall100\":{:.6f},\"mrr\":{:.6f},\"empty\":{},"
               "\"queries\":{}}}\n",
               score.mean.ndcg10, score.mean.recall100, score.mean.reciprocal_rank, score.num_empty,
               score.num_queries);
}

void add_search(CLI::App& app) {
    auto eval = std::make_shared<SearchEval>();
    auto* sub = app.add_subcommand("search", "Score the hits of judged queries");
    sub->add_option("--records", eval->records_file, "JSON lines, JSON array or CSV, plain or gzip")
        ->required();
    sub->add_option("--id", eval->id_field, "Attribute that is the objectID")
        ->capture_default_str();
    sub->add_option("--settings", eval->settings_file,
                    "Settings of the index, a JSON file; derived from the records without it");
    sub->add_option("--queries", eval->queries_file, "TSV or CSV: query_id, query")->required();
    sub->add_option("--qrels", eval->judgements_file,
                    "TSV or CSV: query_id, product_id, rating or label; or a TREC file")
        ->required();
    sub->add_option("--run", eval->run_file, "Where to write the hits");
    sub->callback([eval] { print(run(*eval)); });
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Measures how good the answers of Aisle are");
    app.require_subcommand(1);
    add_search(app);
    try {
        app.parse(argc, argv);
        return 0;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        std::cerr << "aisle-eval: " << error.what() << '\n';
        return 1;
    }
}
