#pragma once

#include <filesystem>
#include <memory>

#include "bench/peers/peer.h"

namespace aisle::bench {

/// Indexes `documents.tsv` in `directory` as `groonga` there.
/// Throws: Error{kUnavailable} with what Groonga says; as PeerDocumentReader.
void build_groonga(const std::filesystem::path& directory);

/// Opens what was built.   Throws: Error{kUnavailable}.
[[nodiscard]] std::unique_ptr<Peer> open_groonga(const std::filesystem::path& directory);

} // namespace aisle::bench
