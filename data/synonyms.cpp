#include "data/synonyms.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <iterator>
#include <utility>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "data/error.h"
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

/// The member of that name, of which there must be one.
const rapidjson::Value::Member& require_member(const JsonAt& at, std::string_view name) {
    for (const auto& member : at.value().GetObject()) {
        if (string_of(member.name) == name) return member;
    }
    at.fail_with("the member \"" + std::string(name) + "\" is missing");
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

std::vector<Synonym> parse_synonyms(const JsonAt& at) {
    at.require_array();
    std::vector<Synonym> synonyms;
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i) {
        synonyms.push_back(parse_synonym(at.element(i)));
    }
    return synonyms;
}

bool fits(const Synonym& synonym, const std::string& folded_query,
          const std::vector<SynonymType>& types) {
    const bool has_type =
        types.empty() || std::find(types.begin(), types.end(), synonym.type) != types.end();
    const auto holds = [&](const std::string& text) {
        return fold(text).find(folded_query) != std::string::npos;
    };
    return has_type && (holds(synonym.object_id) || holds(synonym.source) ||
                        std::any_of(synonym.words.begin(), synonym.words.end(), holds));
}

/// An entry's words and what they stand for.
void add_to(SynonymIndex& index, const Synonym& synonym) {
    const std::span<const std::string> source(&synonym.source, 1);
    switch (synonym.type) {
    case SynonymType::kSynonym:
        return index.add(synonym.words, synonym.words, 0);
    case SynonymType::kOneWay:
        return index.add(source, synonym.words, 0);
    case SynonymType::kAltCorrection1:
        return index.add(source, synonym.words, 1);
    case SynonymType::kAltCorrection2:
        return index.add(source, synonym.words, 2);
    case SynonymType::kPlaceholder:
        return index.add(synonym.words, source, 0);
    }
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

SynonymSet::SynonymSet(const SynonymSet& other) : entries_(other.entries_) {}

SynonymSet SynonymSet::parse(std::string_view json) {
    return save_synonyms(SynonymSet(), json, true);
}

const Synonym* SynonymSet::find(std::string_view object_id) const {
    const auto found =
        std::lower_bound(entries_.begin(), entries_.end(), object_id,
                         [](const auto& entry, auto id) { return entry->object_id < id; });
    return found == entries_.end() || (*found)->object_id != object_id ? nullptr : found->get();
}

SynonymSet::Found SynonymSet::search(const SynonymSearch& search) const {
    Found found;
    const std::string query = fold(search.query);
    const std::size_t begin = std::size_t{search.page} * search.hits_per_page;
    for (const auto& entry : entries_) {
        if (!fits(*entry, query, search.types)) continue;
        if (found.num_hits >= begin && found.hits.size() < search.hits_per_page) {
            found.hits.push_back(entry.get());
        }
        ++found.num_hits;
    }
    return found;
}

std::string SynonymSet::to_json() const {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    writer.StartArray();
    for (const auto& entry : entries_) write(*entry, writer);
    writer.EndArray();
    return {buffer.GetString(), buffer.GetSize()};
}

SynonymSet SynonymSet::with(std::vector<Synonym> added) const {
    std::vector<std::shared_ptr<const Synonym>> entries;
    for (auto& synonym : added) {
        entries.push_back(std::make_shared<const Synonym>(std::move(synonym)));
    }
    // Newest first, so that of equal ids the one that counts is kept by unique().
    std::reverse(entries.begin(), entries.end());
    entries.insert(entries.end(), entries_.begin(), entries_.end());
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return a->object_id < b->object_id; });
    const auto end = std::unique(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
        return a->object_id == b->object_id;
    });
    entries.erase(end, entries.end());
    SynonymSet changed;
    changed.entries_ = std::move(entries);
    return changed;
}

SynonymSet SynonymSet::without(std::string_view object_id) const {
    SynonymSet changed(*this);
    std::erase_if(changed.entries_,
                  [&](const auto& entry) { return entry->object_id == object_id; });
    return changed;
}

std::shared_ptr<const SynonymIndex> SynonymSet::index(const std::string& separators) const {
    const std::lock_guard lock(index_mutex_);
    if (index_ == nullptr || index_separators_ != separators) {
        auto index = std::make_shared<SynonymIndex>(separators);
        for (const auto& entry : entries_) add_to(*index, *entry);
        index_ = std::move(index);
        index_separators_ = separators;
    }
    return index_;
}

SynonymSet save_synonym(const SynonymSet& set, std::string_view object_id, std::string_view json) {
    auto document = parse_json(json);
    const JsonAt at(document);
    at.require_object();
    if (const auto* id = find_member(document, "objectID")) {
        const JsonAt sent(*id, "objectID");
        if (sent.as_string() != object_id) {
            sent.fail("the id of the path, \"" + excerpt(object_id) + "\"");
        }
    } else {
        document.AddMember("objectID",
                           rapidjson::Value(object_id.data(),
                                            static_cast<rapidjson::SizeType>(object_id.size()),
                                            document.GetAllocator()),
                           document.GetAllocator());
    }
    return set.with({parse_synonym(at)});
}

SynonymSet save_synonyms(const SynonymSet& set, std::string_view json, bool replace_existing) {
    const auto document = parse_json(json);
    auto synonyms = parse_synonyms(JsonAt(document));
    return replace_existing ? SynonymSet().with(std::move(synonyms))
                            : set.with(std::move(synonyms));
}

} // namespace aisle::data
