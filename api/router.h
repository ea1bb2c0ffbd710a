#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/dispatcher.h"
#include "api/service.h"

namespace aisle::api {

/// Makes the server's router: from method and path to a handler and the lane it runs in. The
/// table in router.cpp is the list of all endpoints.
///
/// Handlers are plain functions from (Service, Call) to Response; this is where the path is
/// decoded, the key checked and the access control list applied.
/// Requires: everything in `service` outlives the router.
[[nodiscard]] Router make_router(const Service& service);

/// How large the body of a request may be: batches carry catalogues.
[[nodiscard]] std::size_t body_limit_for(const Request& head);

/// The segments of a path, percent-decoded one by one; nothing when an escape is broken.
[[nodiscard]] std::optional<std::vector<std::string>> split_path(std::string_view path);

} // namespace aisle::api
