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
/// the last request is done with it, and freed by free_displaced(), not by a request. What is to
/// be seen next is worked out before the lock is taken, so that no request waits for that.
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
    struct Replica {
        SnapshotPointer snapshot;
        // The settings it has were made of; most changes of an index leave them as they are.
        std::string primary_settings;
        std::string own_settings;
    };

    using Indexes = std::map<std::string, SnapshotPointer, std::less<>>;
    using Replicas = std::map<std::string, Replica, std::less<>>;

    void show(Indexes indexes);
    [[nodiscard]] Replicas derive_replicas(const Indexes& indexes) const;

    // The writer alone changes these two, under the lock; it reads them without.
    Indexes indexes_;
    Replicas replicas_;
    mutable std::mutex mutex_;
    std::vector<SnapshotPointer> displaced_; ///< the writer's
};

} // namespace aisle::api
