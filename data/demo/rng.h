#pragma once

#include <cstdint>
#include <initializer_list>

namespace aisle::data::demo {

/// A stream of pseudo-random integers. The standard distributions differ between libraries
/// and floating point between machines, so everything here is integer arithmetic: the same
/// seed gives the same store everywhere. Never draw twice in one expression: the language leaves
/// the order of operands open.
/// Source: Steele, Lea, Flood: Fast splittable pseudorandom number generators (SplitMix64).
class Rng {
public:
    explicit Rng(std::uint64_t seed) noexcept : state_(seed) {}

    /// A stream for one thing (a product, a shopper's day), independent of all others.
    [[nodiscard]] static Rng for_key(std::initializer_list<std::uint64_t> key) noexcept {
        std::uint64_t state = 0;
        for (const std::uint64_t part : key) state = mix(state ^ mix(part + kIncrement));
        return Rng(state);
    }

    /// The next 64 random bits.
    std::uint64_t next() noexcept { return mix(state_ += kIncrement); }

    /// The next 32 random bits.
    std::uint32_t bits() noexcept { return static_cast<std::uint32_t>(next() >> 32U); }

    /// A number in 0 ... n - 1. Requires: n > 0.
    std::uint32_t below(std::uint32_t n) noexcept {
        return static_cast<std::uint32_t>((std::uint64_t{bits()} * n) >> 32U);
    }

    /// The smaller of two draws below n: 0 is the likeliest, n - 1 the rarest. Requires: n > 0.
    std::uint32_t low_below(std::uint32_t n) noexcept {
        const std::uint32_t first = below(n);
        const std::uint32_t second = below(n);
        return first < second ? first : second;
    }

    /// A number in low ... high. Requires: low <= high.
    std::uint32_t between(std::uint32_t low, std::uint32_t high) noexcept {
        return low + below(high - low + 1);
    }

    /// True in `percent` of 100 cases.
    bool chance(std::uint32_t percent) noexcept { return below(100) < percent; }

private:
    static constexpr std::uint64_t kIncrement = 0x9E3779B97F4A7C15U;

    static std::uint64_t mix(std::uint64_t z) noexcept {
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }

    std::uint64_t state_;
};

} // namespace aisle::data::demo
