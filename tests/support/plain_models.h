#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "recommend/ials_trainer.h"
#include "recommend/model_set.h"
#include "recommend/popularity_model.h"

namespace aisle::support {

/// Models that were not trained: items are told apart by their vectors alone, `size` numbers
/// each, and nothing goes with anything.
[[nodiscard]] inline recommend::Models plain_models(std::size_t size, std::vector<float> vectors) {
    using recommend::Array;
    const std::size_t num_items = vectors.size() / size;
    const auto no_edges = [&] {
        return recommend::ItemGraph(Array(std::vector<std::uint64_t>(num_items + 1, 0)),
                                    Array(std::vector<recommend::Item>()),
                                    Array(std::vector<float>()));
    };
    const auto ones = [&] { return Array(std::vector<float>(num_items, 1)); };
    const auto popular = [&] { return std::make_unique<recommend::PopularityModel>(ones()); };
    auto gram = recommend::gram_of(vectors, size);
    recommend::Models models;
    models.related = no_edges();
    models.together = no_edges();
    models.taste = std::make_unique<recommend::FactorModel>(
        size, recommend::FactorWeights{}, Array(std::move(vectors)), Array(std::move(gram)));
    models.quantised = recommend::quantise(models.taste->vectors().view(), size);
    models.for_you = popular();
    models.next_item = popular();
    models.next_basket = popular();
    models.trending = ones();
    models.popular = ones();
    return models;
}

} // namespace aisle::support
