#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string>

namespace aisle::api {

/// The secured key of a parent, as clients make it; `restrictions` are urlencoded.
inline std::string sign_key(const std::string& parent, const std::string& restrictions) {
    unsigned char mac[32];
    HMAC(EVP_sha256(), parent.data(), static_cast<int>(parent.size()),
         reinterpret_cast<const unsigned char*>(restrictions.data()), restrictions.size(), mac,
         nullptr);
    std::string text;
    for (const unsigned char byte : mac) {
        text += {"0123456789abcdef"[byte >> 4U], "0123456789abcdef"[byte & 15U]};
    }
    text += restrictions;
    std::string key(4 * (text.size() / 3 + 1) + 1, '\0');
    key.resize(static_cast<std::size_t>(EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(key.data()),
        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()))));
    return key;
}

} // namespace aisle::api
