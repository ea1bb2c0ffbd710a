#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "search/ranking.h"
#include "search/row_sets.h"

namespace aisle::search {

/// What a row costs, in major units of the context's currency.
struct ShownPrice {
    double amount = 0;
    std::string list;
    std::optional<double> was;
};

/// One row of a hit.
struct ShownRow {
    std::uint32_t position = 0;      ///< in the record's `variants`
    std::optional<ShownPrice> price; ///< under a price context, where an offer counts
    bool is_available = false;       ///< in the request's locations, or anywhere
    std::int64_t quantity = 0;       ///< over the same locations
};

/// The rows of a hit to choose the shown one from.
struct ShownRows {
    std::vector<ShownRow> rows;     ///< those that match; all of a product that only a rule shows
    std::uint32_t num_matching = 0; ///< 0 for a product that only a rule shows
    std::string currency;           ///< of the prices; empty without a price context
    bool has_stock = false;         ///< some record of the index has an inventory
};

/// Asks for the stock that find_shown_rows() will read of hits. It lies far apart, so that waiting
/// for memory, one hit after the other, took longer than finding the hits of one word.
void prefetch_stock(std::span<const Candidate> hits, const std::vector<SegmentMatches>& matches);

/// Requires: `matching.shop` is set.
[[nodiscard]] ShownRows find_shown_rows(const Candidate& candidate, const Matching& matching);

} // namespace aisle::search
