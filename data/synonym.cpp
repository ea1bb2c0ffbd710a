#include "data/synonym.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "data/json.h"
#include "data/json_members.h"
#include "data/param_values.h"
#include "data/text.h"

namespace aisle::data {

namespace {

/// How a type is written.
struct TypeForm {
    SynonymType type;
    std::string_view name;
    std::string_view source; ///< member that holds Synonym::source; empty: there is none
    std::string_view words;  ///< member that holds Synonym::words
};

constexpr std::array<TypeForm, 5> kForms = {{
    {SynonymType::kSynonym, "synonym", "", "synonyms"},
    {SynonymType::kOneWay, "oneWaySynonym", "input", "synonyms"},
    {SynonymType::kAltCorrection1, "altCorrection1", "word", "corrections"},
    {SynonymType::kAltCorrection2, "altCorrection2", "word", "corrections"},
    {SynonymType::kPlaceholder, "placeholder", "placeholder", "replacements"},
}};

const TypeForm& form_of(SynonymType type) noexcept {
    return kForms[static_cast<std::size_t>(type)];
}

const TypeForm& read_form(const JsonAt& at) {
    const std::string name = fold(at.as_string());
    const auto found = std::find_if(kForms.begin(), kForms.end(),
                                    [&](const auto& form) { return fold(form.name) == name; });
    if (found == kForms.end()) {
        at.fail("synonym, oneWaySynonym, altCorrection1, altCorrection2 or placeholder");
    }
    return *found;
}

bool has_words(std::string_view text) {
    return !tokenize(text).empty();
}

std::string read_text(const JsonAt& at) {
    const auto text = at.as_string();
    if (!has_words(text)) at.fail("a text with at least one word");
    return std::string(text);
}

std::vector<std::string> read_texts(const JsonAt& at, std::size_t min_texts) {
    at.require_array();
    const auto size = at.value().Size();
    if (size < min_texts || size > kMaxSynonymWords) {
        at.fail_with("expected " + std::to_string(min_texts) + " to " +
                     std::to_string(kMaxSynonymWords) + " texts, got " + std::to_string(size));
    }
    std::vector<std::string> texts;
    for (rapidjson::SizeType i = 0; i < size; ++i) texts.push_back(read_text(at.element(i)));
    return texts;
}

void refuse_unknown_members(const JsonAt& at, const TypeForm& form) {
    const std::initializer_list<std::string_view> known = {"objectID", "type", form.words,
                                                           form.source};
    for (const auto& member : at.value().GetObject()) {
        const auto name = string_of(member.name);
        if (name.starts_with('_')) continue;
        const auto found = std::find(known.begin(), known.end(), name);
        if (found == known.end() || name.empty()) {
            at.member(member).fail_with("no member of a synonym of type " + std::string(form.name) +
                                        suggestion(name, known));
        }
    }
}

void refuse_bad_placeholder(const JsonAt& at) {
    const auto text = at.as_string();
    const bool is_in_brackets = text.starts_with('<') && text.ends_with('>');
    if (!is_in_brackets) at.fail("a name between < and >, such as \"<street>\"");
}

void write_text(rapidjson::Writer<rapidjson::StringBuffer>& writer, std::string_view text) {
    writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write(const Synonym& synonym, rapidjson::Writer<rapidjson::StringBuffer>& writer) {
    const TypeForm& form = form_of(synonym.type);
    writer.StartObject();
    write_text(writer, "objectID");
    write_text(writer, synonym.object_id);
    write_text(writer, "type");
    write_text(writer, form.name);
    if (!form.source.empty()) {
        write_text(writer, form.source);
        write_text(writer, synonym.source);
    }
    write_text(writer, form.words);
    writer.StartArray();
    for (const auto& word : synonym.words) write_text(writer, word);
    writer.EndArray();
    writer.EndObject();
}

} // namespace

std::string_view to_string(SynonymType type) noexcept {
    return form_of(type).name;
}

Synonym parse_synonym(const JsonAt& at) {
    at.require_object();
    Synonym synonym;
    const JsonAt id = at.member(require_member(at, "objectID"));
    synonym.object_id = id.as_string();
    if (synonym.object_id.empty()) id.fail("a text that is not empty");
    const TypeForm& form = read_form(at.member(require_member(at, "type")));
    synonym.type = form.type;
    refuse_unknown_members(at, form);
    if (!form.source.empty()) {
        const JsonAt source = at.member(require_member(at, form.source));
        synonym.source = read_text(source);
        if (form.type == SynonymType::kPlaceholder) refuse_bad_placeholder(source);
    }
    const std::size_t min_texts = form.type == SynonymType::kSynonym ? 2 : 1;
    synonym.words = read_texts(at.member(require_member(at, form.words)), min_texts);
    return synonym;
}

std::string to_json(const Synonym& synonym) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    write(synonym, writer);
    return {buffer.GetString(), buffer.GetSize()};
}

SynonymSearch parse_synonym_search(std::string_view json) {
    const auto document = parse_json(json);
    const JsonAt at(document);
    at.require_object();
    SynonymSearch search;
    constexpr std::string_view kMembers[] = {"query", "type", "page", "hitsPerPage"};
    for (const auto& member : document.GetObject()) {
        const JsonAt value = at.member(member);
        const auto name = string_of(member.name);
        if (name == "query") {
            search.query = value.as_string();
        } else if (name == "type") {
            for (const auto& type : read_names(value)) {
                const rapidjson::Value text(type.data(),
                                            static_cast<rapidjson::SizeType>(type.size()));
                search.types.push_back(read_form(value.replaced_by(text)).type);
            }
        } else if (name == "page") {
            search.page = read_count(value, 0, 1'000'000);
        } else if (name == "hitsPerPage") {
            search.hits_per_page = read_count(value, 1, 1000);
        } else {
            value.fail_with("no member of a search among synonyms" + suggestion(name, kMembers));
        }
    }
    return search;
}

} // namespace aisle::data
