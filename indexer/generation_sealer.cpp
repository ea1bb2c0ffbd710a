#include "indexer/generation_sealer.h"

#include <algorithm>
#include <ctime>
#include <filesystem>

#include "data/manifest.h"
#include "data/open_file.h"
#include "data/staging.h"

namespace aisle::indexer {

namespace fs = std::filesystem;

namespace {

/// The files of the generation, or of the merge, that a segment is of; none when it is of neither.
std::vector<data::Manifest::File> sealed_files(const fs::path& segment) {
    const fs::path directory = segment.parent_path();
    if (!fs::exists(directory / "manifest.json")) return {};
    return data::read_manifest(directory).files;
}

/// Links the files of a segment; adds those whose checksums are known to `known`, with the names
/// they have here.
void link_segment(const LiveSegment& live, const fs::path& to,
                  std::vector<data::Manifest::File>& known) {
    fs::create_directories(to);
    const fs::path& from = live.segment.directory();
    const auto sealed = sealed_files(from);
    for (const auto& entry : fs::directory_iterator(from)) {
        const auto name = entry.path().filename();
        if (name == "tombstones.bin" || name == "hot.bin") continue; // there are newer ones
        const auto file = std::find_if(sealed.begin(), sealed.end(), [&](const auto& f) {
            return f.name == from.filename() / name;
        });
        std::error_code error;
        fs::create_hard_link(entry.path(), to / name, error);
        if (error) fs::copy_file(entry.path(), to / name);
        if (!error && file != sealed.end()) {
            known.push_back({to.filename() / name, file->size_bytes, file->checksum});
        } else {
            // Live segments were written without waiting for the disk; a sealed one is on it.
            data::sync_file(to / name);
        }
    }
    if (!live.dead.empty()) data::write_tombstones(to, live.dead);
    if (live.edits != nullptr) live.edits->save(to);
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
    std::vector<data::Manifest::File> known;
    for (const auto& live : segments) {
        manifest.segments.push_back("segment-" + std::to_string(manifest.segments.size()));
        link_segment(live, staging.path() / manifest.segments.back(), known);
    }
    data::seal(staging.path(), std::move(manifest), known);
    return index.publish(staging.path(), inputs.replaces);
}

} // namespace aisle::indexer
