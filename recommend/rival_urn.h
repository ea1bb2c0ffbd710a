#pragma once

#include <cstddef>
#include <random>
#include <vector>

#include "recommend/model.h"

namespace aisle::recommend {

/// Draws items in proportion to a power of how often they occur: a sample of all that an event
/// competes with.
class RivalUrn {
public:
    /// `num_drawn`: how many are drawn together. Items that do not occur are never drawn.
    RivalUrn(const std::vector<float>& counts, float power, std::size_t num_drawn);

    /// Requires: some item occurs.
    [[nodiscard]] Item draw(std::mt19937_64& engine) const;

    /// The logarithm of how often the item is expected among those drawn together.
    [[nodiscard]] float log_expected(Item item) const { return log_expected_[item]; }

private:
    std::vector<double> limits_; // of each item's part of what is drawn from
    std::vector<float> log_expected_;
};

} // namespace aisle::recommend
