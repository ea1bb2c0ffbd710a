#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "data/places.h"

namespace aisle::data {

/// Where a word stands in the token stream of a product: bit i for the places i, i + 32, i + 64 ...
/// Tells quickly, and without the stream, of most words that are not near each other.
using Spots = std::uint32_t;

[[nodiscard]] inline Spots spot_at(std::size_t place) noexcept {
    return Spots{1} << (place % 32);
}

/// False when no word at `first` is followed by one at `second`, `distance` places later.
[[nodiscard]] inline bool may_follow(Spots first, Spots second, int distance = 1) noexcept {
    return (std::rotl(first, distance) & second) != 0;
}

/// Spots in 16 bits: up to three, which most words have at most, 5 bits each. Of more it is kept,
/// with the highest bit set, in which pairs of neighbouring places they are; the last of these 15
/// are the places 28 ... 31.
class SealedSpots {
public:
    SealedSpots() = default;

    /// Requires: at least one spot.
    explicit SealedSpots(Spots spots) noexcept {
        std::uint32_t bits = 0;
        if (std::popcount(spots) <= 3) {
            const auto first = static_cast<std::uint32_t>(std::countr_zero(spots));
            const auto last = 31U - static_cast<std::uint32_t>(std::countl_zero(spots));
            const Spots between = spots & ~(Spots{1} << first) & ~(Spots{1} << last);
            const auto middle =
                between == 0 ? first : static_cast<std::uint32_t>(std::countr_zero(between));
            bits = first | middle << 5U | last << 10U;
        } else {
            bits = kIsCoarse;
            for (; spots != 0; spots &= spots - 1) {
                bits |= 1U << pair_of(static_cast<std::uint32_t>(std::countr_zero(spots)));
            }
        }
        bits_ = static_cast<std::uint16_t>(bits);
    }

    /// Those it was made of, and where these were more than three, their neighbours.
    [[nodiscard]] Spots spots() const noexcept {
        const std::uint32_t bits = bits_;
        if ((bits & kIsCoarse) == 0) {
            return Spots{1} << (bits & 31U) | Spots{1} << (bits >> 5U & 31U) |
                   Spots{1} << (bits >> 10U & 31U);
        }
        Spots spots = (bits >> kLastPair & 1U) != 0 ? Spots{15} << (2 * kLastPair) : 0;
        for (std::uint32_t pair = 0; pair < kLastPair; ++pair) {
            spots |= Spots{3} * (bits >> pair & 1U) << (2 * pair);
        }
        return spots;
    }

    /// Tells all apart.
    [[nodiscard]] std::uint32_t number() const noexcept { return bits_; }

    [[nodiscard]] static SealedSpots of_number(std::uint32_t number) noexcept {
        SealedSpots spots;
        spots.bits_ = static_cast<std::uint16_t>(number);
        return spots;
    }

    friend bool operator==(const SealedSpots&, const SealedSpots&) = default;

private:
    static constexpr std::uint32_t kIsCoarse = 0x8000;
    static constexpr std::uint32_t kLastPair = 14;

    [[nodiscard]] static std::uint32_t pair_of(std::uint32_t spot) noexcept {
        return spot / 2 < kLastPair ? spot / 2 : kLastPair;
    }

    std::uint16_t bits_ = 0;
};

static_assert(sizeof(SealedSpots) == 2);

/// The spots of postings that follow one another: those they have, or, where few postings have the
/// same, more.   Lifetime: borrows.
class PostingSpots {
public:
    PostingSpots() = default;

    /// `table`: of each mark.
    PostingSpots(std::span<const Spots> table, std::span<const PostingMark> marks) noexcept
        : table_(table), marks_(marks) {}

    [[nodiscard]] PostingSpots subspan(std::size_t begin, std::size_t count) const noexcept {
        return {table_, marks_.subspan(begin, count)};
    }

    [[nodiscard]] std::size_t size() const noexcept { return marks_.size(); }

    [[nodiscard]] Spots operator[](std::size_t i) const noexcept { return table_[marks_[i]]; }

private:
    std::span<const Spots> table_;
    std::span<const PostingMark> marks_;
};

} // namespace aisle::data
