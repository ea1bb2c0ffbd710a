#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "search/snapshot.h"

namespace aisle::api {

using SnapshotPointer = std::shared_ptr<const search::Snapshot>;

/// The snapshots that requests see: one an index, and one for every replica of it.
///
/// What a request holds never changes under it. A snapshot that was displaced is kept until
/// the last request is done with it, and freed by free_displaced(), not by a request.
/// Threads: any for find() and all(); one writer for the rest.
class IndexRegistry {
public:
    /// What a request on this index sees; null when there is no such index.
    /// Cost: one lock, held for a map look-up.
    [[nodiscard]] SnapshotPointer find(std::string_view index) const;

    /// All indexes and replicas, by name.
    [[nodiscard]] std::vector<SnapshotPointer> all() const;

    /// True when `index` is a replica of another one.
    [[nodiscard]] bool is_replica(std::string_view index) const;

    void put(const std::string& index, SnapshotPointer snapshot);
    void remove(const std::string& index);

    /// Frees what no request uses any more: may unmap gigabytes.
    void free_displaced();

private:
    void update_replicas();

    mutable std::mutex mutex_;
    std::map<std::string, SnapshotPointer, std::less<>> indexes_;  // guarded by mutex_
    std::map<std::string, SnapshotPointer, std::less<>> replicas_; // guarded by mutex_
    std::vector<SnapshotPointer> displaced_;                       // guarded by mutex_
};

} // namespace aisle::api
