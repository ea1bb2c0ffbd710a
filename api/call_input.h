#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>

#include "api/service.h"
#include "data/json.h"

namespace aisle::api {

/// The request object of a call: its JSON body, whatever content type it claims, or, without
/// a body, the parameters of its URL. An empty body is an empty object.
/// Throws: Error{kInvalidRequest}.
[[nodiscard]] rapidjson::Document read_object(const Call& call);

/// The array in member `requests`. Throws: Error{kInvalidRequest}.
[[nodiscard]] const rapidjson::Value& requests_of(const rapidjson::Document& body);

/// A string member. Throws: Error{kInvalidRequest} when it is missing or no string.
[[nodiscard]] std::string require_string(const data::JsonAt& object, std::string_view name);

/// The snapshot of an index. Throws: Error{kNotFound} "Index NAME does not exist".
[[nodiscard]] SnapshotPointer require_index(const Service& service, std::string_view name);

/// The value of a parameter in the URL; empty when it is absent.
[[nodiscard]] std::string url_parameter(const Call& call, std::string_view name);

/// A moment as the protocol writes it: "2026-11-21T12:00:00Z".
[[nodiscard]] std::string rfc3339(std::int64_t unix_seconds);

} // namespace aisle::api
