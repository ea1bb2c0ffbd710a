#pragma once

#include <cstdint>
#include <span>

#include "recommend/array.h"
#include "recommend/histories.h"
#include "recommend/model.h"

namespace aisle::recommend {

/// For each item the items that go with it, and how strongly: a sparse matrix by rows. Rows are
/// ordered by weight, the strongest first.   Threads: any.
class ItemGraph {
public:
    ItemGraph() = default;

    /// Requires: offsets has an element more than there are items, the others one a neighbour.
    ItemGraph(Array<std::uint64_t> offsets, Array<Item> items, Array<float> weights)
        : offsets_(std::move(offsets)), items_(std::move(items)), weights_(std::move(weights)) {}

    [[nodiscard]] std::uint32_t num_items() const noexcept {
        return offsets_.size() == 0 ? 0 : static_cast<std::uint32_t>(offsets_.size() - 1);
    }

    [[nodiscard]] std::span<const Item> neighbours(Item item) const {
        return items_.view().subspan(offsets_[item], offsets_[item + 1] - offsets_[item]);
    }

    /// In step with neighbours(item).
    [[nodiscard]] std::span<const float> weights(Item item) const {
        return weights_.view().subspan(offsets_[item], offsets_[item + 1] - offsets_[item]);
    }

    [[nodiscard]] const Array<std::uint64_t>& offsets() const noexcept { return offsets_; }

    [[nodiscard]] const Array<Item>& all_neighbours() const noexcept { return items_; }

    [[nodiscard]] const Array<float>& all_weights() const noexcept { return weights_; }

private:
    Array<std::uint64_t> offsets_;
    Array<Item> items_;
    Array<float> weights_;
};

/// How a query reads an ItemGraph.
struct GraphReading {
    float decay = 1;              ///< an event counts this much for each step it is older
    std::uint32_t max_events = 0; ///< only that many of the newest; 0: all
};

/// Adds the rows of the query's items, the newest counting most.
void add_rows(const ItemGraph& graph, const GraphReading& reading, const Query& query,
              ScoreBoard& board);

} // namespace aisle::recommend
