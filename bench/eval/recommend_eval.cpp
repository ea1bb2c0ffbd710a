#include "bench/eval/recommend_eval.h"

#include <fmt/core.h>

#include <charconv>
#include <chrono>
#include <memory>
#include <utility>

#include "bench/eval/recommend_files.h"
#include "data/error.h"
#include "recommend/default_recipe.h"
#include "recommend/recipe.h"

namespace aisle::bench {

namespace {

SplitFormat format_of(const std::string& name) {
    if (name == "lists") return SplitFormat::kLists;
    if (name == "sessions") return SplitFormat::kSessions;
    if (name == "sequences") return SplitFormat::kSequences;
    throw data::Error(data::ErrorCode::kInvalidRequest,
                      "format: expected lists, sessions or sequences, got " + name);
}

void add_parameter(const std::string& text, recommend::Recipe& recipe) {
    const std::size_t equals = text.find('=');
    double value = 0;
    const char* end = text.data() + text.size();
    if (equals == std::string::npos ||
        std::from_chars(text.data() + equals + 1, end, value).ptr != end) {
        throw data::Error(data::ErrorCode::kInvalidRequest,
                          "parameter: expected name=number, got " + text);
    }
    recipe.parameters[text.substr(0, equals)] = value;
}

recommend::Task task_of(SplitFormat format, bool has_baskets) {
    if (format == SplitFormat::kLists) return recommend::Task::kSet;
    if (format == SplitFormat::kSessions) return recommend::Task::kSession;
    return has_baskets ? recommend::Task::kBasket : recommend::Task::kSequence;
}

std::string describe(const recommend::Tuned& part) {
    std::string text = part.recipe.model;
    for (const auto& [name, value] : part.recipe.parameters) {
        text += fmt::format(" {}={}", name, value);
    }
    return text + fmt::format(": NDCG {:.4f} on what was held back", part.ndcg);
}

std::unique_ptr<recommend::Model> train(const RecommendEval& eval, const RecommendSplit& split,
                                        RecommendReport& report) {
    recommend::Recipe recipe{eval.model, {}};
    for (const auto& text : eval.parameters) add_parameter(text, recipe);
    if (eval.model != "default") return recommend::train_model(split.train, recipe);
    const auto task = task_of(format_of(eval.format), split.has_baskets);
    auto training = recommend::train_default(split.train, task, eval.k);
    for (const auto& part : training.parts) report.notes.push_back(describe(part));
    report.notes.push_back(fmt::format("blend: NDCG {:.4f} there", training.ndcg));
    return std::move(training.model);
}

} // namespace

RecommendReport run(const RecommendEval& eval) {
    const auto split = read_split(eval.train_file, eval.test_file, format_of(eval.format));
    RecommendReport report;
    const auto start = std::chrono::steady_clock::now();
    const auto model = train(eval, split, report);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    report.train_seconds = elapsed.count();
    report.quality = recommend::evaluate(*model, split.test, split.train.num_items(), eval.k);
    return report;
}

} // namespace aisle::bench
