#include "recommend/item_graph.h"

#include <cmath>

namespace aisle::recommend {

void add_rows(const ItemGraph& graph, const GraphReading& reading, const Query& query,
              ScoreBoard& board) {
    const std::size_t size = query.items.size();
    const std::size_t taken =
        reading.max_events == 0 ? size : std::min<std::size_t>(size, reading.max_events);
    for (std::size_t i = size - taken; i < size; ++i) {
        const auto age = static_cast<float>(query.steps.back() - query.steps[i]);
        const float factor = reading.decay == 1 ? 1 : std::pow(reading.decay, age);
        const auto neighbours = graph.neighbours(query.items[i]);
        const auto weights = graph.weights(query.items[i]);
        for (std::size_t j = 0; j < neighbours.size(); ++j) {
            board.add(neighbours[j], factor * weights[j]);
        }
    }
}

} // namespace aisle::recommend
