#pragma once

#include "api/http_message.h"
#include "data/error.h"

namespace aisle::api {

/// The one table from what went wrong to what the client is told.
[[nodiscard]] int status_of(data::ErrorCode code) noexcept;

/// The reply to a request that failed with `error`. The message of a 4xx reaches the client;
/// that of a 5xx may name files and internals, so the client gets general words instead.
[[nodiscard]] Response error_response(const data::Error& error);

} // namespace aisle::api
