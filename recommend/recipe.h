#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "recommend/histories.h"
#include "recommend/model.h"

namespace aisle::recommend {

/// A kind of model and the numbers that shape it: what a tuner varies.
struct Recipe {
    std::string model;
    std::map<std::string, double, std::less<>> parameters; ///< those that differ from the defaults

    /// The parameter's value here, else `otherwise`.
    [[nodiscard]] double get(std::string_view name, double otherwise) const;

    friend bool operator==(const Recipe&, const Recipe&) = default;
};

/// The kinds of models, sorted.
[[nodiscard]] std::vector<std::string> model_names();

/// Trains a model.   Threads: uses all; the same model for any number of them.
/// Throws: Error{kInvalidRequest} naming a kind or a parameter that does not exist.
[[nodiscard]] std::unique_ptr<Model> train_model(const Histories& histories, const Recipe& recipe);

} // namespace aisle::recommend
