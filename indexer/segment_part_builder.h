#pragma once

#include <rapidjson/document.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "data/ids.h"
#include "data/records.h"
#include "data/settings.h"
#include "indexer/segment_part.h"

namespace aisle::indexer {

/// What every part of a segment is built with. Immutable.
struct SegmentSchema {
    SegmentSchema(const data::Settings& settings,
                  const std::vector<data::Settings>& replica_settings);

    std::vector<data::SearchableAttribute> searchable; ///< empty: every string and number
    std::vector<std::string> faceted; ///< facets, tags, and what products are grouped by
    std::vector<std::string> hot;     ///< numbers and booleans of these change in place
    std::vector<std::string> ranked;  ///< ranked by: texts need their values sorted
    std::string separators_to_index;
};

/// Turns records into one SegmentPart.
/// Call order: add* finish.   Threads: one builder per thread.
class SegmentPartBuilder {
public:
    SegmentPartBuilder(const SegmentSchema& schema, std::string_view record_dictionary);

    /// Requires: `record` is a valid record, `json` its compact text.
    void add(std::string_view object_id, const rapidjson::Value& record, std::string_view json);

    [[nodiscard]] SegmentPart finish();

private:
    struct Text {
        std::uint32_t attribute;
        std::string value;
    };

    /// In how many products a word was seen, and the last of them.
    struct WordUse {
        std::uint32_t num_products = 0;
        std::uint32_t last = data::kNoId;
    };

    /// Where the values under a record or a variant go.
    struct Target {
        bool is_row;
        std::uint32_t cell;
    };

    void add_object(const rapidjson::Value& object, const Target& target, std::string& path);
    void add_value(const rapidjson::Value& value, const Target& target, std::string& path);
    void add_leaf(const rapidjson::Value& value, const Target& target, const std::string& path);
    void add_facet_value(const std::string& path, const Target& target, std::string value);
    void add_variants(const rapidjson::Value& record);
    void add_geo(const rapidjson::Value& geoloc);
    void collect_text(const rapidjson::Value& value, const std::string& path);
    void collect_text(std::string_view text, const std::string& path);
    void add_tokens();
    std::uint32_t word_id(const std::string& word);
    void sort_words();

    const SegmentSchema& schema_;
    SegmentPart part_;
    data::RecordCompressor compressor_;
    std::unordered_map<std::string, std::uint32_t> word_ids_;
    std::unordered_map<std::string, std::uint32_t> attribute_ids_;
    std::vector<WordUse> word_uses_; ///< by word id
    std::vector<Text> texts_;        ///< of the record under way
    std::uint32_t product_ = 0;
};

} // namespace aisle::indexer
