// Everything but the words of a segment is readable as it is, if not as fast. So the segment is
// opened from links to its files, beside words that say nothing, and its records are built like any
// others.
#include "indexer/upgrade.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "data/error.h"
#include "data/file_lock.h"
#include "data/hot_columns.h"
#include "data/index_directory.h"
#include "data/manifest.h"
#include "data/section_file.h"
#include "data/segment.h"
#include "data/staging.h"
#include "data/store_view.h"
#include "indexer/index_builder.h"
#include "indexer/segment_part.h"
#include "indexer/text_writer.h"

namespace aisle::indexer {

namespace {

namespace fs = std::filesystem;

constexpr const char* kTextName = "text.bin";

/// Words that say nothing of so many products.
void write_no_words(std::uint32_t num_products, const fs::path& directory) {
    const data::Settings settings;
    const SegmentSchema schema(settings, {});
    std::vector<SegmentPart> parts(1);
    parts.front().token_offsets.assign(num_products + std::size_t{1}, 0);
    SegmentCounts counts;
    write_text(schema, parts, {.directory = directory, .is_durable = false}, counts);
}

std::shared_ptr<const data::Segment> open_without_words(const fs::path& segment,
                                                        const fs::path& links) {
    fs::create_directory(links);
    for (const auto& entry : fs::directory_iterator(segment)) {
        const auto name = entry.path().filename();
        if (name != kTextName) fs::create_hard_link(entry.path(), links / name);
    }
    const data::SectionFile records(links / "records.bin");
    write_no_words(data::Records(records).size(), links);
    return std::make_shared<const data::Segment>(links);
}

/// The records of a segment that are alive, as they are now.
class SegmentSource {
public:
    SegmentSource(std::shared_ptr<const data::Segment> segment, std::vector<data::Ordinal> dead)
        : segment_(std::move(segment)), dead_(std::move(dead)) {
        dead_.insert(dead_.end(), segment_->deleted().begin(), segment_->deleted().end());
        std::sort(dead_.begin(), dead_.end());
        if (const auto edits = data::HotEdits::load(segment_)) hot_ = edits->publish();
    }

    std::optional<std::string> next() {
        while (at_ < segment_->num_products()) {
            const data::Ordinal product = at_++;
            if (std::binary_search(dead_.begin(), dead_.end(), product)) continue;
            auto record = segment_->records().read(product);
            return hot_ ? hot_->patch(std::move(record), product) : std::move(record);
        }
        return std::nullopt;
    }

private:
    std::shared_ptr<const data::Segment> segment_;
    std::vector<data::Ordinal> dead_; ///< ascending
    std::shared_ptr<const data::HotColumns> hot_;
    data::Ordinal at_ = 0;
};

/// A published generation.
struct Generation {
    std::uint64_t number;
    data::Manifest manifest;
};

/// The generation of an index if files of it are old; nothing when it is damaged, either.
std::optional<Generation> find_old(const data::IndexDirectory& index) {
    try {
        const auto number = index.current_generation();
        if (!number) return std::nullopt;
        const fs::path path = index.generation_path(*number);
        auto manifest = data::read_manifest(path);
        const auto& segments = manifest.segments;
        const bool is_old = std::any_of(segments.begin(), segments.end(), [&](const auto& name) {
            return data::has_older_version(path / name / kTextName) ||
                   data::has_older_version(path / name / "columns.bin");
        });
        if (is_old) return Generation{*number, std::move(manifest)};
    } catch (const data::Error&) { // for those to tell who open it
    }
    return std::nullopt;
}

void build_anew(const fs::path& data, const data::IndexDirectory& index, const Generation& old) {
    const fs::path path = index.generation_path(old.number);
    data::verify(path, old.manifest);
    const data::Staging links(index.generations_path());
    std::vector<SegmentSource> sources;
    for (const auto& name : old.manifest.segments) {
        sources.emplace_back(open_without_words(path / name, links.path() / name),
                             data::read_tombstones(path / name));
    }
    std::size_t source = 0;
    std::size_t line = 0;
    const RecordSupply next = [&]() -> std::optional<RawRecord> {
        for (; source < sources.size(); ++source) {
            if (auto record = sources[source].next()) return RawRecord{*record, ++line, {}};
        }
        return std::nullopt;
    };
    BuildOptions options;
    options.on_error = OnError::kFail; // a record that was taken must not be lost
    options.log_position = [&] { return old.manifest.log_position; };
    options.replaces = old.number;
    const auto settings = index.read_settings().settings;
    static_cast<void>(
        build_index(index, settings, data::read_replica_settings(data, settings), next, options));
}

} // namespace

void upgrade_store(const fs::path& data,
                   const std::function<void(const std::string& index)>& on_index) {
    std::optional<data::FileLock> lock; // the server's, who may be another one
    for (const auto& name : data::list_indexes(data)) {
        const data::IndexDirectory index(data, name);
        const auto old = find_old(index);
        if (!old) continue;
        if (!lock) lock.emplace(data / (std::string(data::kLogName) + ".lock"));
        on_index(name);
        build_anew(data, index, *old);
    }
}

} // namespace aisle::indexer
