#include "indexer/delta_segment.h"

#include <filesystem>

#include "data/json.h"
#include "data/records.h"

namespace aisle::indexer {

namespace {

/// From this many records on a compression dictionary pays for its own size. One that was trained
/// for another segment serves as well: training took half the time of upserts (bench upserts).
constexpr std::size_t kMinRecordsWithDictionary = 1'000;

/// What to compress records with that begin with `first`: with nothing when they are few, or else
/// with `given`, or a dictionary `trained` here.
std::string_view choose_dictionary(const std::vector<std::string>& first, std::string_view given,
                                   std::string& trained) {
    if (first.size() < kMinRecordsWithDictionary) return {};
    if (!given.empty()) return given;
    trained = data::train_dictionary(first);
    return trained;
}

/// Adds one record after the other.
class RecordAdder {
public:
    RecordAdder(const SegmentSchema& schema, std::string_view dictionary)
        : builder_(schema, dictionary) {}

    void add(const std::string& json) {
        const auto record = data::parse_json(json, memory_);
        builder_.add(data::string_of(*data::find_member(record, "objectID")), record);
        builder_.add_text_of_record(json);
    }

    [[nodiscard]] SegmentPart finish() { return builder_.finish(); }

private:
    SegmentPartBuilder builder_;
    data::JsonMemory memory_;
};

SegmentCounts write(const SegmentSchema& schema, SegmentPart part, std::string_view dictionary,
                    const SegmentTarget& target) {
    std::filesystem::create_directories(target.directory);
    SegmentWriter writer(schema, dictionary, target);
    writer.add(std::move(part));
    return writer.finish();
}

} // namespace

SegmentCounts write_delta_segment(const SegmentSchema& schema,
                                  const std::vector<std::string>& records,
                                  std::string_view dictionary,
                                  const std::filesystem::path& directory) {
    std::string trained;
    dictionary = choose_dictionary(records, dictionary, trained);
    RecordAdder adder(schema, dictionary);
    for (const auto& json : records) adder.add(json);
    return write(schema, adder.finish(), dictionary, {directory, false});
}

SegmentCounts write_merged_segment(const SegmentSchema& schema, const RecordTexts& next,
                                   std::string_view dictionary,
                                   const std::filesystem::path& directory) {
    std::vector<std::string> first; // what a dictionary is trained on
    while (first.size() < kMinRecordsWithDictionary) {
        auto json = next();
        if (!json) break;
        first.push_back(std::move(*json));
    }
    std::string trained;
    dictionary = choose_dictionary(first, dictionary, trained);
    RecordAdder adder(schema, dictionary);
    for (const auto& json : first) adder.add(json);
    while (const auto json = next()) adder.add(*json);
    return write(schema, adder.finish(), dictionary, {directory, true});
}

} // namespace aisle::indexer
