#pragma once

#include <memory>
#include <vector>

#include "bench/peers/peer.h"
#include "search/snapshot.h"

namespace aisle::bench {

/// Aisle itself, by its default criteria of ranking.
[[nodiscard]] std::unique_ptr<Peer> aisle_peer(search::Snapshot snapshot);

} // namespace aisle::bench
