#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/flat_index.h"

namespace aisle::indexer {

/// Writes one small Xapian database. Its inverter slows down as it grows, so that many small
/// databases, compacted once, are built faster than a large one (design decision D2).
/// Document ids are the order of add(), from 1.   Threads: one.
class XapianShardWriter {
public:
    /// Throws: Error{kUnavailable} when the database cannot be created.
    explicit XapianShardWriter(const std::filesystem::path& path);
    ~XapianShardWriter();

    /// Adds one document. Requires: terms are distinct and not empty.
    void add(std::span<const std::pair<std::string_view, std::uint32_t>> terms_and_counts);

    /// Flushes and closes. Throws: Error{kUnavailable} on a full disk.
    void finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Merges shards, in order, into one compact single-file database; removes the shards.
/// Document ids of a shard follow those of the shards before it.
/// Throws: Error{kUnavailable} when it cannot be written.
void compact_shards(const std::vector<std::filesystem::path>& shards,
                    const std::filesystem::path& out);

/// Decodes a database once into flat arrays.   Threads: uses oneTBB.
[[nodiscard]] FlatIndex flatten(const std::filesystem::path& database);

} // namespace aisle::indexer
