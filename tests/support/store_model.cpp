#include "tests/support/store_model.h"

#include <stdexcept>

#include "api/live_store.h"
#include "api/operation_kind.h"
#include "data/json.h"
#include "data/search_params_parser.h"
#include "search/searcher.h"

namespace aisle::support {

namespace {

namespace kind = api::operation_kind;
using api::RecordAction;

constexpr std::uint32_t kNumIds = 40;

std::string id_of(std::uint32_t number) {
    return "id/" + std::to_string(number) + " é";
}

std::string quoted(const std::string& text) {
    return data::to_json_text(rapidjson::Value(rapidjson::StringRef(text)));
}

std::int64_t number_in(const std::string& record) {
    return data::find_member(data::parse_json(record), "n")->GetInt64();
}

std::string word_in(const std::string& record) {
    const auto document = data::parse_json(record);
    return std::string(data::string_of(*data::find_member(document, "word")));
}

/// `record` with another number and another tag at the end.
std::string updated(const std::string& record, std::int64_t n, const std::string& tag) {
    auto document = data::parse_json(record);
    document["n"] = n;
    auto& allocator = document.GetAllocator();
    document["tags"].PushBack(rapidjson::Value(tag, allocator), allocator);
    return data::to_json_text(document);
}

data::SearchParams params_of(const std::string& json) {
    const auto document = data::parse_json(json);
    return data::parse_search_params(data::JsonAt(document), data::Settings());
}

/// The objectIDs that a search for one word finds.
std::vector<std::string> find_word(const search::Snapshot& snapshot, const std::string& word) {
    const auto params = params_of(R"({"typoTolerance":false,"queryType":"prefixNone","query":)" +
                                  quoted(word) + "}");
    std::vector<std::string> ids;
    for (const auto& hit : search::browse(snapshot, params, std::nullopt, kNumIds).hits) {
        ids.emplace_back(snapshot.segments[hit.segment].columns().object_id(hit.product));
    }
    return ids;
}

std::string to_array(const StoreModel::Records& entries) {
    std::string json = "[";
    for (const auto& [id, entry] : entries) json += (json.size() > 1 ? "," : "") + entry;
    return json + "]";
}

std::string difference_of(const search::Snapshot& snapshot, const StoreModel::Index& expected) {
    const auto synonyms = snapshot.synonyms ? snapshot.synonyms->to_json() : "[]";
    if (synonyms != to_array(expected.synonyms)) {
        return "has the synonyms " + synonyms + " instead of " + to_array(expected.synonyms);
    }
    const auto rules = snapshot.rules ? snapshot.rules->to_json() : "[]";
    if (rules != to_array(expected.rules)) {
        return "has the rules " + rules + " instead of " + to_array(expected.rules);
    }
    const auto records = records_in(snapshot);
    for (const auto& [id, record] : expected.records) {
        const auto found = records.find(id);
        if (found == records.end()) return "lacks " + record;
        if (found->second != record) return "has " + found->second + " instead of " + record;
    }
    for (const auto& [id, record] : records) {
        if (!expected.records.contains(id)) return "still has " + record;
    }
    if (snapshot.settings.stored_json() != expected.settings.stored_json()) {
        return "has the settings " + snapshot.settings.stored_json() + " instead of " +
               expected.settings.stored_json();
    }
    for (const auto& [id, record] : expected.records) {
        const auto found = find_word(snapshot, word_in(record));
        if (found != std::vector{id}) {
            return "finds " + std::to_string(found.size()) + " products instead of " + record;
        }
    }
    return {};
}

} // namespace

StoreModel::Records records_in(const search::Snapshot& snapshot) {
    StoreModel::Records records;
    for (const auto& view : snapshot.segments) {
        view.alive.for_each([&](data::Ordinal product) {
            const std::string id(view.columns().object_id(product));
            if (!records.emplace(id, view.segment->records().read(product)).second) {
                throw std::logic_error("objectID " + id + " is alive twice");
            }
        });
    }
    return records;
}

std::string StoreModel::any_name(Rng& rng) const {
    static const std::vector<std::string> kNames = {"", " of été", "/2"};
    return prefix_ + rng.pick(kNames);
}

std::string StoreModel::new_record(const std::string& id, Rng& rng) {
    static const std::vector<std::string> kColours = {"red", "green", "blue"};
    return R"({"objectID":)" + quoted(id) + R"(,"word":")" + prefix_ + "x" +
           std::to_string(num_records_++) + R"(","colour":")" + rng.pick(kColours) + R"(","n":)" +
           std::to_string(rng.below(100)) + R"(,"tags":[]})";
}

