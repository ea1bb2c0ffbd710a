#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "recommend/histories.h"

namespace aisle::recommend {

/// An event to be foretold from those before it in its history.
struct TrailCase {
    std::span<const Item> given; ///< the newest last
    Item wanted;

    /// The event that is `age` events old.
    [[nodiscard]] Item of_age(std::size_t age) const { return given[given.size() - 1 - age]; }
};

/// All events of histories that others come before, as cases of at most so many given events.
class TrailCases {
public:
    /// Requires: the histories outlive the cases.
    TrailCases(const Histories& histories, std::size_t num_given);

    [[nodiscard]] std::size_t size() const noexcept { return places_.size(); }

    void shuffle(std::mt19937_64& engine);

    /// The cases from `begin` on, at most `count`.
    [[nodiscard]] std::vector<TrailCase> batch(std::size_t begin, std::size_t count) const;

private:
    struct Place {
        std::uint32_t history;
        std::uint32_t position;
    };

    const Histories& histories_;
    std::size_t num_given_;
    std::vector<Place> places_;
};

} // namespace aisle::recommend
