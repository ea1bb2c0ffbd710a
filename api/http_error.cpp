#include "api/http_error.h"

namespace aisle::api {

namespace {

/// True of writes because an operation is appended to the log wholly or not at all.
constexpr const char* kUnavailableMessage =
    "temporarily unavailable: the server cannot read or write its data now, as when its disk is "
    "full; a write that gets this answer has changed nothing";

} // namespace

int status_of(data::ErrorCode code) noexcept {
    using data::ErrorCode;
    switch (code) {
    case ErrorCode::kInvalidRequest:
        return 400;
    // The protocol answers a wrong key with 403; its clients do not know 401.
    case ErrorCode::kUnauthorized:
        return 403;
    case ErrorCode::kForbidden:
        return 403;
    case ErrorCode::kNotFound:
        return 404;
    case ErrorCode::kConflict:
        return 409;
    case ErrorCode::kTooLarge:
        return 413;
    case ErrorCode::kTooManyRequests:
        return 429;
    case ErrorCode::kCorruptData:
        return 500;
    case ErrorCode::kUnavailable:
        return 503;
    case ErrorCode::kDeadline:
        return 503;
    case ErrorCode::kInternal:
        return 500;
    }
    return 500;
}

Response error_response(const data::Error& error) {
    const int status = status_of(error.code());
    if (status < 500) return json_error(status, error.what());
    if (error.code() == data::ErrorCode::kDeadline) {
        return json_error(status, "the request ran out of time");
    }
    return json_error(status, status == 503 ? kUnavailableMessage : "internal error");
}

} // namespace aisle::api