/// A batch of new records.
data::Operation StoreModel::save(const std::string& name, Rng& rng) {
    std::vector<RecordAction> actions;
    auto& records = indexes_[name].records;
    for (std::uint32_t i = 0; i < 10; ++i) {
        const std::string id = id_of(rng.below(kNumIds));
        records[id] = new_record(id, rng);
        actions.push_back({RecordAction::Kind::kReplace, id, records[id]});
    }
    return {0, 0, name, kind::kBatch, api::write_actions(actions)};
}

data::Operation StoreModel::change_records(const std::string& name, Rng& rng) {
    using Kind = RecordAction::Kind;
    auto& records = indexes_[name].records;
    std::vector<RecordAction> actions;
    for (std::uint32_t i = rng.between(1, 12); i > 0; --i) {
        const std::string id = id_of(rng.below(kNumIds));
        const auto found = records.find(id);
        const auto choice = rng.below(20);
        if (choice == 0) {
            actions.push_back({Kind::kClear, {}, {}});
            records.clear();
        } else if (choice < 4) {
            actions.push_back({Kind::kDelete, id, {}});
            records.erase(id);
        } else if (choice < 9 && (found != records.end() || choice < 7)) {
            const std::string tag = "t" + std::to_string(rng.below(9));
            actions.push_back({choice < 7 ? Kind::kPartialNoCreate : Kind::kPartial, id,
                               R"({"objectID":)" + quoted(id) +
                                   R"(,"n":{"_operation":"Increment","value":7},)" +
                                   R"("tags":{"_operation":"Add","value":")" + tag + R"("}})"});
            if (found == records.end()) continue;
            found->second = updated(found->second, number_in(found->second) + 7, tag);
        } else {
            records[id] = new_record(id, rng);
            actions.push_back({Kind::kReplace, id, records[id]});
        }
    }
    return {0, 0, name, kind::kBatch, api::write_actions(actions)};
}

data::Operation StoreModel::change_settings(const std::string& name, Rng& rng) {
    static const std::vector<std::string> kChanges = {
        R"({"hitsPerPage":7})",
        R"({"hitsPerPage":null})",
        R"({"searchableAttributes":["word"]})",
        R"({"searchableAttributes":["colour","word,tags"]})",
        R"({"searchableAttributes":null,"attributesForFaceting":["colour"]})",
        R"({"attributesForFaceting":null})"};
    const std::string& changes = rng.pick(kChanges);
    auto& settings = indexes_[name].settings;
    settings = settings.updated_with(changes);
    return {0, 0, name, kind::kSettings, R"({"forward":false,"settings":)" + changes + "}"};
}

data::Operation StoreModel::change_entries(const std::string& name, Records& entries,
                                           const EntryKinds& kinds, Rng& rng) {
    const std::string id = "e" + std::to_string(rng.below(6));
    if (rng.chance(0.3)) {
        entries.erase(id);
        return {0, 0, name, kinds.remove, R"({"forward":false,"objectID":")" + id + "\"}"};
    }
    Records saved;
    for (std::uint32_t i = rng.below(4); i > 0; --i) {
        const std::string other = "e" + std::to_string(rng.below(6));
        saved[other] = R"({"objectID":")" + other + kinds.members;
    }
    const bool replaces = rng.chance(0.3);
    if (replaces) entries.clear();
    for (const auto& [other, entry] : saved) entries[other] = entry;
    return {0, 0, name, kinds.save,
            std::string(R"({"forward":false,"replace":)") + (replaces ? "true" : "false") +
                R"(,"entries":)" + to_array(saved) + "}"};
}

