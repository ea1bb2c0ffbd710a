#include "data/url_params.h"

#include <algorithm>
#include <array>
#include <optional>

#include <utf8proc.h>

#include "data/error.h"
#include "data/json.h"

namespace aisle::data {
namespace {

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

void require_utf8(const std::string& text) {
    const auto* const bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto size = static_cast<utf8proc_ssize_t>(text.size());
    for (utf8proc_ssize_t at = 0; at < size;) {
        utf8proc_int32_t character = 0;
        const utf8proc_ssize_t length = utf8proc_iterate(bytes + at, size - at, &character);
        if (length <= 0)
            throw Error(ErrorCode::kInvalidRequest, "URL parameters: not UTF-8 at byte " +
                                                        std::to_string(at) + " of a decoded value");
        at += length;
    }
}

std::string decode_text(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
        const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
        if (!high || !low)
            throw Error(ErrorCode::kInvalidRequest,
                        "URL parameters: expected two hexadecimal digits after % in \"" +
                            excerpt(text.substr(i)) + "\"");
        decoded += static_cast<char>(*high << 4U | *low);
        i += 2;
    }
    require_utf8(decoded);
    return decoded;
}

bool is_free_text(std::string_view name) {
    return name == "query" || name == "similarQuery" || name == "facetQuery";
}

bool addresses_request(std::string_view name) {
    constexpr std::array<std::string_view, 4> kNames = {"indexName", "type", "facet", "cursor"};
    return is_about_client(name) || std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

void append_pair(std::string& echo, std::string_view name, std::string_view value) {
    if (!echo.empty()) echo += '&';
    echo += encode_url_text(name) + "=" + encode_url_text(value);
}

} // namespace

bool is_about_client(std::string_view name) noexcept {
    constexpr std::string_view kPrefix = "x-algolia-";
    return name.size() >= kPrefix.size() &&
           std::equal(kPrefix.begin(), kPrefix.end(), name.begin(), [](char a, char b) {
               return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
           });
}

UrlParams decode_url_params(std::string_view text) {
    UrlParams params;
    while (!text.empty()) {
        const std::size_t ampersand = text.find('&');
        const std::string_view piece = text.substr(0, ampersand);
        text =
            ampersand == std::string_view::npos ? std::string_view() : text.substr(ampersand + 1);
        if (piece.empty()) continue;
        const std::size_t equals = piece.find('=');
        params.emplace_back(decode_text(piece.substr(0, equals)),
                            equals == std::string_view::npos
                                ? std::string()
                                : decode_text(piece.substr(equals + 1)));
    }
    return params;
}

std::string encode_url_text(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '*' || c == '-' || c == '.' || c == '_';
        if (plain) {
            encoded += c;
        } else if (c == ' ') {
            encoded += '+';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
        }
    }
    return encoded;
}

rapidjson::Document to_rapidjson(const UrlParams& params) {
    rapidjson::Document object(rapidjson::kObjectType);
    auto& allocator = object.GetAllocator();
    for (const auto& [name, value] : params) {
        if (value == "undefined" && !is_free_text(name)) continue;
        object.AddMember(rapidjson::Value(name, allocator), rapidjson::Value(value, allocator),
                         allocator);
    }
    return object;
}

std::string encode_params_echo(const rapidjson::Value& object) {
    std::string echo;
    if (!object.IsObject()) return echo;
    for (const auto& [name_value, value] : object.GetObject()) {
        const std::string_view name = string_of(name_value);
        if (addresses_request(name)) continue;
        if (name == "params" && value.IsString()) {
            for (const auto& [inner, text] : decode_url_params(string_of(value)))
                append_pair(echo, inner, text);
        } else if (value.IsString()) {
            append_pair(echo, name, string_of(value));
        } else {
            append_pair(echo, name, to_json_text(value));
        }
    }
    return echo;
}

} // namespace aisle::data
