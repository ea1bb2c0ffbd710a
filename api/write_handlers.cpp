#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "api/call_input.h"
#include "api/handlers.h"
#include "api/hit_writer.h"
#include "api/hot_updates.h"
#include "api/operation_kind.h"
#include "api/record_actions.h"
#include "api/sku_check.h"
#include "api/write_call.h"
#include "data/columns.h"
#include "data/error.h"
#include "data/param_values.h"
#include "data/search_params_parser.h"
#include "data/settings.h"

namespace aisle::api {

namespace {

using data::ErrorCode;

/// A write whose sku seems taken waits so long for what was acknowledged before it.
constexpr std::chrono::seconds kSkuWait{2};

/// Appends what the actions on an index are as operations: a batch, and where an action deletes
/// the index, that, and another batch after it.
void append_operations(const std::string& index, const std::vector<RecordAction>& actions,
                       std::vector<data::Operation>& operations) {
    std::vector<RecordAction> batch;
    const auto append_batch = [&] {
        operations.push_back({.index = index,
                              .kind = operation_kind::kBatch,
                              .payload = write_actions(std::exchange(batch, {}))});
    };
    for (const auto& action : actions) {
        if (action.kind != RecordAction::Kind::kDeleteIndex) {
            batch.push_back(action);
            continue;
        }
        if (!batch.empty()) append_batch();
        operations.push_back({.index = index, .kind = operation_kind::kDeleteIndex});
    }
    if (!batch.empty() || actions.empty()) append_batch();
}

void require_sound_skus(const Service& service, const std::string& index,
                        const std::vector<RecordAction>& actions) {
    require_unique_skus(actions, [&](bool is_current) {
        if (is_current) service.store.wait_until_seen(kSkuWait);
        return service.indexes.find(index);
    });
}

std::uint64_t submit_actions(const Service& service, const std::string& index,
                             const std::vector<RecordAction>& actions) {
    require_writable(service, index);
    require_sound_skus(service, index, actions);
    std::vector<data::Operation> operations;
    append_operations(index, actions, operations);
    return service.store.submit_all(std::move(operations));
}

/// The right that an action of a batch takes.
Acl right_for(RecordAction::Kind kind) {
    switch (kind) {
    case RecordAction::Kind::kReplace:
    case RecordAction::Kind::kPartial:
    case RecordAction::Kind::kPartialNoCreate:
        return Acl::kAddObject;
    case RecordAction::Kind::kDelete:
        return Acl::kDeleteObject;
    case RecordAction::Kind::kClear:
    case RecordAction::Kind::kDeleteIndex:
        return Acl::kDeleteIndex;
    }
    return Acl::kAdmin;
}

/// A batch takes the rights of what it does; one that does nothing, that to add.
void require_rights(const Access& access, const std::vector<RecordAction>& actions) {
    if (actions.empty()) access.require(Acl::kAddObject);
    for (const auto& action : actions) access.require(right_for(action.kind));
}

void write_ids(const std::vector<RecordAction>& actions, JsonWriter& writer) {
    for (const auto& action : actions) writer.String(action.object_id);
}

RecordAction action_of(const data::JsonAt& entry) {
    const std::string name = require_string(entry, "action");
    static const rapidjson::Value kNoBody(rapidjson::kObjectType);
    const auto body = entry.value().FindMember("body");
    if (body == entry.value().MemberEnd()) {
        return parse_action(name, data::JsonAt(kNoBody, "body"));
    }
    return parse_action(name, entry.member(*body));
}

} // namespace

Response save_object(const Service& service, const Call& call) {
    const auto body = require_body(call);
    const auto action = parse_action("addObject", data::JsonAt(body));
    const auto task = submit_actions(service, call.captures[0], {action});
    return acknowledge("createdAt", task, action.object_id, "objectID", 201);
}

Response put_object(const Service& service, const Call& call) {
    const auto body = require_body(call);
    const auto action = save_action(data::JsonAt(body), call.captures[1]);
    const auto task = submit_actions(service, call.captures[0], {action});
    return acknowledge("updatedAt", task, action.object_id);
}

Response update_object(const Service& service, const Call& call) {
    const auto body = require_body(call);
    const auto create = url_parameter(call, "createIfNotExists");
    const auto action =
        partial_action(data::JsonAt(body), call.captures[1], create != "false" && create != "0");
    const auto task = submit_actions(service, call.captures[0], {action});
    return acknowledge("updatedAt", task, action.object_id);
}

Response delete_object(const Service& service, const Call& call) {
    const RecordAction action{RecordAction::Kind::kDelete, call.captures[1], {}};
    return acknowledge("deletedAt", submit_actions(service, call.captures[0], {action}));
}

Response write_batch(const Service& service, const Call& call) {
    const auto body = require_body(call);
    const data::JsonAt requests(requests_of(body), "requests");
    std::vector<RecordAction> actions;
    for (rapidjson::SizeType i = 0; i < requests.value().Size(); ++i) {
        const auto entry = requests.element(i);
        actions.push_back(action_of(entry));
    }
    require_rights(call.access, actions);
    const auto task = submit_actions(service, call.captures[0], actions);
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("taskID");
    writer.Uint64(task);
    writer.Key("objectIDs");
    writer.StartArray();
    write_ids(actions, writer);
    writer.EndArray();
    writer.EndObject();
    return json_response({buffer.GetString(), buffer.GetSize()});
}

Response write_batches(const Service& service, const Call& call) {
    const auto body = require_body(call);
    const data::JsonAt requests(requests_of(body), "requests");
    std::vector<RecordAction> all;
    std::map<std::string, std::vector<RecordAction>> by_index;
    for (rapidjson::SizeType i = 0; i < requests.value().Size(); ++i) {
        const auto entry = requests.element(i);
        auto action = action_of(entry);
        all.push_back(action);
        by_index[require_string(entry, "indexName")].push_back(std::move(action));
    }
    require_rights(call.access, all);
    for (const auto& [index, actions] : by_index) {
        call.access.require_index(index);
        require_writable(service, index);
        require_sound_skus(service, index, actions);
    }
    std::vector<data::Operation> operations;
    std::map<std::string, std::size_t> last_of; // operation, by index
    for (const auto& [index, actions] : by_index) {
        append_operations(index, actions, operations);
        last_of[index] = operations.size();
    }
    const std::size_t num_operations = operations.size();
    const std::uint64_t last =
        operations.empty() ? 0 : service.store.submit_all(std::move(operations));
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("taskID");
    writer.StartObject();
    for (const auto& [index, number] : last_of) {
        writer.Key(index.c_str());
        writer.Uint64(last - num_operations + number);
    }
    writer.EndObject();
    writer.Key("objectIDs");
    writer.StartArray();
    write_ids(all, writer);
    writer.EndArray();
    writer.EndObject();
    return json_response({buffer.GetString(), buffer.GetSize()});
}

Response write_hot(const Service& service, const Call& call) {
    require_writable(service, call.captures[0]);
    const auto snapshot = require_index(service, call, call.captures[0]);
    std::vector<std::string> allowed;
    for (const auto& path : snapshot->settings.hot_attributes) {
        allowed.emplace_back(data::strip_variants(path));
    }
    if (parse_hot_updates(call.request.body, &allowed).empty()) {
        throw data::Error(ErrorCode::kInvalidRequest, "body: expected a line for every update");
    }
    return acknowledge("updatedAt",
                       submit(service, call.captures[0], operation_kind::kHot, call.request.body));
}

Response delete_by(const Service& service, const Call& call) {
    require_writable(service, call.captures[0]);
    const auto body = require_body(call);
    const auto params = data::parse_search_params(data::JsonAt(body), data::Settings());
    const bool has_condition = params.filters.kind != data::Filter::Kind::kTrue ||
                               params.facet_filters.kind != data::Filter::Kind::kTrue ||
                               params.numeric_filters.kind != data::Filter::Kind::kTrue ||
                               params.tag_filters.kind != data::Filter::Kind::kTrue ||
                               params.geo.around || !params.geo.boxes.empty() ||
                               !params.geo.polygons.empty();
    if (!has_condition) {
        throw data::Error(ErrorCode::kInvalidRequest,
                          "deleteByQuery needs filters, facetFilters, numericFilters, tagFilters "
                          "or a geographic condition; use clear to delete all records");
    }
    return acknowledge("updatedAt", submit(service, call.captures[0], operation_kind::kDeleteBy,
                                           data::to_json_text(body)));
}

Response clear_index(const Service& service, const Call& call) {
    return acknowledge("updatedAt", submit_actions(service, call.captures[0],
                                                   {{RecordAction::Kind::kClear, {}, {}}}));
}

Response delete_index(const Service& service, const Call& call) {
    if (service.indexes.is_replica(call.captures[0])) require_writable(service, call.captures[0]);
    return acknowledge("deletedAt",
                       submit(service, call.captures[0], operation_kind::kDeleteIndex, {}));
}

Response transfer_index(const Service& service, const Call& call) {
    const auto body = require_body(call);
    const data::JsonAt at(body);
    const std::string operation = require_string(at, "operation");
    const std::string destination = require_string(at, "destination");
    if (operation != "copy" && operation != "move") {
        throw data::Error(ErrorCode::kInvalidRequest,
                          "operation: expected copy or move, got " + data::excerpt(operation));
    }
    const std::string& source = call.captures[0];
    call.access.require_index(destination);
    require_writable(service, destination);
    if (source == destination) {
        throw data::Error(ErrorCode::kInvalidRequest,
                          "destination: expected another index than the source, got " + source);
    }
    const auto target = service.indexes.find(destination);
    if (operation == "copy" && target && !target->settings.replicas.empty()) {
        throw data::Error(ErrorCode::kInvalidRequest,
                          "destination: " + destination + " has replicas; copy onto another index");
    }
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("source");
    writer.String(source);
    if (const auto scope = std::as_const(body).FindMember("scope");
        scope != std::as_const(body).MemberEnd()) {
        for (const auto& part : data::read_names(at.member(*scope))) {
            if (part != "settings" && part != "synonyms" && part != "rules") {
                at.member(*scope).fail("settings, synonyms or rules");
            }
        }
        writer.Key("scope");
        scope->value.Accept(writer);
    }
    writer.EndObject();
    return acknowledge("updatedAt",
                       submit(service, destination,
                              operation == "copy" ? operation_kind::kCopy : operation_kind::kMove,
                              {buffer.GetString(), buffer.GetSize()}));
}

Response put_settings(const Service& service, const Call& call) {
    const std::string& index = call.captures[0];
    const auto current = service.indexes.find(index);
    // Refuses what does not parse; the operation lays the same members over whatever the
    // settings are when its turn comes.
    const auto changed =
        (current ? current->settings : data::Settings()).updated_with(call.request.body);
    static_cast<void>(changed);
    std::string payload = R"({"forward":)";
    payload += has_flag(call, "forwardToReplicas") ? "true" : "false";
    payload += R"(,"settings":)" + data::to_json_text(data::parse_json(call.request.body)) + "}";
    return acknowledge("updatedAt", submit(service, index, operation_kind::kSettings, payload));
}

} // namespace aisle::api
