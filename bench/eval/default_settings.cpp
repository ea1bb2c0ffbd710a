#include "bench/eval/default_settings.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <map>
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

/// A name with fewer words than this share of the longest one is not what products are called,
/// but a model or a series.
constexpr double kFullName = 0.75;

// What an attribute is, by the words in its name. "product_type" is a type, "type" could be of
// anything.
constexpr std::string_view kSkippedWords[] = {
    "id",     "ids",  "ean",   "gtin",    "upc",     "isbn",     "asin",     "uuid",
    "guid",   "url",  "uri",   "link",    "href",    "slug",     "path",     "image",
    "images", "img",  "photo", "photos",  "thumb",   "icon",     "logo",     "picture",
    "video",  "date", "time",  "created", "updated", "currency", "language", "locale"};
constexpr std::string_view kTitleEndings[] = {" title", " name"};
constexpr std::string_view kKindEndings[] = {
    " brand",  " manufacturer", " supplier",   " vendor",     " maker",        " author",
    " artist", " category",     " categories", " department", " product type", " product class"};
constexpr std::string_view kDescriptionEndings[] = {" description", " summary", " features",
                                                    " details", " overview"};

/// From kTitle on in the order of the ranks.
enum class Role { kSkipped, kTitle, kKind, kDescription, kOther };

/// What was seen of one attribute.
struct AttributeSample {
    double num_values = 0;
    double num_words = 0;
    double num_without_words = 0; ///< links and values without a letter

    [[nodiscard]] double mean_words() const noexcept { return num_words / num_values; }
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

/// "shortDescription", "short_description" and "text.short-description_en" all end with
/// " short description": words in lower case behind a blank each, without a language.
std::string spaced_name(std::string_view path) {
    std::string spread;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const bool is_hump =
            i > 0 && path[i] >= 'A' && path[i] <= 'Z' && path[i - 1] >= 'a' && path[i - 1] <= 'z';
        if (is_hump) spread += ' ';
        spread += path[i] == '_' ? ' ' : path[i];
    }
    auto words = data::tokenize(spread);
    constexpr std::size_t kLanguageBytes = 2;
    if (words.size() > 1 && words.back().word.size() == kLanguageBytes &&
        words.back().word != "id") {
        words.pop_back();
    }
    std::string name;
    for (const auto& token : words) name += ' ' + token.word;
    return name;
}

Role role_of(const std::string& path, const AttributeSample& sample) {
    const std::string name = spaced_name(path);
    const auto ends_with_any = [&](std::span<const std::string_view> endings) {
        return std::any_of(endings.begin(), endings.end(),
                           [&](const auto& ending) { return name.ends_with(ending); });
    };
    const bool is_skipped =
        std::any_of(std::begin(kSkippedWords), std::end(kSkippedWords), [&](const auto& word) {
            return (name + ' ').find(' ' + std::string(word) + ' ') != std::string::npos;
        });
    if (is_skipped || sample.num_without_words * 2 > sample.num_values) return Role::kSkipped;
    if (ends_with_any(kTitleEndings)) return Role::kTitle;
    if (ends_with_any(kKindEndings)) return Role::kKind;
    return ends_with_any(kDescriptionEndings) ? Role::kDescription : Role::kOther;
}

/// One entry a rank, its attributes joined by commas as the setting wants them.
std::vector<std::string> searchable_attributes(const Samples& samples) {
    double longest_title = 0;
    for (const auto& [path, sample] : samples) {
        if (role_of(path, sample) != Role::kTitle) continue;
        longest_title = std::max(longest_title, sample.mean_words());
    }
    std::array<std::string, 4> ranks;
    for (const auto& [path, sample] : samples) {
        const Role role = role_of(path, sample);
        if (role == Role::kSkipped) continue;
        const bool is_model =
            role == Role::kTitle && sample.mean_words() < kFullName * longest_title;
        auto& entry = ranks[is_model ? 1 : static_cast<std::size_t>(role) - 1];
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
        const auto parsed = indexer::parse_record(*raw, rules);
        if (const auto* record = std::get_if<indexer::ParsedRecord>(&parsed)) {
            look_at(record->document, "", samples);
        }
    }
    samples.erase(id_field);
    samples.erase("objectID");
    return data::Settings::parse(to_settings_json(searchable_attributes(samples)));
}

} // namespace aisle::bench
