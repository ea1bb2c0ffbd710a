#include "api/secured_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "data/error.h"

namespace aisle::api {

namespace {

constexpr std::size_t kSignatureDigits = 64;

/// EVP counts in int. No credential comes near: the head of a request is far smaller.
constexpr std::size_t kMaxCredentialBytes = 1U << 20U;

bool is_lower_hex(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_base64(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '+' || c == '/';
    });
}

/// Standard base64 with its padding. OpenSSL's decoder also takes blanks around the text and
/// leaves the bytes of the padding in, so both are looked after here.
std::optional<std::string> decode_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0 || text.size() > kMaxCredentialBytes) {
        return std::nullopt;
    }
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    if (!is_base64(text.substr(0, text.size() - padding))) return std::nullopt;
    std::string bytes(text.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(size) - padding);
    return bytes;
}

std::string sign(std::string_view parent, std::string_view restrictions) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    const auto* const done = HMAC(EVP_sha256(), parent.data(), static_cast<int>(parent.size()),
                                  reinterpret_cast<const unsigned char*>(restrictions.data()),
                                  restrictions.size(), mac.data(), &size);
    if (done == nullptr) {
        throw data::Error(data::ErrorCode::kInternal, "HMAC-SHA256 failed");
    }
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < size; ++i) hex += {kDigits[mac[i] >> 4U], kDigits[mac[i] & 15U]};
    return hex;
}

} // namespace

std::optional<SecuredKey> decode_secured_key(std::string_view credential) {
    auto bytes = decode_base64(credential);
    if (!bytes || bytes->size() < kSignatureDigits) return std::nullopt;
    std::string signature = bytes->substr(0, kSignatureDigits);
    if (!is_lower_hex(signature)) return std::nullopt;
    return SecuredKey{std::move(signature), bytes->substr(kSignatureDigits)};
}

bool is_signed_by(const SecuredKey& key, std::string_view parent) {
    const std::string expected = sign(parent, key.restrictions);
    return expected.size() == key.signature.size() &&
           CRYPTO_memcmp(expected.data(), key.signature.data(), expected.size()) == 0;
}

} // namespace aisle::api
