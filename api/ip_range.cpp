#include "api/ip_range.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace aisle::api {

namespace {

constexpr unsigned kAllBits = 128;
constexpr unsigned kMappedBits = 96; ///< that stand before the 32 of an IPv4 address

} // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
    const std::string zero_terminated(text);
    if (zero_terminated.find('\0') != std::string::npos) return std::nullopt;
    IpAddress address{};
    if (inet_pton(AF_INET6, zero_terminated.c_str(), address.data()) == 1) return address;
    address[10] = address[11] = 0xFF;
    if (inet_pton(AF_INET, zero_terminated.c_str(), address.data() + kMappedBits / 8) == 1) {
        return address;
    }
    return std::nullopt;
}

bool IpRange::contains(const IpAddress& other) const noexcept {
    const std::size_t num_bytes = num_bits / 8;
    if (!std::equal(address.begin(), address.begin() + num_bytes, other.begin())) return false;
    const unsigned rest = num_bits % 8;
    if (rest == 0) return true;
    return (address[num_bytes] ^ other[num_bytes]) >> (8 - rest) == 0;
}

std::optional<IpRange> parse_ip_range(std::string_view text) {
    const auto slash = text.find('/');
    const std::string_view address_text = text.substr(0, slash);
    const auto address = parse_ip(address_text);
    if (!address) return std::nullopt;
    if (slash == std::string_view::npos) return IpRange{*address, kAllBits};
    const bool is_v4 = address_text.find(':') == std::string_view::npos;
    const unsigned before = is_v4 ? kMappedBits : 0;
    const std::string_view bits_text = text.substr(slash + 1);
    unsigned bits = 0;
    const auto* const end = bits_text.data() + bits_text.size();
    const auto [stop, error] = std::from_chars(bits_text.data(), end, bits);
    if (error != std::errc{} || stop != end || bits > kAllBits - before) return std::nullopt;
    return IpRange{*address, before + bits};
}

} // namespace aisle::api
