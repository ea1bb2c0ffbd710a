#include "tests/support/built_index.h"

#include <map>

#include "data/index_directory.h"
#include "data/json.h"
#include "indexer/index_builder.h"

namespace aisle::support {

namespace {

std::filesystem::path build_segment(const data::IndexDirectory& index,
                                    const std::vector<std::string>& records,
                                    const data::Settings& settings) {
    std::size_t at = 0;
    const indexer::RecordSupply next = [&]() -> std::optional<indexer::RawRecord> {
        if (at == records.size()) return std::nullopt;
        ++at;
        return indexer::RawRecord{records[at - 1], at, ""};
    };
    indexer::BuildOptions options;
    options.on_error = indexer::OnError::kFail;
    const auto report = indexer::build_index(index, settings, {}, next, options);
    return index.generation_path(report.generation) / "segment-0";
}

} // namespace

BuiltIndex build(const SegmentRecords& runs, const data::Settings& settings) {
    BuiltIndex built;
    built.directory = std::make_unique<TempDirectory>();
    built.snapshot = std::make_shared<search::Snapshot>();
    built.snapshot->index_name = "products";
    built.snapshot->settings = settings;
    built.snapshot->built_with = settings;
    auto& segments = built.snapshot->segments;
    for (const auto& records : runs) {
        const data::IndexDirectory index(built.directory->path(),
                                         "run" + std::to_string(segments.size()));
        built.segment_paths.push_back(build_segment(index, records, settings));
        auto segment = std::make_shared<const data::Segment>(built.segment_paths.back());
        for (auto& earlier : segments) {
            earlier.alive.filter([&](data::Ordinal product) {
                return !segment->columns().find_object_id(earlier.columns().object_id(product));
            });
        }
        segments.emplace_back(std::move(segment));
    }
    return built;
}

SegmentRecords split(const std::vector<std::string>& records, std::size_t num_runs) {
    SegmentRecords runs(num_runs);
    for (std::size_t i = 0; i < records.size(); ++i) {
        runs[i * num_runs / records.size()].push_back(records[i]);
    }
    return runs;
}

std::string object_id_of(const std::string& record) {
    const auto document = data::parse_json(record);
    return std::string(data::string_of(*data::find_member(document, "objectID")));
}

std::vector<std::string> live_records(const SegmentRecords& runs) {
    std::map<std::string, std::string> by_id;
    for (const auto& records : runs) {
        for (const auto& record : records) by_id[object_id_of(record)] = record;
    }
    std::vector<std::string> live;
    for (auto& [id, record] : by_id) live.push_back(std::move(record));
    return live;
}

} // namespace aisle::support
