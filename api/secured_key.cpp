#include "api/secured_key.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>

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

struct FreeMac {
    void operator()(EVP_MAC* mac) const noexcept { EVP_MAC_free(mac); }

    void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
};

using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

MacContext make_context() {
    const std::unique_ptr<EVP_MAC, FreeMac> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    MacContext context(hmac == nullptr ? nullptr : EVP_MAC_CTX_new(hmac.get()));
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                 OSSL_PARAM_construct_end()};
    if (context == nullptr || EVP_MAC_CTX_set_params(context.get(), params) != 1) {
        throw data::Error(data::ErrorCode::kInternal, "HMAC-SHA256 is not available");
    }
    return context;
}

std::string sign(std::string_view parent, std::string_view restrictions) {
    assert(!parent.empty()); // OpenSSL would take the key of the time before
    // Setting a context up takes longer than using it, and a secured key is tried on many parents.
    thread_local const MacContext context = make_context();
    std::array<unsigned char, kSignatureDigits / 2> mac{};
    std::size_t size = 0;
    const auto bytes = [](std::string_view text) {
        return reinterpret_cast<const unsigned char*>(text.data());
    };
    if (EVP_MAC_init(context.get(), bytes(parent), parent.size(), nullptr) != 1 ||
        EVP_MAC_update(context.get(), bytes(restrictions), restrictions.size()) != 1 ||
        EVP_MAC_final(context.get(), mac.data(), &size, mac.size()) != 1) {
        throw data::Error(data::ErrorCode::kInternal, "HMAC-SHA256 failed");
    }
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (const unsigned char byte : mac) hex += {kDigits[byte >> 4U], kDigits[byte & 15U]};
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
