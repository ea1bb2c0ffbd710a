#pragma once

#include <cstdint>
#include <filesystem>

namespace aisle::indexer {

/// Writes the words of a generation as a Xapian database, which is one file, for programs that
/// search or study those.
///
/// A document is a product that is alive; its data is the objectID, which with "Q" in front is
/// also a term, as Omega has it. Words are terms as they are in the dictionary, neither stemmed nor
/// prefixed; one counts as often as its fields weigh (kFieldWeights), so that Xapian's BM25 ranks
/// much like ours. Document ids follow the order of the segments and their products, from 1.
///
/// Returns the number of documents.
/// Throws:  Error{kConflict} when `out` exists; Error{kUnavailable} when it cannot be written, and
///          nothing is left of it then; what reading a segment throws.
/// Threads: uses oneTBB.
std::uint64_t export_to_xapian(const std::filesystem::path& generation,
                               const std::filesystem::path& out);

} // namespace aisle::indexer
