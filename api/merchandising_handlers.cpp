#include <rapidjson/stringbuffer.h>

#include <functional>

#include "api/call_input.h"
#include "api/handlers.h"
#include "api/hit_writer.h"
#include "api/operation_kind.h"
#include "api/write_call.h"
#include "data/error.h"

// Synonyms, rules and dictionaries. A write is checked by applying it to what there is now, and
// throwing the result away: the writer applies it again when its turn comes.

namespace aisle::api {

namespace {

using data::JsonAt;
namespace kind = operation_kind;

Response not_found(const std::string& what) {
    throw data::Error(data::ErrorCode::kNotFound, what + " does not exist");
}

/// {"forward": ..., "replace": ..., "entries": [...]}
std::string save_payload(const Call& call, bool replaces, const std::string& entries) {
    return std::string(R"({"forward":)") +
           (has_flag(call, "forwardToReplicas") ? "true" : "false") + R"(,"replace":)" +
           (replaces ? "true" : "false") + R"(,"entries":)" + entries + "}";
}

std::string delete_payload(const Call& call) {
    const rapidjson::Value id(rapidjson::StringRef(call.captures[1]));
    return std::string(R"({"forward":)") +
           (has_flag(call, "forwardToReplicas") ? "true" : "false") + R"(,"objectID":)" +
           data::to_json_text(id) + "}";
}

/// `json`, an object, as the protocol addresses it: with the objectID of the path.
std::string with_object_id(const std::string& json, const std::string& object_id) {
    auto object = data::parse_json(json);
    auto& allocator = object.GetAllocator();
    object.RemoveMember("objectID");
    object.AddMember("objectID", rapidjson::Value(object_id, allocator), allocator);
    return data::to_json_text(object);
}

/// {"hits": [...], "nbHits": n} and, where there are such, page and nbPages.
template <class Hits, class ToJson>
Response write_found(const Hits& hits, std::uint64_t num_hits, const ToJson& to_json,
                     std::optional<std::pair<std::uint64_t, std::uint64_t>> page = std::nullopt) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("hits");
    writer.StartArray();
    for (const auto& hit : hits) {
        const std::string json = to_json(*hit);
        writer.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    }
    writer.EndArray();
    writer.Key("nbHits");
    writer.Uint64(num_hits);
    if (page) {
        writer.Key("page");
        writer.Uint64(page->first);
        writer.Key("nbPages");
        writer.Uint64(page->second);
    }
    writer.EndObject();
    return json_response({buffer.GetString(), buffer.GetSize()});
}

/// The body of a search: an empty one searches for everything.
std::string search_body(const Call& call) {
    return call.request.body.empty() ? "{}" : call.request.body;
}

/// What an index has, or an empty set: a write may be what creates the index.
template <class Set>
std::shared_ptr<const Set> set_of(const Service& service, const std::string& index,
                                  std::shared_ptr<const Set> search::Snapshot::*member) {
    require_name(index);
    const auto snapshot = service.indexes.find(index);
    if (snapshot && (*snapshot).*member) return (*snapshot).*member;
    return std::make_shared<const Set>();
}

std::shared_ptr<const data::SynonymSet> synonyms_of(const Service& service, const Call& call) {
    return set_of(service, call.captures[0], &search::Snapshot::synonyms);
}

std::shared_ptr<const data::RuleSet> rules_of(const Service& service, const Call& call) {
    return set_of(service, call.captures[0], &search::Snapshot::rules);
}

} // namespace

Response get_synonym(const Service& service, const Call& call) {
    static_cast<void>(require_index(service, call, call.captures[0]));
    const auto set = synonyms_of(service, call);
    const auto* synonym = set->find(call.captures[1]);
    if (synonym == nullptr) return not_found("Synonym set " + call.captures[1]);
    return json_response(data::to_json(*synonym));
}

Response search_synonyms(const Service& service, const Call& call) {
    static_cast<void>(require_index(service, call, call.captures[0]));
    const auto set = synonyms_of(service, call);
    const auto found = set->search(data::parse_synonym_search(search_body(call)));
    return write_found(found.hits, found.num_hits,
                       [](const data::Synonym& synonym) { return data::to_json(synonym); });
}

Response put_synonym(const Service& service, const Call& call) {
    const std::string& id = call.captures[1];
    static_cast<void>(data::save_synonym(*synonyms_of(service, call), id, call.request.body));
    const std::string entry = with_object_id(call.request.body, id);
    const auto task = submit(service, call.captures[0], kind::kSaveSynonyms,
                             save_payload(call, false, "[" + entry + "]"));
    return acknowledge("updatedAt", task, id, "id");
}

