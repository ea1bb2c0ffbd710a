#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/posting_bits.h"

namespace aisle::search {

/// A bit for each of so many numbers, 64 in a word, the lowest bit first.
using Bitmap = std::vector<std::uint64_t>;

[[nodiscard]] inline std::size_t num_bitmap_words(std::uint32_t bound) noexcept {
    return (std::size_t{bound} + 63) / 64;
}

inline void set_bit(Bitmap& bitmap, std::uint32_t value) noexcept {
    bitmap[value / 64] |= std::uint64_t{1} << (value % 64);
}

[[nodiscard]] inline bool has_bit(const Bitmap& bitmap, std::uint32_t value) noexcept {
    return (bitmap[value / 64] >> (value % 64) & 1U) != 0;
}

[[nodiscard]] std::uint32_t count_bits(const Bitmap& bitmap) noexcept;

/// Requires: both of one size.
[[nodiscard]] std::uint32_t count_common_bits(const Bitmap& a, const Bitmap& b) noexcept;

/// Sets the bits of all products of a word.
void unite_with(Bitmap& bitmap, const data::PostingBits& word) noexcept;

/// The products of a word that are in `bitmap`, ascending.
[[nodiscard]] std::vector<std::uint32_t> values_in(const data::PostingBits& word,
                                                   const Bitmap& bitmap);

/// The members of `values` that are in `bitmap`, in their order.
[[nodiscard]] std::vector<std::uint32_t> values_in(std::span<const std::uint32_t> values,
                                                   const Bitmap& bitmap);

/// The members of `values` that are not in `bitmap`, in their order.
[[nodiscard]] std::vector<std::uint32_t> values_not_in(std::span<const std::uint32_t> values,
                                                       const Bitmap& bitmap);

/// The members of both.   Requires: both ascending, each value once and below `bound`.
[[nodiscard]] std::vector<std::uint32_t> values_in_both(std::span<const std::uint32_t> a,
                                                        std::span<const std::uint32_t> b,
                                                        std::uint32_t bound);

} // namespace aisle::search
