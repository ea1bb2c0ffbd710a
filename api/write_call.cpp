#include "api/write_call.h"

#include <rapidjson/stringbuffer.h>

#include <ctime>

#include "api/call_input.h"
#include "api/hit_writer.h"
#include "api/timestamps.h"
#include "data/error.h"
#include "data/json.h"

namespace aisle::api {

rapidjson::Document require_body(const Call& call) {
    auto body = data::parse_json(call.request.body);
    data::JsonAt(body, "body").require_object();
    return body;
}

bool has_flag(const Call& call, std::string_view name) {
    const std::string value = url_parameter(call, name);
    return value == "true" || value == "1";
}

void require_name(const std::string& index) {
    if (!index.empty()) return;
    throw data::Error(data::ErrorCode::kInvalidRequest, "the name of an index must not be empty");
}

void require_writable(const Service& service, const std::string& index) {
    require_name(index);
    if (!service.indexes.is_replica(index)) return;
    throw data::Error(data::ErrorCode::kInvalidRequest,
                      "index " + index + " is a replica: write to its primary, " +
                          service.indexes.find(index)->settings.primary);
}

std::uint64_t submit(const Service& service, const std::string& index, const char* kind,
                     std::string payload) {
    return service.store.submit({0, 0, index, kind, std::move(payload)});
}

Response acknowledge(const char* moment, std::uint64_t task, const std::string& id,
                     const char* id_name, int status) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key(moment);
    writer.String(rfc3339(std::time(nullptr)));
    writer.Key("taskID");
    writer.Uint64(task);
    if (!id.empty()) {
        writer.Key(id_name);
        writer.String(id);
    }
    writer.EndObject();
    return json_response({buffer.GetString(), buffer.GetSize()}, status);
}

} // namespace aisle::api