Response save_synonyms(const Service& service, const Call& call) {
    const bool replaces = has_flag(call, "replaceExistingSynonyms");
    static_cast<void>(
        data::save_synonyms(*synonyms_of(service, call), call.request.body, replaces));
    return acknowledge("updatedAt", submit(service, call.captures[0], kind::kSaveSynonyms,
                                           save_payload(call, replaces, call.request.body)));
}

Response delete_synonym(const Service& service, const Call& call) {
    require_name(call.captures[0]);
    return acknowledge(
        "deletedAt", submit(service, call.captures[0], kind::kDeleteSynonym, delete_payload(call)));
}

Response clear_synonyms(const Service& service, const Call& call) {
    require_name(call.captures[0]);
    return acknowledge("updatedAt", submit(service, call.captures[0], kind::kSaveSynonyms,
                                           save_payload(call, true, "[]")));
}

Response get_rule(const Service& service, const Call& call) {
    static_cast<void>(require_index(service, call, call.captures[0]));
    const auto rule = rules_of(service, call)->find(call.captures[1]);
    if (!rule) return not_found("Rule " + call.captures[1]);
    return json_response(rule->json);
}

Response search_rules(const Service& service, const Call& call) {
    static_cast<void>(require_index(service, call, call.captures[0]));
    const auto body = data::parse_json(search_body(call));
    const auto query = data::parse_rule_query(JsonAt(body));
    const auto found = rules_of(service, call)->search(query);
    return write_found(
        found.hits, found.num_hits, [](const data::Rule& rule) { return rule.json; },
        std::pair<std::uint64_t, std::uint64_t>(query.page, found.num_pages));
}

Response put_rule(const Service& service, const Call& call) {
    const std::string& id = call.captures[1];
    const auto body = require_body(call);
    static_cast<void>(rules_of(service, call)->with(JsonAt(body), id));
    const std::string entry = with_object_id(call.request.body, id);
    const auto task = submit(service, call.captures[0], kind::kSaveRules,
                             save_payload(call, false, "[" + entry + "]"));
    return acknowledge("updatedAt", task, id);
}

Response save_rules(const Service& service, const Call& call) {
    const bool replaces = has_flag(call, "clearExistingRules");
    const auto body = data::parse_json(call.request.body);
    static_cast<void>(rules_of(service, call)->with_batch(JsonAt(body), replaces));
    return acknowledge("updatedAt", submit(service, call.captures[0], kind::kSaveRules,
                                           save_payload(call, replaces, call.request.body)));
}

Response delete_rule(const Service& service, const Call& call) {
    require_name(call.captures[0]);
    return acknowledge("updatedAt",
                       submit(service, call.captures[0], kind::kDeleteRule, delete_payload(call)));
}

Response clear_rules(const Service& service, const Call& call) {
    require_name(call.captures[0]);
    return acknowledge("updatedAt", submit(service, call.captures[0], kind::kSaveRules,
                                           save_payload(call, true, "[]")));
}

Response search_dictionary(const Service& service, const Call& call) {
    const auto dictionary = data::parse_dictionary_name(call.captures[0]);
    const auto search = data::parse_dictionary_search(search_body(call));
    const auto dictionaries = service.store.dictionaries();
    const auto found = dictionaries->search(dictionary, search);
    const std::uint64_t per_page = std::max<std::uint32_t>(1, search.hits_per_page);
    return write_found(
        found.hits, found.num_hits,
        [&](const data::DictionaryEntry& entry) { return data::to_json(dictionary, entry); },
        std::pair<std::uint64_t, std::uint64_t>(search.page,
                                                (found.num_hits + per_page - 1) / per_page));
}

Response write_dictionary(const Service& service, const Call& call) {
    const auto dictionary = data::parse_dictionary_name(call.captures[0]);
    static_cast<void>(service.store.dictionaries()->with_batch(dictionary, call.request.body));
    return acknowledge("updatedAt", submit(service, {}, kind::kDictionary,
                                           R"({"dictionary":")" + call.captures[0] +
                                               R"(","batch":)" + call.request.body + "}"));
}

Response get_dictionary_settings(const Service& service, const Call&) {
    return json_response(service.store.dictionaries()->settings_json());
}

Response put_dictionary_settings(const Service& service, const Call& call) {
    static_cast<void>(service.store.dictionaries()->with_settings(call.request.body));
    return acknowledge("updatedAt",
                       submit(service, {}, kind::kDictionarySettings, call.request.body));
}

Response get_dictionary_languages(const Service& service, const Call&) {
    return json_response(service.store.dictionaries()->languages_json());
}

} // namespace aisle::api
