#include "api/index_registry.h"

#include <algorithm>

#include "api/snapshot_loader.h"

namespace aisle::api {

SnapshotPointer IndexRegistry::find(std::string_view index) const {
    const std::lock_guard lock(mutex_);
    if (const auto replica = replicas_.find(index); replica != replicas_.end()) {
        return replica->second.snapshot;
    }
    const auto found = indexes_.find(index);
    return found == indexes_.end() ? nullptr : found->second;
}

std::vector<SnapshotPointer> IndexRegistry::all() const {
    Indexes by_name;
    {
        const std::lock_guard lock(mutex_);
        by_name = indexes_;
        for (const auto& [name, replica] : replicas_) by_name[name] = replica.snapshot;
    }
    std::vector<SnapshotPointer> snapshots;
    for (auto& [name, snapshot] : by_name) snapshots.push_back(std::move(snapshot));
    return snapshots;
}

bool IndexRegistry::is_replica(std::string_view index) const {
    const std::lock_guard lock(mutex_);
    return replicas_.contains(index);
}

void IndexRegistry::put(const std::string& index, SnapshotPointer snapshot) {
    auto indexes = indexes_;
    indexes[index] = std::move(snapshot);
    show(std::move(indexes));
}

void IndexRegistry::remove(const std::string& index) {
    auto indexes = indexes_;
    if (indexes.erase(index) > 0) show(std::move(indexes));
}

/// Puts `indexes` and the replicas that follow from them in the place of what is seen.
void IndexRegistry::show(Indexes indexes) {
    auto replicas = derive_replicas(indexes);
    {
        const std::lock_guard lock(mutex_);
        indexes_.swap(indexes);
        replicas_.swap(replicas);
    }
    for (auto& [name, snapshot] : indexes) {
        const auto shown = indexes_.find(name);
        if (shown == indexes_.end() || shown->second != snapshot) {
            displaced_.push_back(std::move(snapshot));
        }
    }
    for (auto& [name, replica] : replicas) displaced_.push_back(std::move(replica.snapshot));
}

IndexRegistry::Replicas IndexRegistry::derive_replicas(const Indexes& indexes) const {
    Replicas replicas;
    for (const auto& [name, primary] : indexes) {
        for (const auto& replica : primary->settings.replicas) {
            const auto found = indexes.find(replica.name);
            const auto* own = found == indexes.end() ? nullptr : found->second.get();
            Replica next;
            next.primary_settings = primary->settings.stored_json();
            if (own != nullptr) next.own_settings = own->settings.stored_json();
            const auto last = replicas_.find(replica.name);
            const bool is_same = last != replicas_.end() &&
                                 last->second.snapshot->settings.primary == name &&
                                 last->second.primary_settings == next.primary_settings &&
                                 last->second.own_settings == next.own_settings;
            next.snapshot = replica_snapshot(*primary, replica.name,
                                             is_same ? last->second.snapshot->settings
                                                     : replica_settings(*primary, replica, own),
                                             own);
            replicas[replica.name] = std::move(next);
        }
    }
    return replicas;
}

void IndexRegistry::free_displaced() {
    // What is not shown any more can only lose holders.
    std::erase_if(displaced_, [](const auto& snapshot) { return snapshot.use_count() == 1; });
}

} // namespace aisle::api
