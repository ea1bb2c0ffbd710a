#include "data/dictionaries.h"

#include <algorithm>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "data/error.h"
#include "data/param_values.h"
#include "data/text.h"

namespace aisle::data {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr std::array<std::string_view, kNumDictionaries> kNames = {"stopwords", "plurals",
                                                                   "compounds"};

constexpr std::size_t to_index(Dictionary dictionary) noexcept {
    return static_cast<std::size_t>(dictionary);
}

/// The one word that a text is, normalised; nothing when it is none or several.
std::optional<std::string> as_word(std::string_view text) {
    auto tokens = tokenize(text);
    if (tokens.size() != 1) return std::nullopt;
    return std::move(tokens.front().word);
}

std::string read_word(const JsonAt& at) {
    if (!as_word(at.as_string())) at.fail("a single word");
    return std::string(at.as_string());
}

std::vector<std::string> read_words(const JsonAt& at) {
    at.require_array();
    if (at.value().Size() < 2) at.fail("at least two words");
    std::vector<std::string> words;
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i) {
        words.push_back(read_word(at.element(i)));
    }
    return words;
}

std::string read_language(const JsonAt& at) {
    const auto codes = read_languages(at);
    if (codes.size() != 1) at.fail("one language code of ISO 639-1 such as en");
    return codes.front();
}

std::string read_id(const JsonAt& at) {
    if (at.as_string().empty()) at.fail("a text that is not empty");
    return std::string(at.as_string());
}

bool read_state(const JsonAt& at) {
    constexpr std::string_view kStates[] = {"enabled", "disabled"};
    return read_choice(at, kStates) == 0;
}

void require(bool is_there, std::string_view member, const JsonAt& at) {
    if (!is_there) at.fail_with("the member \"" + std::string(member) + "\" is missing");
}

