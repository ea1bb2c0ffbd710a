#include "bench/eval/recommend_eval.h"

#include <charconv>
#include <chrono>

#include "bench/eval/recommend_files.h"
#include "data/error.h"
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

} // namespace

RecommendReport run(const RecommendEval& eval) {
    recommend::Recipe recipe{eval.model, {}};
    for (const auto& text : eval.parameters) add_parameter(text, recipe);
    const auto split = read_split(eval.train_file, eval.test_file, format_of(eval.format));
    const auto start = std::chrono::steady_clock::now();
    const auto model = recommend::train_model(split.train, recipe);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    return {recommend::evaluate(*model, split.test, split.train.num_items(), eval.k),
            elapsed.count()};
}

} // namespace aisle::bench
