#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/http_message.h"

namespace aisle::api {

/// Whether a client that sent this Accept-Encoding value may be answered with gzip.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding) noexcept;

/// Whether a body of this type is text, and so worth compressing.
[[nodiscard]] bool is_compressible(std::string_view content_type) noexcept;

/// Compresses at level 1: on JSON replies the higher levels save little and cost several times
/// more. Threads: any; each keeps one compressor of about 256 KB.
[[nodiscard]] std::string gzip(std::string_view plain);

/// Inflates a gzip stream (all of its members).
/// Throws: Error{kTooLarge} as soon as the result would exceed `max_bytes`, so that a bomb costs
/// no more memory than an honest body; Error{kInvalidRequest} if it is not one complete stream.
[[nodiscard]] std::string gunzip(std::string_view compressed, std::size_t max_bytes);

/// Replaces a gzip body by its plain text, as Content-Encoding asks.
/// Throws: what gunzip throws; Error{kInvalidRequest} for any coding but gzip and identity.
void decode_body(Request& request, std::size_t max_bytes);

} // namespace aisle::api