void put(Writer& writer, std::string_view text) {
    writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void put(Writer& writer, std::string_view name, const std::vector<std::string>& words) {
    put(writer, name);
    writer.StartArray();
    for (const auto& word : words) put(writer, word);
    writer.EndArray();
}

void write(Dictionary dictionary, const DictionaryEntry& entry, Writer& writer) {
    const auto member = [&](std::string_view name, std::string_view value) {
        put(writer, name);
        put(writer, value);
    };
    writer.StartObject();
    member("objectID", entry.object_id);
    member("language", entry.language);
    switch (dictionary) {
    case Dictionary::kStopWords:
        member("word", entry.word);
        member("state", entry.enabled ? "enabled" : "disabled");
        break;
    case Dictionary::kPlurals:
        put(writer, "words", entry.words);
        break;
    case Dictionary::kCompounds:
        member("word", entry.word);
        put(writer, "decomposition", entry.decomposition);
        break;
    }
    member("type", "custom");
    writer.EndObject();
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

Dictionary parse_dictionary_name(std::string_view name) {
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) {
        throw Error(ErrorCode::kNotFound, "there is no dictionary \"" + excerpt(name) +
                                              "\"; expected stopwords, plurals or compounds");
    }
    return static_cast<Dictionary>(found - kNames.begin());
}

DictionaryEntry parse_dictionary_entry(Dictionary dictionary, const JsonAt& at) {
    at.require_object();
    DictionaryEntry entry;
    constexpr std::string_view kMembers[] = {"objectID",      "language", "word", "words",
                                             "decomposition", "state",    "type"};
    for (const auto& member : at.value().GetObject()) {
        const JsonAt value = at.member(member);
        const auto name = string_of(member.name);
        if (name == "objectID") {
            entry.object_id = read_id(value);
        } else if (name == "language") {
            entry.language = read_language(value);
        } else if (name == "word" && dictionary != Dictionary::kPlurals) {
            entry.word = read_word(value);
        } else if (name == "words" && dictionary == Dictionary::kPlurals) {
            entry.words = read_words(value);
        } else if (name == "decomposition" && dictionary == Dictionary::kCompounds) {
            entry.decomposition = read_words(value);
        } else if (name == "state" && dictionary == Dictionary::kStopWords) {
            entry.enabled = read_state(value);
        } else if (name != "type") { // a search adds it
            value.fail_with("no member of an entry of " +
                            std::string(kNames[to_index(dictionary)]) + suggestion(name, kMembers));
        }
    }
    require(!entry.object_id.empty(), "objectID", at);
    require(!entry.language.empty(), "language", at);
    require(dictionary == Dictionary::kPlurals || !entry.word.empty(), "word", at);
    require(dictionary != Dictionary::kPlurals || !entry.words.empty(), "words", at);
    require(dictionary != Dictionary::kCompounds || !entry.decomposition.empty(), "decomposition",
            at);
    return entry;
}

std::string to_json(Dictionary dictionary, const DictionaryEntry& entry) {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    write(dictionary, entry, writer);
    return {buffer.GetString(), buffer.GetSize()};
}

DictionarySearch parse_dictionary_search(std::string_view json) {
    const auto document = parse_json(json);
    const JsonAt at(document);
    at.require_object();
    DictionarySearch search;
    constexpr std::string_view kMembers[] = {"query", "language", "page", "hitsPerPage"};
    for (const auto& member : document.GetObject()) {
        const JsonAt value = at.member(member);
        const auto name = string_of(member.name);
        if (name == "query") {
            search.query = value.as_string();
        } else if (name == "language") {
            search.language = read_language(value);
        } else if (name == "page") {
            search.page = read_count(value, 0, 1'000'000);
        } else if (name == "hitsPerPage") {
            search.hits_per_page = read_count(value, 1, 1000);
        } else {
            value.fail_with("no member of a search in a dictionary" + suggestion(name, kMembers));
        }
    }
    return search;
}

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
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    writer.StartObject();
    for (std::size_t d = 0; d < kNumDictionaries; ++d) {
        put(writer, kNames[d]);
        writer.StartArray();
        for (const auto& [id, entry] : entries_[d]) {
            write(static_cast<Dictionary>(d), entry, writer);
        }
        writer.EndArray();
    }
    put(writer, "settings");
    const auto settings = settings_json();
    writer.RawValue(settings.data(), settings.size(), rapidjson::kObjectType);
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
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
        put(writer, kNames[d]);
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

Dictionaries Dictionaries::with_batch(Dictionary dictionary, std::string_view json) const {
    const auto document = parse_json(json);
    const JsonAt at(document);
    at.require_object();
    Dictionaries changed = *this;
    const rapidjson::Value::Member* requests = nullptr;
    constexpr std::string_view kMembers[] = {"clearExistingDictionaryEntries", "requests"};
    for (const auto& member : document.GetObject()) {
        const JsonAt value = at.member(member);
        const auto name = string_of(member.name);
        if (name == kMembers[0]) {
            if (value.as_bool()) changed.entries_[to_index(dictionary)].clear();
        } else if (name == kMembers[1]) {
            value.require_array();
            requests = &member;
        } else {
            value.fail_with("no member of a batch" + suggestion(name, kMembers));
        }
    }
    require(requests != nullptr, kMembers[1], at);
    const JsonAt list = at.member(*requests);
    for (rapidjson::SizeType i = 0; i < list.value().Size(); ++i) {
        changed.apply(dictionary, list.element(i));
    }
    changed.index_words();
    return changed;
}

void Dictionaries::apply(Dictionary dictionary, const JsonAt& request) {
    request.require_object();
    const auto& object = request.value();
    const auto action = object.FindMember("action");
    const auto body = object.FindMember("body");
    require(action != object.MemberEnd(), "action", request);
    require(body != object.MemberEnd(), "body", request);
    constexpr std::string_view kActions[] = {"addEntry", "deleteEntry"};
    const bool is_added = read_choice(request.member(*action), kActions) == 0;
    const JsonAt at = request.member(*body);
    auto& entries = entries_[to_index(dictionary)];
    if (is_added) {
        auto entry = parse_dictionary_entry(dictionary, at);
        entries.insert_or_assign(entry.object_id, entry);
        return;
    }
    at.require_object();
    const auto id = at.value().FindMember("objectID");
    require(id != at.value().MemberEnd(), "objectID", at);
    entries.erase(read_id(at.member(*id)));
}

Dictionaries Dictionaries::with_settings(std::string_view json) const {
    const auto document = parse_json(json);
    Dictionaries changed = *this;
    changed.apply_settings(JsonAt(document));
    return changed;
}

void Dictionaries::apply_settings(const JsonAt& at) {
    at.require_object();
    for (const auto& member : at.value().GetObject()) {
        const JsonAt standard = at.member(member);
        if (string_of(member.name) != "disableStandardEntries") {
            standard.fail_with("no setting of dictionaries; expected disableStandardEntries");
        }
        standard.require_object();
        for (const auto& of_dictionary : standard.value().GetObject()) {
            const JsonAt languages = standard.member(of_dictionary);
            const auto name = string_of(of_dictionary.name);
            const auto found = std::find(kNames.begin(), kNames.end(), name);
            if (found == kNames.end()) {
                languages.fail_with("no dictionary; expected stopwords, plurals or compounds");
            }
            auto& disabled = disabled_[static_cast<std::size_t>(found - kNames.begin())];
            disabled.clear();
            if (languages.value().IsNull()) continue;
            languages.require_object();
            for (const auto& language : languages.value().GetObject()) {
                const JsonAt is_disabled = languages.member(language);
                disabled[read_language(is_disabled.replaced_by(language.name))] =
                    is_disabled.as_bool();
            }
        }
    }
}

/// Entries are as the client sent them; a query's words are normalised.
void Dictionaries::index_words() {
    stop_words_.clear();
    plurals_.clear();
    compounds_.clear();
    for (const auto& [id, entry] : entries_[to_index(Dictionary::kStopWords)]) {
        stop_words_[{entry.language, *as_word(entry.word)}] = entry.enabled;
    }
    for (const auto& [id, entry] : entries_[to_index(Dictionary::kPlurals)]) {
        for (const auto& word : entry.words) {
            auto& forms = plurals_[{entry.language, *as_word(word)}];
            for (const auto& form : entry.words) forms.insert(*as_word(form));
            forms.erase(*as_word(word));
        }
    }
    for (const auto& [id, entry] : entries_[to_index(Dictionary::kCompounds)]) {
        std::vector<std::string> parts;
        for (const auto& part : entry.decomposition) parts.push_back(*as_word(part));
        compounds_[*as_word(entry.word)].push_back({entry.language, std::move(parts)});
    }
}

} // namespace aisle::data
