#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/text_index.h"
#include "search/matching.h"
#include "search/once_map.h"
#include "search/ordinal_set.h"
#include "search/token_scan.h"

namespace aisle::search {

/// The products that hold two terms without typos, by how near these stand: entry d has those at
/// distance d + 1 (see MatchDetails::proximity).
struct DistanceSets {
    bool is_complete = true; ///< false where some product has to be scanned; then without sets
    std::array<OrdinalSet, kMaxDistance> by_distance;
};

/// How near common words stand to each other, in one segment. Such pairs are few, and asked for
/// again and again; reading the texts of all products that have both takes milliseconds.
/// Threads: any; whoever comes while a pair is being read waits for it.
class PairDistances {
public:
    /// The distances from the term `left` to the next one. Null when kMaxPairs others are kept.
    /// Requires: NearWords is possible for these terms.
    [[nodiscard]] std::shared_ptr<const DistanceSets>
    find(const data::TextIndex& index, const TermMatches& left, const TermMatches& right);

    /// A pair takes four bytes a product that has both, or a few bits of every product.
    static constexpr std::size_t kMaxPairs = 512;

    /// With fewer ties than this, reading their texts takes about as long as the rest.
    static constexpr std::size_t kFewestTies = 1024;

private:
    OnceMap<std::string, DistanceSets> pairs_{kMaxPairs}; ///< by the words of both terms
};

/// `ties`, cut by the sum of the distances of neighbouring terms, each at least `least`: entry i
/// has those with the sum i. Nothing where the pairs cannot tell.
/// Requires: `ties` have all terms without typos, NearWords is possible.
[[nodiscard]] std::optional<std::vector<OrdinalSet>>
cut_by_distances(const OrdinalSet& ties, const TextMatches& matches, const data::TextIndex& index,
                 PairDistances& pairs, std::uint32_t least);

} // namespace aisle::search
