#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "data/text_index.h"

namespace aisle::search {

/// Words to look for, and what the caller knows them by.
struct CodeRange {
    std::uint32_t tag;
    data::WordRange words;
};

/// One of them in a token stream.
struct FoundCode {
    std::uint32_t tag;
    std::uint32_t at;
};

/// Finds the codes of `stream` that are words of `ranges`, in no order.
/// Returns: how many; nothing where `found` has no room for all.
[[nodiscard]] std::optional<std::size_t> find_codes(std::span<const std::uint32_t> stream,
                                                    std::span<const CodeRange> ranges,
                                                    std::span<FoundCode> found) noexcept;

/// Whether a word of `first` is followed by one of `second` in a token stream.
[[nodiscard]] bool has_pair(std::span<const std::uint32_t> stream, data::WordRange first,
                            data::WordRange second) noexcept;

/// Codes that are compared in one go.
inline constexpr std::size_t kCodesPerMask = 64;

/// Bit i tells whether codes[i] is one of `words`: what the others rest on where the processor has
/// nothing faster.   Requires: at most kCodesPerMask codes.
[[nodiscard]] std::uint64_t mask_by_blocks(std::span<const std::uint32_t> codes,
                                           data::WordRange words) noexcept;

} // namespace aisle::search
