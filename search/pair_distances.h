#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "data/text_index.h"
#include "search/bounded_cache.h"
#include "search/compact_set.h"
#include "search/matching.h"
#include "search/ordinal_set.h"
#include "search/token_scan.h"

namespace aisle::search {

/// The products that hold two words, by how near these stand (see MatchDetails::proximity).
struct DistanceSets {
    bool is_complete = true; ///< false where some product has to be scanned; then without sets
    OrdinalSet side_by_side; ///< at distance 1; most requests find enough of them
    std::array<CompactSet, kMaxDistance - 1> farther; ///< entry d: at distance d + 2
    OrdinalSet products; ///< all of them, whether complete or not; none where a side is a range

    /// Those of `among` at a distance.
    [[nodiscard]] OrdinalSet intersection(std::uint32_t distance, const OrdinalSet& among) const;

    /// Products at any distance.
    [[nodiscard]] std::size_t num_products() const noexcept;

    /// What it takes in memory.
    [[nodiscard]] std::size_t num_bytes() const noexcept;
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

    /// Null where they are not kept.
    [[nodiscard]] std::shared_ptr<const DistanceSets> find_kept(data::WordRange left,
                                                                data::WordRange right);

    /// The products where `second` comes right after `first`, ascending; kept where both are
    /// common.
    [[nodiscard]] std::shared_ptr<const std::vector<data::Ordinal>>
    find_side_by_side(const data::TextIndex& index, data::WordId first, data::WordId second);

    /// What all kept pairs may take, for each product: as much as so many bitmaps. A pair takes
    /// up to eight bytes a product that has both, or a few bits of every product.
    static constexpr std::size_t kMaxBitmaps = 512;

    /// With fewer products than this, reading their texts takes about as long as the rest.
    static constexpr std::size_t kFewestProducts = 128;

    /// The same of beginnings of words, which are more than words, and soon typed on.
    static constexpr std::size_t kFewestProductsOfRanges = 1024;

    /// Making a pair of words that will be kept is worth reading so many times the texts that one
    /// request would read.
    static constexpr std::size_t kTextsPerTie = 256;

private:
    BoundedCache<DistanceSets> pairs_;                      ///< by the ends of both ranges
    BoundedCache<std::vector<data::Ordinal>> side_by_side_; ///< by both words
};

/// The text of a segment, and what is kept of it.
struct SegmentPairs {
    const data::TextIndex& index;
    PairDistances& pairs;
};

/// For each term but the last, the pairs of the words that stand for it and for the next one.
using TermPairs = std::vector<std::vector<std::shared_ptr<const DistanceSets>>>;

/// The pairs that tell how near the terms stand in products with typos as `levels` says; nothing
/// where they cannot, or where finding that out from the texts of `num_ties` products takes less.
/// Requires: NearWords can tell of `levels`.
[[nodiscard]] std::optional<TermPairs> find_pairs(TypoLevels levels, const TextMatches& matches,
                                                  const SegmentPairs& segment,
                                                  std::size_t num_ties);

/// `ties`, cut by the sum of the distances of neighbouring terms, each at least `least`: entry i
/// has those with the sum i.
/// Requires: `ties` have all terms, with typos as at find_pairs().
[[nodiscard]] std::vector<OrdinalSet> cut_by_distances(const OrdinalSet& ties,
                                                       const TermPairs& pairs, std::uint32_t least);

/// Those of `ties` where all neighbouring terms stand side by side, in their order.
/// Requires: as cut_by_distances().
[[nodiscard]] OrdinalSet side_by_side_among(const OrdinalSet& ties, const TermPairs& pairs);

} // namespace aisle::search
