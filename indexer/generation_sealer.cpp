#include "indexer/generation_sealer.h"

#include <ctime>
#include <filesystem>

#include "data/manifest.h"
#include "data/open_file.h"
#include "data/staging.h"

namespace aisle::indexer {

namespace fs = std::filesystem;

namespace {

void link_segment(const LiveSegment& live, const fs::path& to) {
    fs::create_directories(to);
    for (const auto& entry : fs::directory_iterator(live.segment.directory())) {
        if (entry.path().filename() == "tombstones.bin") continue; // superseded by `dead`
        std::error_code error;
        fs::create_hard_link(entry.path(), to / entry.path().filename(), error);
        if (error) fs::copy_file(entry.path(), to / entry.path().filename());
        // Live segments were written without waiting for the disk; a sealed one has to be on it.
        data::sync_file(to / entry.path().filename());
    }
    if (!live.dead.empty()) data::write_tombstones(to, live.dead);
}

} // namespace

std::uint64_t seal_generation(const data::IndexDirectory& index,
                              const std::vector<LiveSegment>& segments, const SealInputs& inputs) {
    const data::Staging staging(index.generations_path());
    data::Manifest manifest;
    manifest.created_at = std::time(nullptr);
    manifest.log_position = inputs.log_position;
    manifest.num_products = inputs.num_products;
    manifest.num_rows = inputs.num_rows;
    manifest.settings_json = inputs.built_with.stored_json();
    for (const auto& live : segments) {
        manifest.segments.push_back("segment-" + std::to_string(manifest.segments.size()));
        link_segment(live, staging.path() / manifest.segments.back());
    }
    data::seal(staging.path(), std::move(manifest));
    return index.publish(staging.path(), inputs.replaces);
}

} // namespace aisle::indexer
