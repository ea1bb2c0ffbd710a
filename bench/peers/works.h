#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "search/snapshot.h"

namespace aisle::bench {

/// What is asked of every engine, in the same words: the same requests for each of the queries.
struct Work {
    enum class Mode : std::uint8_t {
        kWords,  ///< every word as it stands
        kPrefix, ///< the last word as a prefix
        kTypo,   ///< every word with up to one typo from 4 letters on, two from 8 on
    };
    /// A facet attribute, by its place in PeerCorpus::facets, and values of it.
    using Refinement = std::pair<std::size_t, std::vector<std::string>>;

    std::string name;
    Mode mode = Mode::kWords;
    std::size_t num_facets = 0;          ///< the first ones of PeerCorpus::facets are counted
    std::vector<Refinement> all_of = {}; ///< at least one value of each must hold
    std::vector<Refinement> none_of = {};
    /// For a facet that is counted without its own refinement, and without those of its hierarchy,
    /// the attributes of all_of that are left out.
    std::map<std::size_t, std::vector<std::size_t>> left_out = {};
    /// Every engine must find the same products and count the same: no typos, which each defines
    /// its own way, and no refinement on variants, whom the others do not know.
    bool is_comparable = true;
    std::vector<std::string> queries = {}; ///< one empty text: all products

    friend bool operator==(const Work&, const Work&) = default;
};

/// The attributes that are counted and filtered by: at most the first eight for faceting.
struct PeerCorpus {
    std::vector<std::string> facets;
    std::string order; ///< the number that ranks products where there is no text; or empty
};

inline constexpr std::size_t kMaxPeerFacets = 8;
inline constexpr std::uint32_t kPeerHits = 20;
inline constexpr std::uint32_t kPeerFacetValues = 10;

[[nodiscard]] PeerCorpus peer_corpus(const search::Snapshot& snapshot);

/// Queries as shoppers type them: one to three words that follow one another in the first
/// searchable attribute of a product drawn at random.
[[nodiscard]] std::vector<std::string> draw_queries(const search::Snapshot& snapshot,
                                                    std::size_t count);

/// The values of one facet of one product, of all its rows.
[[nodiscard]] std::set<std::string> values_of(const data::Columns& columns,
                                              const std::string& facet, data::Ordinal product);

/// The works of the comparison, their refinements drawn from what the index holds.
[[nodiscard]] std::vector<Work> peer_works(const search::Snapshot& snapshot,
                                           const PeerCorpus& corpus,
                                           const std::vector<std::string>& queries);

} // namespace aisle::bench
