#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "api/http_message.h"
#include "api/kept_text.h"

namespace aisle::api {

/// Whether a client that sent this Accept-Encoding value may be answered with gzip.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding) noexcept;

/// Whether a body of this type is text, and so worth compressing.
[[nodiscard]] bool is_compressible(std::string_view content_type) noexcept;

/// Compresses at level 1: on JSON replies the higher levels save little and cost several times
/// more. Threads: any; each keeps one compressor.
[[nodiscard]] std::string gzip(std::string_view plain);

/// Compresses a text that is a part of many replies. Threads: any; each keeps one compressor.
[[nodiscard]] std::shared_ptr<const KeptText> keep_text(std::string plain);

/// Compresses `plain` with the kept pieces in it, which only have to be copied.
[[nodiscard]] std::string gzip(std::string_view plain, const KeptPieces& pieces);

/// Inflates a gzip stream (all of its members).
/// Throws: Error{kTooLarge} as soon as the result would exceed `max_bytes`, so that a bomb costs
/// no more memory than an honest body; Error{kInvalidRequest} if it is not one complete stream.
[[nodiscard]] std::string gunzip(std::string_view compressed, std::size_t max_bytes);

/// Replaces a gzip body by its plain text, as Content-Encoding asks.
/// Throws: what gunzip throws; Error{kInvalidRequest} for any coding but gzip and identity.
void decode_body(Request& request, std::size_t max_bytes);

} // namespace aisle::api
