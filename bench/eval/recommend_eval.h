#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "recommend/evaluation.h"

namespace aisle::bench {

/// `aisle-eval recommend`: how well a model names what people of a published split chose.
struct RecommendEval {
    std::string train_file;
    std::string test_file;
    std::string format = "lists"; ///< lists, sessions or sequences
    std::string model = "default";
    std::vector<std::string> parameters; ///< name=value, of the model
    std::size_t k = 20;
};

struct RecommendReport {
    recommend::Evaluation quality;
    double train_seconds = 0;
    std::vector<std::string> notes; ///< what the default recipe chose, a line a model
};

/// Throws: Error naming the file, the model or the parameter that cannot be used.
[[nodiscard]] RecommendReport run(const RecommendEval& eval);

} // namespace aisle::bench
