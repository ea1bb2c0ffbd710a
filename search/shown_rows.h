#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "search/candidates.h"
#include "search/shop_view.h"

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

/// The rows of a hit to choose the shown one from.   Lifetime: borrows them.
struct ShownRows {
    std::span<const ShownRow> rows; ///< those that match; all of a product that only a rule shows
    std::uint32_t num_matching = 0; ///< 0 for a product that only a rule shows
    std::string currency;           ///< of the prices; empty without a price context
    bool has_stock = false;         ///< some record of the index has an inventory
};

/// Finds the rows of hits. The stock of different hits lies far apart, so that waiting for memory,
/// one hit after the other, took longer than finding the hits of one word: it is asked for ahead.
/// Threads: one per request; borrows the matches.
class HitRows {
public:
    /// `hits`: those that will be shown.   Requires: all matches have a shop.
    HitRows(std::span<const Candidate> hits, const std::vector<SegmentMatches>& matches);

    /// Requires: `hit` is one of those given, each found once.
    /// Lifetime: until the rows are taken, and for as long as these live.
    [[nodiscard]] ShownRows find(const Candidate& hit, bool is_match);

    /// The rows that were found.
    [[nodiscard]] std::vector<ShownRow> take() && { return std::move(rows_); }

private:
    void make_room(std::span<const Candidate> hits);
    void prefetch(std::span<const Candidate> hits) const;

    const std::vector<SegmentMatches>& matches_;
    std::vector<ShownRow> rows_; ///< never more than were reserved
};

} // namespace aisle::search
