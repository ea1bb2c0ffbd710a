// aisle-eval: measures how good answers are, not how fast. Exit status: 0 done, 1 failed,
// 2 wrong arguments.

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <exception>
#include <iostream>
#include <memory>

#include "bench/eval/recommend_eval.h"
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

void print(const RecommendReport& report) {
    for (const auto& note : report.notes) std::cerr << note << '\n';
    const auto& quality = report.quality;
    const auto users_per_second =
        quality.seconds > 0 ? static_cast<double>(quality.num_cases) / quality.seconds : 0;
    fmt::print("{{\"recall\":{:.6f},\"ndcg\":{:.6f},\"hr\":{:.6f},\"mrr\":{:.6f},"
               "\"coverage\":{:.6f},\"train_seconds\":{:.3f},\"users_per_second\":{:.1f},"
               "\"users\":{}}}\n",
               quality.mean.recall, quality.mean.ndcg, quality.mean.hit_rate,
               quality.mean.reciprocal_rank, quality.coverage, report.train_seconds,
               users_per_second, quality.num_cases);
}

void add_recommend(CLI::App& app) {
    auto eval = std::make_shared<RecommendEval>();
    auto* sub = app.add_subcommand("recommend", "Score recommendations against what people chose");
    sub->add_option("--train", eval->train_file, "What is known")->required();
    sub->add_option("--test", eval->test_file,
                    "What was chosen; for sequences the train file again leaves the last one out")
        ->required();
    sub->add_option("--format", eval->format, "lists, sessions or sequences")
        ->capture_default_str();
    sub->add_option("--model", eval->model, "Kind of model; default tunes itself on the train file")
        ->capture_default_str();
    sub->add_option("--set", eval->parameters, "A parameter of the model, name=number");
    sub->add_option("--k", eval->k, "Length of the lists")->capture_default_str();
    sub->callback([eval] { print(run(*eval)); });
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Measures how good the answers of Aisle are");
    app.require_subcommand(1);
    add_search(app);
    add_recommend(app);
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
