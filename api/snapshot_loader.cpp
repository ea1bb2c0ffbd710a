#include "api/snapshot_loader.h"

#include <algorithm>

#include "data/error.h"
#include "data/manifest.h"

namespace aisle::api {

namespace {

/// Reads a file of merchandising data; returns the last operation of the log in it.
template <class Set>
std::uint64_t read_set(const data::IndexDirectory& directory, std::string_view part,
                       std::shared_ptr<const Set>& set) {
    const auto path = directory.part_path(part);
    const auto stored = data::read_part(path);
    if (!stored) return 0;
    try {
        auto parsed = std::make_shared<const Set>(Set::parse(stored->json));
        if (parsed->size() > 0) set = std::move(parsed);
    } catch (const data::Error& error) {
        throw data::Error(data::ErrorCode::kCorruptData,
                          "damaged file " + path.string() + ": " + error.what());
    }
    return stored->log_position;
}

} // namespace

OpenedGeneration load_generation(const data::IndexDirectory& directory) {
    auto snapshot = std::make_shared<search::Snapshot>();
    auto stored = directory.read_settings();
    snapshot->index_name = directory.index_name();
    snapshot->settings = std::move(stored.settings);
    OpenedGeneration opened;
    opened.snapshot = snapshot;
    opened.settings_position = stored.log_position;
    opened.synonyms_position = read_set(directory, data::kSynonymsPart, snapshot->synonyms);
    opened.rules_position = read_set(directory, data::kRulesPart, snapshot->rules);
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
        auto& edits = opened.edits.emplace_back(data::HotEdits::load(view.segment));
        if (edits) view.hot = edits->publish();
    }
    return opened;
}

data::Settings replica_settings(const search::Snapshot& primary, const data::Replica& replica,
                                const search::Snapshot* own) {
    auto settings = primary.settings;
    if (own != nullptr) settings = settings.updated_with(own->settings.stored_json());
    settings.replicas.clear();
    settings.primary = primary.index_name;
    auto& ranking = settings.query_defaults.ranking;
    if (replica.is_virtual) {
        std::erase(ranking, "custom");
        ranking.insert(ranking.begin(), "custom");
    }
    return settings;
}

std::shared_ptr<const search::Snapshot> replica_snapshot(const search::Snapshot& primary,
                                                         const std::string& name,
                                                         data::Settings settings,
                                                         const search::Snapshot* own) {
    auto snapshot = std::make_shared<search::Snapshot>(primary);
    snapshot->index_name = name;
    snapshot->settings = std::move(settings);
    if (own != nullptr) {
        snapshot->synonyms = own->synonyms;
        snapshot->rules = own->rules;
    }
    return snapshot;
}

} // namespace aisle::api
