#include "api/call_input.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "data/error.h"
#include "data/url_params.h"

namespace aisle::api {

rapidjson::Document read_object(const Call& call) {
    if (call.request.body.find_first_not_of(" \t\r\n") == std::string::npos) {
        return data::to_rapidjson(call.query);
    }
    auto body = data::parse_json(call.request.body);
    if (!body.IsObject()) {
        throw data::Error(data::ErrorCode::kInvalidRequest, "the body must be a JSON object, got " +
                                                                data::excerpt(call.request.body));
    }
    return body;
}

const rapidjson::Value& requests_of(const rapidjson::Document& body) {
    const auto found = body.FindMember("requests");
    if (found == body.MemberEnd() || !found->value.IsArray()) {
        throw data::Error(data::ErrorCode::kInvalidRequest,
                          "requests: expected an array of requests");
    }
    return found->value;
}

std::string require_string(const data::JsonAt& object, std::string_view name) {
    object.require_object();
    for (const auto& member : object.value().GetObject()) {
        if (data::string_of(member.name) == name) {
            return std::string(object.member(member).as_string());
        }
    }
    object.fail_with(std::string(name) + " is missing, expected a string");
}

SnapshotPointer require_index(const Service& service, std::string_view name) {
    auto snapshot = service.indexes.find(name);
    if (!snapshot) {
        throw data::Error(data::ErrorCode::kNotFound,
                          "Index " + std::string(name) + " does not exist");
    }
    return snapshot;
}

std::string url_parameter(const Call& call, std::string_view name) {
    for (const auto& [key, value] : call.query) {
        if (key == name) return value;
    }
    return {};
}

std::string rfc3339(std::int64_t unix_seconds) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                       fmt::gmtime(static_cast<std::time_t>(unix_seconds)));
}

} // namespace aisle::api
