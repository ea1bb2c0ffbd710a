#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <string>

#include "api/http_message.h"
#include "api/service.h"

namespace aisle::api {

// What the handlers of writes share. Every write is checked by its handler, whole, and then
// becomes one operation of the log: what is wrong is refused before anything is stored, and what
// was stored is applied in the order of the log.

/// The body of a write: an object.   Throws: Error{kInvalidRequest}.
[[nodiscard]] rapidjson::Document require_body(const Call& call);

/// True when the URL has `name` with a value that says so.
[[nodiscard]] bool has_flag(const Call& call, std::string_view name);

/// Refuses an index without a name.   Throws: Error{kInvalidRequest}.
void require_name(const std::string& index);

/// Refuses writes of records to a replica, too: it shows its primary's.
void require_writable(const Service& service, const std::string& index);

/// Appends an operation to the log; returns its task once it is durable. An empty `index` is
/// the whole store.   Throws: Error{kUnavailable} when it cannot be stored.
std::uint64_t submit(const Service& service, const std::string& index, const char* kind,
                     std::string payload);

/// {"<moment>": now, "taskID": task} and, where given, an id under its name.
[[nodiscard]] Response acknowledge(const char* moment, std::uint64_t task,
                                   const std::string& id = {}, const char* id_name = "objectID",
                                   int status = 200);

} // namespace aisle::api
