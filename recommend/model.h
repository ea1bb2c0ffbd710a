#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "recommend/histories.h"
#include "recommend/item_set.h"
#include "recommend/score_board.h"

namespace aisle::recommend {

/// What is known of someone when a recommendation is asked for: items in the order of time, the
/// last one the newest, with their steps (see Histories).
struct Query {
    std::span<const Item> items;
    std::span<const std::uint32_t> steps;
    const ItemSet* allowed = nullptr; ///< only these may be answers; null: all
};

/// A trained model. Immutable.   Threads: any.
class Model {
public:
    Model() = default;
    Model(const Model&) = delete;
    Model& operator=(const Model&) = delete;
    virtual ~Model() = default;

    /// Adds to `board` how well items suit `query`: any number of items, higher is better, in
    /// the model's own measure. Items that are not allowed may get a score. Requires: every item of
    /// the query is in the model's catalogue.
    virtual void score(const Query& query, ScoreBoard& board) const = 0;

    /// Adds to `board` those of `items` that score() left out because others are likelier; nothing
    /// where score() names all it knows. Requires: the board is that of score() for `query`.
    virtual void score_rest(const Query& /*query*/, std::span<const Item> /*items*/,
                            ScoreBoard& /*board*/) const {}

    /// How many items the model's catalogue has; 0: it needs none.
    [[nodiscard]] virtual std::size_t num_items() const noexcept = 0;
};

} // namespace aisle::recommend
