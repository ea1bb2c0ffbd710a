#pragma once

#include <cstdint>
#include <filesystem>
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
    bool is_disjunctive = false; ///< each attribute of all_of is counted without its own refinement
    std::vector<std::string> queries = {}; ///< one empty text: all products
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

/// The works of the comparison, their refinements drawn from what the index holds.
[[nodiscard]] std::vector<Work> peer_works(const search::Snapshot& snapshot,
                                           const PeerCorpus& corpus,
                                           const std::vector<std::string>& queries);

/// Writes what the other engines read: `works.txt`, a line a member, and `documents.tsv`, a line
/// a product: its words, the number it is ordered by, and the values of each facet. The words
/// are those that Aisle cut the texts into, so that all engines index the same.
void write_for_peers(const search::Snapshot& snapshot, const PeerCorpus& corpus,
                     const std::vector<Work>& works, const std::filesystem::path& directory);

} // namespace aisle::bench
