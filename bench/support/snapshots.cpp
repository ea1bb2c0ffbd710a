#include "bench/support/snapshots.h"

#include <memory>

#include "data/error.h"
#include "data/manifest.h"
#include "data/segment.h"

namespace aisle::bench {

search::Snapshot open_snapshot(const data::IndexDirectory& index, const data::Settings& settings) {
    const auto generation = index.current_generation();
    if (!generation) {
        throw data::Error(data::ErrorCode::kNotFound,
                          "index " + index.index_name() + " has no generation");
    }
    const auto path = index.generation_path(*generation);
    search::Snapshot snapshot;
    snapshot.index_name = index.index_name();
    snapshot.generation = *generation;
    snapshot.settings = settings;
    snapshot.built_with = settings;
    for (const auto& name : data::read_manifest(path).segments) {
        snapshot.segments.emplace_back(std::make_shared<const data::Segment>(path / name));
    }
    return snapshot;
}

bool is_usable(const data::IndexDirectory& index) {
    if (!index.current_generation()) return false;
    try {
        static_cast<void>(open_snapshot(index, {}));
        return true;
    } catch (const data::Error&) {
        return false;
    }
}

} // namespace aisle::bench
