#include "api/snapshot_loader.h"

#include <algorithm>

#include "data/manifest.h"

namespace aisle::api {

OpenedGeneration load_generation(const data::IndexDirectory& directory) {
    auto snapshot = std::make_shared<search::Snapshot>();
    auto stored = directory.read_settings();
    snapshot->index_name = directory.index_name();
    snapshot->settings = std::move(stored.settings);
    OpenedGeneration opened{snapshot, 0, stored.log_position};
    const auto generation = directory.current_generation();
    if (!generation) return opened;
    const auto path = directory.generation_path(*generation);
    const auto manifest = data::read_manifest(path);
    data::verify(path, manifest);
    opened.log_position = manifest.log_position;
    snapshot->generation = *generation;
    snapshot->updated_at = manifest.created_at;
    snapshot->build_seconds = manifest.build_seconds;
    snapshot->built_with = data::Settings::parse(manifest.settings_json);
    for (const auto& file : manifest.files) snapshot->size_bytes += file.size_bytes;
    for (const auto& name : manifest.segments) {
        auto& view =
            snapshot->segments.emplace_back(std::make_shared<const data::Segment>(path / name));
        view.alive.subtract(search::OrdinalSet::from_sorted(data::read_tombstones(path / name),
                                                            view.segment->num_products()));
    }
    return opened;
}

std::shared_ptr<const search::Snapshot> with_settings(const search::Snapshot& snapshot,
                                                      data::Settings settings) {
    auto changed = std::make_shared<search::Snapshot>(snapshot);
    changed->settings = std::move(settings);
    return changed;
}

std::shared_ptr<const search::Snapshot> replica_snapshot(const search::Snapshot& primary,
                                                         const data::Replica& replica,
                                                         const data::Settings& own) {
    auto snapshot = std::make_shared<search::Snapshot>(primary);
    snapshot->index_name = replica.name;
    auto settings = primary.settings.updated_with(own.stored_json());
    settings.replicas.clear();
    settings.primary = primary.index_name;
    auto& ranking = settings.query_defaults.ranking;
    if (replica.is_virtual) {
        std::erase(ranking, "custom");
        ranking.insert(ranking.begin(), "custom");
    }
    snapshot->settings = std::move(settings);
    return snapshot;
}

} // namespace aisle::api
