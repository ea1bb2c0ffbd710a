#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "bench/peers/works.h"

namespace aisle::bench {

/// A product as the other engines index it.
struct PeerDocument {
    std::vector<std::string> words; ///< as Aisle cut the texts, so that all index the same
    double order = 0;               ///< the number that ranks it where there is no text
    std::vector<std::vector<std::string>> facets; ///< the values of each of PeerCorpus::facets
};

/// Writes `documents.tsv`, a line a product: what PeerDocument holds.
/// Throws: Error{kUnavailable}.
void write_documents(const search::Snapshot& snapshot, const PeerCorpus& corpus,
                     const std::filesystem::path& directory);

/// Reads them again, one by one.
class PeerDocumentReader {
public:
    /// Throws: Error{kNotFound}.
    explicit PeerDocumentReader(const std::filesystem::path& directory);

    /// False after the last one.   Throws: Error{kCorruptData} naming the line.
    [[nodiscard]] bool next(PeerDocument& document);

private:
    std::ifstream in_;
    std::size_t num_lines_ = 0;
    std::string line_;
};

/// Writes `works.txt`, a line a member.   Throws: Error{kUnavailable}.
void write_works(const std::vector<Work>& works, const std::filesystem::path& directory);

/// Throws: Error{kNotFound}; Error{kCorruptData} naming the line.
[[nodiscard]] std::vector<Work> read_works(const std::filesystem::path& directory);

} // namespace aisle::bench
