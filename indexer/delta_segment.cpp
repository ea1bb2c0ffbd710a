#include "indexer/delta_segment.h"

#include <filesystem>

#include "data/json.h"
#include "data/records.h"
#include "indexer/flat_index.h"

namespace aisle::indexer {

namespace {

/// From this many records on a compression dictionary pays for its own size. One that was trained
/// for another segment serves as well: training took half the time of upserts (bench upserts).
constexpr std::size_t kMinRecordsWithDictionary = 1'000;

} // namespace

SegmentCounts write_delta_segment(const SegmentSchema& schema,
                                  const std::vector<std::string>& records,
                                  std::string_view dictionary,
                                  const std::filesystem::path& directory) {
    std::string trained;
    if (records.size() < kMinRecordsWithDictionary) {
        dictionary = {};
    } else if (dictionary.empty()) {
        dictionary = trained = data::train_dictionary(records);
    }
    SegmentPartBuilder builder(schema, dictionary, nullptr);
    for (const auto& json : records) {
        const auto record = data::parse_json(json);
        const auto id = record.FindMember("objectID");
        builder.add(data::string_of(id->value), record, json);
    }
    std::vector<SegmentPart> parts;
    parts.push_back(builder.finish());
    const FlatIndex flat = invert(parts.front());
    std::filesystem::create_directories(directory);
    return write_segment(schema, std::move(parts), dictionary, flat, {directory, false});
}

} // namespace aisle::indexer
