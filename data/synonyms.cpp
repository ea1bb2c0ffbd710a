#include "data/synonyms.h"

#include <algorithm>
#include <span>
#include <utility>

#include "data/json.h"
#include "data/text.h"

namespace aisle::data {

namespace {

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
    std::string json = "[";
    for (const auto& entry : entries_) {
        if (json.size() > 1) json += ',';
        json += data::to_json(*entry);
    }
    return json + ']';
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
