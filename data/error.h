#pragma once

#include <stdexcept>
#include <string>

namespace aisle::data {

/// What went wrong, in terms a caller can act on. api/http_error.cpp maps each to a status.
enum class ErrorCode {
    kInvalidRequest,  ///< the caller sent something malformed or out of range
    kUnauthorized,    ///< no key, or a wrong one
    kForbidden,       ///< a valid key that may not do this
    kNotFound,        ///< the named index or object does not exist
    kConflict,        ///< the state does not allow it now
    kTooLarge,        ///< a size limit was exceeded
    kTooManyRequests, ///< a rate limit was exceeded
    kCorruptData,     ///< a file is damaged; the message names it
    kUnavailable,     ///< a resource is missing or exhausted; trying later may help
    kDeadline,        ///< the request ran out of time
    kInternal,        ///< a broken invariant of ours
};

/// The one exception type for failures inside Aisle. The message names the thing that was
/// wrong, its actual value and what would be right; it is shown to clients for 4xx codes.
class Error : public std::runtime_error {
public:
    Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}

    [[nodiscard]] ErrorCode code() const noexcept { return code_; }

private:
    ErrorCode code_;
};

} // namespace aisle::data
