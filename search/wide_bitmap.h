#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "search/bitmap.h"

// What search/bitmap.h does, 512 bits at a time. Requires of all functions: has_wide_words().

namespace aisle::search {

/// True where the processor can.
[[nodiscard]] bool has_wide_words() noexcept;

/// See count_common_bits().
[[nodiscard]] std::uint32_t count_common_bits_wide(const Bitmap& a, const Bitmap& b) noexcept;

/// Copies the members of `values` whose bit is `wanted` to `kept`, in their order.
/// Requires: room in `kept` for all of them, and for kWideValues more.   Returns: how many.
[[nodiscard]] std::size_t copy_values_wide(std::span<const std::uint32_t> values,
                                           const Bitmap& bitmap, bool wanted,
                                           std::uint32_t* kept) noexcept;

/// Values that are looked at together.
inline constexpr std::size_t kWideValues = 16;

} // namespace aisle::search
