#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aisle::api {

/// A key that a shop's server made from one of its keys without asking us: the base64 form of
/// hex(HMAC-SHA256(parent, restrictions)) followed by the restrictions.
struct SecuredKey {
    std::string signature; ///< 64 digits
    /// Urlencoded, as signed. Different clients write the same restrictions differently, so
    /// these bytes are what counts; they must never be decoded and encoded again.
    std::string restrictions;
};

/// Takes a credential apart; nothing when it does not have the form of a secured key.
[[nodiscard]] std::optional<SecuredKey> decode_secured_key(std::string_view credential);

/// Whether the holder of `parent` signed it. Takes the same time wherever signatures differ.
/// Requires: `parent` is not empty.   Threads: any.
[[nodiscard]] bool is_signed_by(const SecuredKey& key, std::string_view parent);

} // namespace aisle::api
