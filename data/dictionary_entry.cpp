#include "data/dictionary_entry.h"

#include <algorithm>
#include <array>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "data/error.h"
#include "data/json.h"
#include "data/json_members.h"
#include "data/param_values.h"
#include "data/text.h"

namespace aisle::data {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr std::array<std::string_view, kNumDictionaries> kNames = {"stopwords", "plurals",
                                                                   "compounds"};

std::string read_word(const JsonAt& at) {
    if (tokenize(at.as_string()).size() != 1) at.fail("a single word");
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

std::string read_id(const JsonAt& at) {
    if (at.as_string().empty()) at.fail("a text that is not empty");
    return std::string(at.as_string());
}

bool read_state(const JsonAt& at) {
    constexpr std::string_view kStates[] = {"enabled", "disabled"};
    return read_choice(at, kStates) == 0;
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

} // namespace

Dictionary parse_dictionary_name(std::string_view name) {
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) {
        throw Error(ErrorCode::kNotFound, "there is no dictionary \"" + excerpt(name) +
                                              "\"; expected stopwords, plurals or compounds");
    }
    return static_cast<Dictionary>(found - kNames.begin());
}

std::string_view to_string(Dictionary dictionary) noexcept {
    return kNames[static_cast<std::size_t>(dictionary)];
}

std::string read_language(const JsonAt& at) {
    const auto codes = read_languages(at);
    if (codes.size() != 1) at.fail("one language code of ISO 639-1 such as en");
    return codes.front();
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
            value.fail_with("no member of an entry of " + std::string(to_string(dictionary)) +
                            suggestion(name, kMembers));
        }
    }
    std::vector<std::string_view> required = {"objectID", "language"};
    required.push_back(dictionary == Dictionary::kPlurals ? "words" : "word");
    if (dictionary == Dictionary::kCompounds) required.push_back("decomposition");
    for (const auto name : required) static_cast<void>(require_member(at, name));
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

} // namespace aisle::data
