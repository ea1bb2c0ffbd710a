#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace aisle::indexer {

/// The first byte from `at` on that matters inside a JSON string: a quote, a backslash or one
/// below 0x20; `end` when there is none. Looks at eight bytes at a time.
[[nodiscard]] inline const char* find_special(const char* at, const char* end) noexcept {
    static_assert(std::endian::native == std::endian::little);
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    constexpr std::uint64_t kHighs = 0x80 * kOnes;
    // The lowest bit that this sets is of the first byte below; those above it may be wrong.
    const auto below = [](std::uint64_t word, std::uint64_t limit) {
        return (word - limit * kOnes) & ~word & kHighs;
    };
    for (; end - at >= 8; at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, sizeof word);
        const std::uint64_t found =
            below(word, 0x20) | below(word ^ ('"' * kOnes), 1) | below(word ^ ('\\' * kOnes), 1);
        if (found != 0) return at + (std::countr_zero(found) >> 3);
    }
    while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) ++at;
    return at;
}

} // namespace aisle::indexer
