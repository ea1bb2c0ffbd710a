#pragma once

#include <algorithm>
#include <cstdint>

#include "recommend/histories.h"
#include "tests/support/rng.h"

namespace aisle::support {

/// Histories of up to 12 events, some in one step; small numbers are the popular items.
inline recommend::Histories random_histories(Rng& rng, std::uint32_t size,
                                             std::uint32_t num_items) {
    recommend::Histories histories;
    for (std::uint32_t h = 0; h < size; ++h) {
        histories.begin_history();
        const std::uint32_t length = rng.between(1, 12);
        std::uint32_t step = 0;
        for (std::uint32_t i = 0; i < length; ++i) {
            const std::uint32_t one = rng.below(num_items);
            const std::uint32_t other = rng.below(num_items);
            histories.add(std::min(one, other), step);
            if (rng.chance(.8)) ++step;
        }
    }
    histories.reserve_items(num_items);
    return histories;
}

} // namespace aisle::support
