#include "api/index_registry.h"

#include <algorithm>

#include "api/snapshot_loader.h"

namespace aisle::api {

SnapshotPointer IndexRegistry::find(std::string_view index) const {
    const std::lock_guard lock(mutex_);
    if (const auto replica = replicas_.find(index); replica != replicas_.end()) {
        return replica->second;
    }
    const auto found = indexes_.find(index);
    return found == indexes_.end() ? nullptr : found->second;
}

std::vector<SnapshotPointer> IndexRegistry::all() const {
    const std::lock_guard lock(mutex_);
    auto by_name = indexes_;
    for (const auto& [name, snapshot] : replicas_) by_name[name] = snapshot;
    std::vector<SnapshotPointer> snapshots;
    for (const auto& [name, snapshot] : by_name) snapshots.push_back(snapshot);
    return snapshots;
}

bool IndexRegistry::is_replica(std::string_view index) const {
    const std::lock_guard lock(mutex_);
    return replicas_.contains(index);
}

void IndexRegistry::put(const std::string& index, SnapshotPointer snapshot) {
    const std::lock_guard lock(mutex_);
    auto& current = indexes_[index];
    if (current) displaced_.push_back(std::move(current));
    current = std::move(snapshot);
    update_replicas();
}

void IndexRegistry::remove(const std::string& index) {
    const std::lock_guard lock(mutex_);
    const auto found = indexes_.find(index);
    if (found == indexes_.end()) return;
    displaced_.push_back(std::move(found->second));
    indexes_.erase(found);
    update_replicas();
}

/// Derives the snapshots of all replicas anew.   Requires: mutex_ is held.
void IndexRegistry::update_replicas() {
    std::map<std::string, SnapshotPointer, std::less<>> replicas;
    for (const auto& [name, snapshot] : indexes_) {
        for (const auto& replica : snapshot->settings.replicas) {
            const auto own = indexes_.find(replica.name);
            replicas[replica.name] = replica_snapshot(
                *snapshot, replica, own == indexes_.end() ? nullptr : own->second.get());
        }
    }
    for (auto& [name, snapshot] : replicas_) displaced_.push_back(std::move(snapshot));
    replicas_ = std::move(replicas);
}

void IndexRegistry::free_displaced() {
    std::vector<SnapshotPointer> unused; // destroyed after the lock is released
    const std::lock_guard lock(mutex_);
    const auto first = std::partition(displaced_.begin(), displaced_.end(),
                                      [](const auto& s) { return s.use_count() > 1; });
    std::move(first, displaced_.end(), std::back_inserter(unused));
    displaced_.erase(first, displaced_.end());
}

} // namespace aisle::api
