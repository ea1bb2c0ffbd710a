#include "bench/eval/default_settings.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "data/json.h"
#include "data/text.h"
#include "indexer/record_parser.h"

namespace aisle::bench {

namespace {

constexpr std::size_t kRecordsLookedAt = 10'000;

/// More words than this on the average make a text a description.
constexpr double kDescriptionWords = 8;

// Words in attribute names. What comes first in derive_rank() wins.
constexpr std::string_view kSkippedNames[] = {
    "id",   "ids",   "ean",     "gtin",    "upc",      "isbn",     "asin",  "uuid",    "guid",
    "url",  "uri",   "link",    "href",    "slug",     "path",     "image", "images",  "img",
    "imgs", "photo", "photos",  "thumb",   "icon",     "logo",     "video", "picture", "pictures",
    "date", "time",  "created", "updated", "currency", "language", "locale"};
constexpr std::string_view kTitleNames[] = {"title", "name", "productname", "headline"};
constexpr std::string_view kKindNames[] = {
    "brand",    "manufacturer", "supplier",   "vendor", "maker",  "author", "artist",
    "category", "categories",   "department", "class",  "family", "genre",  "type"};
constexpr std::string_view kDescriptionNames[] = {
    "description", "descriptions", "summary", "details", "features", "body", "overview"};

/// What was seen of one attribute.
struct AttributeSample {
    double num_values = 0;
    double num_words = 0;
    double num_without_words = 0; ///< links and values without a letter
};

using Samples = std::map<std::string, AttributeSample>;

bool is_link(std::string_view text) {
    return text.starts_with("http://") || text.starts_with("https://") || text.starts_with("//");
}

bool has_letter(const std::vector<data::Token>& words) {
    const auto is_letter = [](char c) { return c < '0' || c > '9'; };
    return std::any_of(words.begin(), words.end(), [&](const data::Token& token) {
        return std::any_of(token.word.begin(), token.word.end(), is_letter);
    });
}

void look_at(const rapidjson::Value& value, const std::string& path, Samples& samples) {
    if (value.IsObject()) {
        for (const auto& [name, member] : value.GetObject()) {
            const std::string inner(data::string_of(name));
            look_at(member, path.empty() ? inner : path + '.' + inner, samples);
        }
    } else if (value.IsArray()) {
        for (const auto& element : value.GetArray()) look_at(element, path, samples);
    } else if (value.IsString()) {
        const auto text = data::string_of(value);
        const auto words = data::tokenize(text);
        auto& sample = samples[path];
        ++sample.num_values;
        sample.num_words += static_cast<double>(words.size());
        if (is_link(text) || !has_letter(words)) ++sample.num_without_words;
    }
}

/// "shortDescription", "short_description" and "text.short-description" all hold these words.
std::vector<std::string> words_of_name(std::string_view path) {
    std::string spaced;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const bool is_hump =
            i > 0 && path[i] >= 'A' && path[i] <= 'Z' && path[i - 1] >= 'a' && path[i - 1] <= 'z';
        if (is_hump) spaced += ' ';
        spaced += path[i] == '_' ? ' ' : path[i];
    }
    std::vector<std::string> words;
    for (auto& token : data::tokenize(spaced)) words.push_back(std::move(token.word));
    return words;
}

/// The rank an attribute is searched with; nothing for one that is not searched.
std::optional<std::size_t> derive_rank(const std::string& path, const AttributeSample& sample) {
    const auto words = words_of_name(path);
    const auto is_named = [&](std::span<const std::string_view> names) {
        return std::any_of(words.begin(), words.end(), [&](const auto& word) {
            return std::find(names.begin(), names.end(), word) != names.end();
        });
    };
    if (is_named(kSkippedNames) || sample.num_without_words * 2 > sample.num_values) {
        return std::nullopt;
    }
    if (is_named(kDescriptionNames) || sample.num_words > kDescriptionWords * sample.num_values) {
        return is_named(kTitleNames) ? 0 : 2;
    }
    return is_named(kTitleNames) ? 0 : is_named(kKindNames) ? 1 : 3;
}

/// One entry a rank, its attributes joined by commas as the setting wants them.
std::vector<std::string> searchable_attributes(const Samples& samples) {
    std::array<std::string, 4> ranks;
    for (const auto& [path, sample] : samples) {
        const auto rank = derive_rank(path, sample);
        if (!rank) continue;
        auto& entry = ranks[*rank];
        entry += (entry.empty() ? "" : ",") + path;
    }
    std::vector<std::string> entries;
    for (auto& entry : ranks) {
        if (!entry.empty()) entries.push_back(std::move(entry));
    }
    return entries;
}

std::string to_settings_json(const std::vector<std::string>& searchable) {
    rapidjson::StringBuffer text;
    rapidjson::Writer<rapidjson::StringBuffer> writer(text);
    const auto write_list = [&](const char* name, const std::vector<std::string>& values) {
        writer.Key(name);
        writer.StartArray();
        for (const auto& value : values) writer.String(value);
        writer.EndArray();
    };
    writer.StartObject();
    if (!searchable.empty()) write_list("searchableAttributes", searchable);
    write_list("ranking", {"relevance", "custom"});
    write_list("optionalWords", {"*"});
    write_list("ignorePlurals", {"en"});
    writer.Key("queryType");
    writer.String("prefixNone");
    writer.EndObject();
    return text.GetString();
}

} // namespace

data::Settings derive_settings(const indexer::RecordSupply& records, const std::string& id_field) {
    const indexer::RecordRules rules{id_field};
    Samples samples;
    for (std::size_t i = 0; i < kRecordsLookedAt; ++i) {
        auto raw = records();
        if (!raw) break;
        const auto parsed = indexer::parse_record(std::move(*raw), rules);
        if (const auto* record = std::get_if<indexer::ParsedRecord>(&parsed)) {
            look_at(record->document, "", samples);
        }
    }
    samples.erase(id_field);
    samples.erase("objectID");
    return data::Settings::parse(to_settings_json(searchable_attributes(samples)));
}

} // namespace aisle::bench
