#pragma once

#include <cstdint>
#include <string>

#include "bench/peers/works.h"

namespace aisle::bench {

/// What an engine found for one query.
struct Answer {
    std::uint64_t num_hits = 0; ///< an estimate where the engine's own way does not count
    /// The sum of the counts of the first kPeerFacetValues values of every facet: the same for
    /// all engines, however they order values of equal counts.
    std::uint64_t num_counted = 0;
};

/// An engine of the comparison that runs in this process.
/// Threads: one at a time.
class Peer {
public:
    Peer() = default;
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    virtual ~Peer() = default;

    /// Answers as a search would: the first kPeerHits products and the counts of all facets.
    virtual Answer ask(const Work& work, const std::string& query) = 0;

    /// The same with the exact number of hits, for engines that do not count them by themselves.
    virtual Answer ask_exactly(const Work& work, const std::string& query) {
        return ask(work, query);
    }
};

} // namespace aisle::bench
