#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace aisle::api {

/// An IPv6 address; an IPv4 address as its mapped form (::ffff:a.b.c.d), so that there is one
/// kind of address only.
using IpAddress = std::array<std::uint8_t, 16>;

/// Reads "192.0.2.1" or "2001:db8::1".
[[nodiscard]] std::optional<IpAddress> parse_ip(std::string_view text);

/// Addresses that share their first bits.
struct IpRange {
    IpAddress address{};
    unsigned num_bits = 0; ///< 0 ... 128, of the mapped form for IPv4

    [[nodiscard]] bool contains(const IpAddress& other) const noexcept;
};

/// Reads "192.0.2.0/24", "2001:db8::/32" or a single address. Bits behind the prefix may be set.
[[nodiscard]] std::optional<IpRange> parse_ip_range(std::string_view text);

} // namespace aisle::api
