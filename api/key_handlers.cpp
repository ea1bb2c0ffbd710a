#include "api/call_input.h"
#include "api/handlers.h"
#include "api/hit_writer.h"
#include "api/timestamps.h"
#include "data/error.h"

namespace aisle::api {

namespace {

/// The answer to a change: the key, unless it is gone, and when that was done.
Response changed(std::string_view value, const char* what, std::int64_t at_ms) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    if (!value.empty()) {
        writer.Key("key");
        writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    }
    writer.Key(what);
    writer.String(rfc3339(at_ms / 1000));
    writer.EndObject();
    return json_response({buffer.GetString(), buffer.GetSize()});
}

ApiKey read_key(const Call& call) {
    const auto body = read_object(call);
    return parse_api_key(data::JsonAt(body));
}

} // namespace

Response list_keys(const Service& service, const Call&) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("keys");
    writer.StartArray();
    for (const auto& entry : service.keys.list()) {
        const std::string json = to_protocol_json(entry->key);
        writer.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    }
    writer.EndArray();
    writer.EndObject();
    return json_response({buffer.GetString(), buffer.GetSize()});
}

/// Admins may look at every key; whoever holds one, at that one. A secured key is not stored,
/// and its holder must not learn its parent.
Response get_key(const Service& service, const Call& call) {
    const auto& access = call.access;
    const bool is_own =
        access.key != nullptr && !access.is_secured() && access.key->key.value == call.captures[0];
    if (!is_own) access.require(Acl::kAdmin);
    return json_response(
        to_protocol_json(service.keys.get(call.captures[0])->key, access.is_admin));
}

Response add_key(const Service& service, const Call& call) {
    const ApiKey key = service.keys.add(read_key(call));
    return changed(key.value, "createdAt", key.created_at_ms);
}

Response update_key(const Service& service, const Call& call) {
    service.keys.update(call.captures[0], read_key(call));
    return changed(call.captures[0], "updatedAt", KeyRing::now_ms());
}

Response delete_key(const Service& service, const Call& call) {
    service.keys.remove(call.captures[0]);
    return changed({}, "deletedAt", KeyRing::now_ms());
}

Response restore_key(const Service& service, const Call& call) {
    const ApiKey key = service.keys.restore(call.captures[0]);
    return changed(key.value, "createdAt", key.created_at_ms);
}

} // namespace aisle::api
