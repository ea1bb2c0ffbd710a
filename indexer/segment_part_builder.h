#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/ids.h"
#include "data/records.h"
#include "data/settings.h"
#include "data/text.h"
#include "indexer/numbered_texts.h"
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
/// Call order: add* finish, with a text of every record before finish.   Threads: one builder per
/// thread.
class SegmentPartBuilder {
public:
    SegmentPartBuilder(const SegmentSchema& schema, std::string_view record_dictionary);

    /// Requires: `record` is a valid record.
    void add(std::string_view object_id, const rapidjson::Value& record);

    /// Adds the compact text of the next record. May come any time after that record: what
    /// compresses texts is quicker at many, one after the other.
    void add_text_of_record(std::string_view json);

    [[nodiscard]] SegmentPart finish();

private:
    /// What becomes of the values at one path: judged once, as records repeat their paths.
    struct Attribute {
        bool is_hot = false;
        bool is_faceted = false;
        bool is_ranked = false;
        std::optional<std::uint32_t> text; ///< number in the token streams, kNoId: not in them
        NumericPart* numbers = nullptr;    ///< null until there is one, as the following
        FacetPart* facets = nullptr;
        NumberedTexts facet_values;
    };

    /// A place in records: a member of the record, or of an object in it. Records have mostly the
    /// members of those before, in the same order.
    struct Node {
        std::string name;
        std::string path;
        bool is_reserved = false;
        Attribute* attribute = nullptr;                      ///< null until a value was there
        std::vector<std::uint32_t>* defining_rows = nullptr; ///< of a variant's member
        std::vector<std::unique_ptr<Node>> children;
        std::unordered_map<std::string_view, std::size_t> by_name; ///< places of the children
        std::size_t next = 0; ///< the child behind the one that was asked for last
    };

    /// As many are found one after the other as fast as by name.
    static constexpr std::size_t kFewChildren = 32;

    /// Of the record under way.
    struct Text {
        std::uint32_t attribute;
        std::uint32_t place; ///< among those of the record
        std::string_view value;
    };

    /// In how many products a word was seen, and the last of them.
    struct WordUse {
        std::uint32_t num_products = 0;
        std::uint32_t last = data::kNoId;
    };

    /// A short word and its number.
    struct ShortWord {
        std::uint64_t letters = 0; ///< eight bytes at most, of which none is zero
        std::uint32_t number = 0;
    };

    /// Where the values under a record or a variant go.
    struct Target {
        bool is_row;
        std::uint32_t cell;
    };

    static Node& child_of(Node& node, std::string_view name);
    static void add_child(Node& node, std::string_view name);
    void add_object(const rapidjson::Value& object, const Target& target, Node& node);
    void add_value(const rapidjson::Value& value, const Target& target, Node& node);
    void add_leaf(const rapidjson::Value& value, const Target& target, Node& node);
    void add_number(const rapidjson::Value& value, const Target& target, const std::string& path,
                    Attribute& attribute);
    void add_facet_value(std::string_view value, const Target& target, const std::string& path,
                         Attribute& attribute);
    void note_defining_row(Node& node, std::uint32_t row);
    void add_variants(const rapidjson::Value& record);
    void add_geo(const rapidjson::Value& geoloc);
    void add_text(std::string_view text, std::uint32_t number);
    void add_tokens();
    Attribute& attribute_at(const std::string& path);
    std::uint32_t text_number(const std::string& path, Attribute& attribute);
    std::uint32_t next_text_number(const std::string& path);
    std::string_view text_of(const rapidjson::Value& value);
    std::uint32_t word_id(std::string_view word);
    std::uint32_t word_number(std::string_view word);
    void sort_words();

    const SegmentSchema& schema_;
    SegmentPart part_;
    data::RecordCompressor compressor_;
    data::Tokenizer tokenizer_;
    std::unordered_map<std::string, Attribute> attributes_; ///< by path
    Node of_records_;
    Node of_variants_; ///< whose attributes are those of records with the same path
    NumberedTexts words_;
    std::vector<WordUse> word_uses_;      ///< by word id
    std::vector<ShortWord> recent_words_; ///< at the places of their hashes, the last of each
    std::vector<Text> texts_;
    std::deque<std::string> number_texts_; ///< what of the texts is no string of the record
    std::uint32_t product_ = 0;
};

} // namespace aisle::indexer