data::Operation StoreModel::delete_low_numbers(const std::string& name, Rng& rng) {
    const std::int64_t bound = rng.below(40);
    std::erase_if(indexes_[name].records,
                  [&](const auto& entry) { return number_in(entry.second) < bound; });
    return {0, 0, name, kind::kDeleteBy,
            R"({"numericFilters":["n<)" + std::to_string(bound) + R"("]})"};
}

data::Operation StoreModel::transfer(const std::string& target, const std::string& source,
                                     const char* operation_kind, bool without_records) {
    const bool is_move = operation_kind == std::string(kind::kMove);
    const auto found = indexes_.find(source);
    const bool has_source = found != indexes_.end();
    if (!is_move || has_source) indexes_[target];
    if (has_source) {
        auto copy = found->second;
        if (without_records) copy.records = indexes_[target].records;
        indexes_[target] = std::move(copy);
        if (is_move) indexes_.erase(source);
    }
    return {0, 0, target, operation_kind,
            R"({"source":)" + quoted(source) +
                (without_records ? R"(,"scope":["settings","synonyms","rules"]})" : "}")};
}

data::Operation StoreModel::change(Rng& rng) {
    const std::string name = any_name(rng);
    std::string other = any_name(rng);
    if (other == name) other += "_tmp";
    const auto choice = rng.below(100);
    if (choice < 4) {
        indexes_.erase(name);
        return {0, 0, name, kind::kDeleteIndex, {}};
    }
    if (choice < 9) return transfer(name, other, kind::kCopy, false);
    if (choice < 13) return transfer(name, other, kind::kCopy, true);
    if (choice < 18) return transfer(name, other, kind::kMove, false);
    if (choice < 26) return delete_low_numbers(name, rng);
    if (choice < 38) return change_settings(name, rng);
    if (choice < 44) {
        constexpr EntryKinds kSynonyms = {kind::kSaveSynonyms, kind::kDeleteSynonym,
                                          R"(","type":"synonym","synonyms":["sofa","couch"]})"};
        return change_entries(name, indexes_[name].synonyms, kSynonyms, rng);
    }
    if (choice < 50) {
        constexpr EntryKinds kRules = {kind::kSaveRules, kind::kDeleteRule,
                                       R"(","consequence":{"params":{"hitsPerPage":3}}})"};
        return change_entries(name, indexes_[name].rules, kRules, rng);
    }
    return change_records(name, rng);
}

std::vector<data::Operation> StoreModel::replace_all(const std::string& index, Rng& rng) {
    const std::string temporary = index + "_tmp";
    std::vector<data::Operation> operations;
    operations.push_back(transfer(temporary, index, kind::kCopy, true));
    for (int batch = 0; batch < 3; ++batch) operations.push_back(save(temporary, rng));
    operations.push_back(transfer(temporary, index, kind::kCopy, true));
    operations.push_back(transfer(index, temporary, kind::kMove, false));
    return operations;
}

const StoreModel::Records& StoreModel::rebuild(const std::string& index, Rng& rng) {
    auto& records = indexes_[index].records;
    records.clear();
    for (std::uint32_t i = 0; i < kNumIds; ++i) {
        if (rng.chance(0.5)) records[id_of(i)] = new_record(id_of(i), rng);
    }
    return records;
}

std::string StoreModel::difference(const api::IndexRegistry& registry) const {
    for (const auto& snapshot : registry.all()) {
        const auto& name = snapshot->index_name;
        if (name.starts_with(prefix_) && !indexes_.contains(name)) {
            return "index " + name + " should be gone";
        }
    }
    for (const auto& [name, index] : indexes_) {
        const auto snapshot = registry.find(name);
        if (!snapshot) return "index " + name + " is missing";
        const auto difference = difference_of(*snapshot, index);
        if (!difference.empty()) return "index " + name + " " + difference;
    }
    return {};
}

} // namespace aisle::support
