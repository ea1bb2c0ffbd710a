#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/text_index.h"
#include "search/bounded_cache.h"
#include "search/matching.h"
#include "search/ordinal_set.h"
#include "search/token_scan.h"

namespace aisle::search {

/// The products that hold two words, by how near these stand: entry d has those at distance d + 1
/// (see MatchDetails::proximity).
struct DistanceSets {
    bool is_complete = true; ///< false where some product has to be scanned; then without sets
    std::array<OrdinalSet, kMaxDistance> by_distance;
};

/// How near common words stand to each other, in one segment. Such pairs are few, and asked for
/// again and again; reading the texts of all products that have both takes milliseconds.
/// Threads: any.
class PairDistances {
public:
    /// The distances from a word of `left` to one of `right`, which share none; kept where both are
    /// common.
    [[nodiscard]] std::shared_ptr<const DistanceSets>
    find(const data::TextIndex& index, data::WordRange left, data::WordRange right);

    /// The products where `second` comes right after `first`, ascending; kept where both are
    /// common.
    [[nodiscard]] std::shared_ptr<const std::vector<data::Ordinal>>
    find_side_by_side(const data::TextIndex& index, data::WordId first, data::WordId second);

    /// What all kept pairs may take, for each product: as much as so many bitmaps. A pair takes
    /// four bytes a product that has both, or a few bits of every product.
    static constexpr std::size_t kMaxBitmaps = 512;

    /// With fewer products than this, reading their texts takes about as long as the rest.
    static constexpr std::size_t kFewestProducts = 1024;

private:
    BoundedCache<DistanceSets> pairs_;                      ///< by the ends of both ranges
    BoundedCache<std::vector<data::Ordinal>> side_by_side_; ///< by both words
};

/// The text of a segment, and what is kept of it.
struct SegmentPairs {
    const data::TextIndex& index;
    PairDistances& pairs;
};

/// `ties`, cut by the sum of the distances of neighbouring terms, each at least `least`: entry i
/// has those with the sum i. Nothing where the pairs cannot tell.
/// Requires: `ties` have all terms, with typos as `levels` says, and NearWords can tell of them.
[[nodiscard]] std::optional<std::vector<OrdinalSet>>
cut_by_distances(const OrdinalSet& ties, TypoLevels levels, const TextMatches& matches,
                 const SegmentPairs& segment, std::uint32_t least);

} // namespace aisle::search
