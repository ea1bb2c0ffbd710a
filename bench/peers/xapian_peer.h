#pragma once

#include <filesystem>
#include <memory>

#include "bench/peers/peer.h"

namespace aisle::bench {

/// Indexes `documents.tsv` in `directory` as `xapian` there.
/// Throws: Error{kUnavailable} with what Xapian says; as PeerDocumentReader.
void build_xapian(const std::filesystem::path& directory);

/// Opens what was built.   Throws: Error{kUnavailable}.
[[nodiscard]] std::unique_ptr<Peer> open_xapian(const std::filesystem::path& directory);

} // namespace aisle::bench
