#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/text_index.h"
#include "search/matching.h"

namespace aisle::search {

/// Tells from the postings how near the terms of a query may stand in products of one segment, so
/// that only the texts of those have to be read where they may stand near enough.
/// Borrows the arguments of the constructor.   Threads: any.
class NearBounds {
public:
    NearBounds(const TextMatches& matches, const data::TextIndex& index, std::uint32_t least)
        : matches_(matches), index_(index), least_distance_(least) {}

    /// For each of `products` a number that its MatchDetails::proximity is not less than.
    /// Requires: `products` ascending, each of them has every term.
    /// Cost:     a step a product and word whose bits are kept; of others goes over the postings,
    ///           unless these are far more than products.
    [[nodiscard]] std::vector<std::uint32_t> find(std::span<const data::Ordinal> products) const;

    /// What no proximity of a product with every term is less than.
    [[nodiscard]] std::uint32_t least() const noexcept;

    /// What no distance of two terms is less than.
    [[nodiscard]] std::uint32_t min_distance() const noexcept { return least_distance_; }

    /// What no proximity exceeds.
    [[nodiscard]] std::uint32_t most() const noexcept;

private:
    [[nodiscard]] std::vector<data::Spots> spots_of(const TermMatches& term,
                                                    std::span<const data::Ordinal> products) const;

    const TextMatches& matches_;
    const data::TextIndex& index_;
    std::uint32_t least_distance_;
};

} // namespace aisle::search
