#pragma once

#include <utility>

#include "recommend/item_graph.h"
#include "recommend/model.h"

namespace aisle::recommend {

/// Recommends the neighbours of what is known, by one graph.
class GraphModel final : public Model {
public:
    GraphModel(ItemGraph graph, GraphReading reading)
        : graph_(std::move(graph)), reading_(reading) {}

    void score(const Query& query, ScoreBoard& board) const override {
        add_rows(graph_, reading_, query, board);
    }

    [[nodiscard]] std::size_t num_items() const noexcept override { return graph_.num_items(); }

    [[nodiscard]] const ItemGraph& graph() const noexcept { return graph_; }

    [[nodiscard]] const GraphReading& reading() const noexcept { return reading_; }

private:
    ItemGraph graph_;
    GraphReading reading_;
};

} // namespace aisle::recommend
