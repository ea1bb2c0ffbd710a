#include "data/settings.h"

#include <algorithm>
#include <utility>

#include "data/json.h"
#include "data/search_params_table.h"
#include "data/settings_table.h"

// Settings live twice: as the JSON that was stored, which answers and the log repeat word for
// word, and as typed fields, which the engine uses. The fields are always made from that JSON, by
// the same functions that read a search, so the two cannot drift apart.

namespace aisle::data {
namespace {

/// What the protocol reports for settings that were never set. A test compares it with the
/// defaults of SearchParams.
constexpr std::string_view kReportedDefaults = R"json({
    "minWordSizefor1Typo": 4, "minWordSizefor2Typos": 8, "hitsPerPage": 20,
    "maxValuesPerFacet": 100, "paginationLimitedTo": 1000, "typoTolerance": "true",
    "exactOnSingleWordQuery": "attribute", "separatorsToIndex": "",
    "ranking": ["typo", "geo", "words", "filters", "proximity", "attribute", "exact", "custom"],
    "removeWordsIfNoResults": "none", "queryType": "prefixLast", "highlightPreTag": "<em>",
    "highlightPostTag": "</em>", "alternativesAsExact": ["ignorePlurals", "singleWordSynonym"]
})json";

void set_member(rapidjson::Document& object, std::string_view name, const rapidjson::Value& value) {
    auto& allocator = object.GetAllocator();
    const std::string key(name);
    rapidjson::Value copy(value, allocator);
    if (object.HasMember(key))
        object[key] = copy;
    else
        object.AddMember(rapidjson::Value(key, allocator), copy, allocator);
}

/// `version` describes an answer; clients copy it back along with the settings.
bool is_only_reported(std::string_view name) {
    return name == "version";
}

/// The columns that sorting needs, whatever their order and direction.
std::vector<std::string_view> sort_columns(const Settings& settings) {
    std::vector<std::string_view> columns;
    for (const auto* const list :
         {&settings.query_defaults.ranking, &settings.query_defaults.custom_ranking})
        for (const std::string& criterion : *list)
            if (const auto attribute = sort_attribute(criterion); !attribute.empty())
                columns.push_back(attribute);
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    return columns;
}

bool has_same_members(const Settings& a, const Settings& b,
                      const std::vector<std::string_view>& names) {
    const rapidjson::Document first = parse_json(a.stored_json());
    const rapidjson::Document second = parse_json(b.stored_json());
    const auto text_of = [](const rapidjson::Document& object, std::string_view name) {
        const rapidjson::Value* const value = find_member(object, name);
        return value == nullptr ? std::string() : to_json_text(*value);
    };
    return std::all_of(names.begin(), names.end(), [&](std::string_view name) {
        return text_of(first, name) == text_of(second, name);
    });
}

} // namespace

Settings::Settings() = default;

Settings Settings::parse(std::string_view json) {
    return Settings().updated_with(json);
}

Settings Settings::updated_with(std::string_view json) const {
    const rapidjson::Document update = parse_json(json);
    const JsonAt root(update);
    root.require_object();
    rapidjson::Document merged = parse_json(stored_json_);
    for (const auto& entry : update.GetObject()) {
        const std::string_view name = canonical_setting(string_of(entry.name));
        if (is_only_reported(name)) continue;
        Settings alone; // a member that occurs twice is checked twice, and the last one stays
        apply_setting(root.member(entry), name, alone);
        if (!entry.value.IsNull())
            set_member(merged, name, entry.value);
        else
            merged.EraseMember(std::string(name));
    }
    Settings settings;
    const JsonAt merged_root(merged);
    for (const auto& entry : std::as_const(merged).GetObject())
        apply_setting(merged_root.member(entry), string_of(entry.name), settings);
    settings.stored_json_ = to_json_text(merged);
    return settings;
}

std::string Settings::to_json() const {
    rapidjson::Document all = parse_json(kReportedDefaults);
    const rapidjson::Document stored = parse_json(stored_json_);
    for (const auto& entry : stored.GetObject())
        set_member(all, string_of(entry.name), entry.value);
    return to_json_text(all);
}

bool Settings::has_same_schema(const Settings& other) const {
    return searchable_attributes == other.searchable_attributes &&
           attributes_for_faceting == other.attributes_for_faceting &&
           numeric_attributes_for_filtering == other.numeric_attributes_for_filtering &&
           attribute_for_distinct == other.attribute_for_distinct &&
           separators_to_index == other.separators_to_index &&
           camel_case_attributes == other.camel_case_attributes &&
           index_languages == other.index_languages &&
           keep_diacritics_on_characters == other.keep_diacritics_on_characters &&
           hot_attributes == other.hot_attributes && sort_columns(*this) == sort_columns(other) &&
           has_same_members(*this, other, untyped_schema_settings());
}

} // namespace aisle::data
