#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "recommend/histories.h"
#include "recommend/trail_model.h"

namespace aisle::recommend {

struct TrailOptions {
    std::size_t size = 64;        ///< of a direction
    std::size_t num_ages = 10;    ///< so many of the newest events count
    float sharpness = 12;         ///< of the softmax over cosines
    float rival_power = .5F;      ///< items are drawn as rivals in proportion to their count^this
    float step = .05F;            ///< of the descent at its start; falls to 0
    std::uint32_t num_epochs = 6; ///< passes over all events
    std::uint64_t seed = 1;
};

/// Finds directions of items under which each event of `histories` is likely after those before
/// it: a softmax over the cosines of all items, of which a sample stands for all. Items without
/// events get no direction.
/// Cost:    about 200,000 products for each event and epoch.
/// Threads: uses all; the same bytes for any number of them on one kind of processor.
/// Source: Duchi et al. (2011), Adaptive subgradient methods; Bengio, Senecal (2008), Adaptive
///         importance sampling to accelerate training of a neural probabilistic language model.
[[nodiscard]] std::unique_ptr<TrailModel> train_trails(const Histories& histories,
                                                       const TrailOptions& options);

} // namespace aisle::recommend
