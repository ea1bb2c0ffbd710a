#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "recommend/array.h"
#include "recommend/item_set.h"
#include "recommend/model.h"
#include "recommend/quantised_vectors.h"

namespace aisle::recommend {

/// What a TrailModel knows of items: each has a direction, of length 1, and a weight as an event.
struct TrailVectors {
    std::size_t size = 0;    ///< of a direction
    Array<float> directions; ///< size for each item
    Array<float> weights;    ///< of each item; 0: it has no direction
    Array<float> ages;       ///< size for each age of an event, in events; older ones do not count
    float sharpness = 12;    ///< how much likelier a small angle is

    [[nodiscard]] std::size_t num_items() const noexcept { return weights.size(); }

    [[nodiscard]] std::size_t num_ages() const noexcept { return ages.size() / size; }

    [[nodiscard]] std::span<const float> direction(Item item) const {
        return directions.view().subspan(item * size, size);
    }
};

/// What a trail of items leads to: their directions, each coordinate weighted by how old the
/// event is, add up to where the next item lies. So items can be named that nobody has chosen
/// after these before, as long as they are like those that were.
/// Source: Mikolov et al. (2018), Advances in pre-training distributed word representations
///         (position-dependent weighting); Gupta et al. (2019), NISER, for the angles.
class TrailModel final : public Model {
public:
    /// The best items that score() names.
    static constexpr std::size_t kNumNamed = 100;

    explicit TrailModel(TrailVectors vectors);

    /// Names the items that are likeliest to be next: exp(sharpness * (cosine - 1)).
    void score(const Query& query, ScoreBoard& board) const override;

    void score_rest(const Query& query, std::span<const Item> items,
                    ScoreBoard& board) const override;

    [[nodiscard]] std::size_t num_items() const noexcept override { return vectors_.num_items(); }

    /// Where a query leads to, of length 1. Requires: the query is not empty.
    [[nodiscard]] std::vector<float> heading(std::span<const Item> items) const;

    [[nodiscard]] const TrailVectors& vectors() const noexcept { return vectors_; }

private:
    [[nodiscard]] float likelihood(float cosine) const;

    /// False for an item without a direction, which nothing is known of.
    [[nodiscard]] bool is_known(Item item) const { return vectors_.weights[item] > 0; }

    TrailVectors vectors_;
    QuantisedVectors quantised_;
    ItemSet everything_;
};

} // namespace aisle::recommend
