#include "data/dictionaries.h"

#include <algorithm>
#include <cassert>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "data/json.h"
#include "data/json_members.h"
#include "data/param_values.h"
#include "data/text.h"

namespace aisle::data {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr std::size_t to_index(Dictionary dictionary) noexcept {
    return static_cast<std::size_t>(dictionary);
}

/// The word that a text of an entry is, normalised.
std::string normalised(std::string_view text) {
    auto tokens = tokenize(text);
    assert(tokens.size() == 1);
    return std::move(tokens.front().word);
}

void put(Writer& writer, std::string_view text) {
    writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

bool fits(const DictionaryEntry& entry, const std::string& folded_query,
          const std::optional<std::string>& language) {
    if (language && entry.language != *language) return false;
    const auto holds = [&](const std::string& text) {
        return fold(text).find(folded_query) != std::string::npos;
    };
    return holds(entry.word) || std::any_of(entry.words.begin(), entry.words.end(), holds) ||
           std::any_of(entry.decomposition.begin(), entry.decomposition.end(), holds);
}

} // namespace

Dictionaries Dictionaries::parse(std::string_view json) {
    const auto document = parse_json(json);
    const JsonAt at(document);
    at.require_object();
    Dictionaries all;
    for (const auto& member : document.GetObject()) {
        const JsonAt value = at.member(member);
        if (string_of(member.name) == "settings") {
            all.apply_settings(value);
            continue;
        }
        const auto dictionary = parse_dictionary_name(string_of(member.name));
        value.require_array();
        for (rapidjson::SizeType i = 0; i < value.value().Size(); ++i) {
            auto entry = parse_dictionary_entry(dictionary, value.element(i));
            all.entries_[to_index(dictionary)].insert_or_assign(entry.object_id, entry);
        }
    }
    all.index_words();
    return all;
}

std::string Dictionaries::to_json() const {
    std::string json = "{";
    for (std::size_t d = 0; d < kNumDictionaries; ++d) {
        const auto dictionary = static_cast<Dictionary>(d);
        json.append("\"").append(to_string(dictionary)).append("\":[");
        std::string_view comma;
        for (const auto& [id, entry] : entries_[d]) {
            json.append(comma).append(data::to_json(dictionary, entry));
            comma = ",";
        }
        json += "],";
    }
    return json + "\"settings\":" + settings_json() + "}";
}

std::size_t Dictionaries::size(Dictionary dictionary) const noexcept {
    return entries_[to_index(dictionary)].size();
}

Dictionaries::Found Dictionaries::search(Dictionary dictionary,
                                         const DictionarySearch& search) const {
    Found found;
    const std::string query = fold(search.query);
    const std::size_t begin = std::size_t{search.page} * search.hits_per_page;
    for (const auto& [id, entry] : entries_[to_index(dictionary)]) {
        if (!fits(entry, query, search.language)) continue;
        if (found.num_hits >= begin && found.hits.size() < search.hits_per_page) {
            found.hits.push_back(&entry);
        }
        ++found.num_hits;
    }
    return found;
}

std::optional<bool> Dictionaries::is_stop_word(std::string_view word,
                                               std::string_view language) const {
    const auto found = stop_words_.find({std::string(language), std::string(word)});
    if (found == stop_words_.end()) return std::nullopt;
    return found->second;
}

std::vector<std::string> Dictionaries::plurals(const std::string& word,
                                               std::string_view language) const {
    const auto found = plurals_.find({std::string(language), word});
    if (found == plurals_.end()) return {};
    return {found->second.begin(), found->second.end()};
}

std::vector<std::vector<std::string>>
Dictionaries::parts(const std::string& word, const std::vector<std::string>& languages) const {
    std::vector<std::vector<std::string>> found;
    const auto compounds = compounds_.find(word);
    if (compounds == compounds_.end()) return found;
    for (const auto& [language, parts] : compounds->second) {
        const bool is_spoken = languages.empty() || std::find(languages.begin(), languages.end(),
                                                              language) != languages.end();
        if (is_spoken) found.push_back(parts);
    }
    return found;
}

bool Dictionaries::uses_standard(Dictionary dictionary, std::string_view language) const {
    const auto& disabled = disabled_[to_index(dictionary)];
    const auto found = disabled.find(language);
    return found == disabled.end() || !found->second;
}

std::string Dictionaries::settings_json() const {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    writer.StartObject();
    put(writer, "disableStandardEntries");
    writer.StartObject();
    for (std::size_t d = 0; d < kNumDictionaries; ++d) {
        if (disabled_[d].empty()) continue;
        put(writer, to_string(static_cast<Dictionary>(d)));
        writer.StartObject();
        for (const auto& [language, is_disabled] : disabled_[d]) {
            put(writer, language);
            writer.Bool(is_disabled);
        }
        writer.EndObject();
    }
    writer.EndObject();
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

std::string Dictionaries::languages_json() const {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    writer.StartObject();
    for (const auto language : language_codes()) {
        put(writer, language);
        writer.StartObject();
        for (std::size_t d = 0; d < kNumDictionaries; ++d) {
            put(writer, to_string(static_cast<Dictionary>(d)));
            writer.StartObject();
            put(writer, "nbCustomEntries");
            writer.Int64(std::count_if(entries_[d].begin(), entries_[d].end(), [&](const auto& e) {
                return e.second.language == language;
            }));
            writer.EndObject();
        }
        writer.EndObject();
    }
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

Dictionaries Dictionaries::with_batch(Dictionary dictionary, std::string_view json) const {
    const auto document = parse_json(json);
    const JsonAt at(document);
    Dictionaries changed = *this;
    constexpr std::string_view kMembers[] = {"clearExistingDictionaryEntries", "requests"};
    const JsonAt requests = at.member(require_member(at, kMembers[1]));
    requests.require_array();
    for (const auto& member : document.GetObject()) {
        const JsonAt value = at.member(member);
        const auto name = string_of(member.name);
        if (name == kMembers[0]) {
            if (value.as_bool()) changed.entries_[to_index(dictionary)].clear();
        } else if (name != kMembers[1]) {
            value.fail_with("no member of a batch" + suggestion(name, kMembers));
        }
    }
    for (rapidjson::SizeType i = 0; i < requests.value().Size(); ++i) {
        changed.apply(dictionary, requests.element(i));
    }
    changed.index_words();
    return changed;
}

void Dictionaries::apply(Dictionary dictionary, const JsonAt& request) {
    constexpr std::string_view kActions[] = {"addEntry", "deleteEntry"};
    const auto action = read_choice(request.member(require_member(request, "action")), kActions);
    const JsonAt body = request.member(require_member(request, "body"));
    auto& entries = entries_[to_index(dictionary)];
    if (action == 0) {
        auto entry = parse_dictionary_entry(dictionary, body);
        entries.insert_or_assign(entry.object_id, entry);
    } else {
        const JsonAt id = body.member(require_member(body, "objectID"));
        entries.erase(std::string(id.as_string()));
    }
}

Dictionaries Dictionaries::with_settings(std::string_view json) const {
    const auto document = parse_json(json);
    Dictionaries changed = *this;
    changed.apply_settings(JsonAt(document));
    return changed;
}

void Dictionaries::apply_settings(const JsonAt& at) {
    at.require_object();
    constexpr std::string_view kMembers[] = {"disableStandardEntries"};
    for (const auto& member : at.value().GetObject()) {
        const JsonAt standard = at.member(member);
        const auto name = string_of(member.name);
        if (name != kMembers[0]) {
            standard.fail_with("no setting of dictionaries" + suggestion(name, kMembers));
        }
        standard.require_object();
        for (const auto& inner : standard.value().GetObject()) {
            disable(parse_dictionary_name(string_of(inner.name)), standard.member(inner));
        }
    }
}

/// Takes one object of languages and flags, or null.
void Dictionaries::disable(Dictionary dictionary, const JsonAt& languages) {
    auto& disabled = disabled_[to_index(dictionary)];
    disabled.clear();
    if (languages.value().IsNull()) return;
    languages.require_object();
    for (const auto& language : languages.value().GetObject()) {
        const JsonAt is_disabled = languages.member(language);
        disabled[read_language(is_disabled.replaced_by(language.name))] = is_disabled.as_bool();
    }
}

/// Entries are as the client sent them; a query's words are normalised.
void Dictionaries::index_words() {
    stop_words_.clear();
    plurals_.clear();
    compounds_.clear();
    for (const auto& [id, entry] : entries_[to_index(Dictionary::kStopWords)]) {
        stop_words_[{entry.language, normalised(entry.word)}] = entry.enabled;
    }
    for (const auto& [id, entry] : entries_[to_index(Dictionary::kPlurals)]) {
        for (const auto& word : entry.words) {
            auto& forms = plurals_[{entry.language, normalised(word)}];
            for (const auto& form : entry.words) forms.insert(normalised(form));
            forms.erase(normalised(word));
        }
    }
    for (const auto& [id, entry] : entries_[to_index(Dictionary::kCompounds)]) {
        std::vector<std::string> parts;
        for (const auto& part : entry.decomposition) parts.push_back(normalised(part));
        compounds_[normalised(entry.word)].push_back({entry.language, std::move(parts)});
    }
}

} // namespace aisle::data
