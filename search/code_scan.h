#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "data/token_streams.h"

namespace aisle::search {

/// Words to look for, and what the caller knows them by.
struct CodeRange {
    std::uint32_t tag;
    data::WordCodes words;
};

/// One of them in a token stream.
struct FoundCode {
    std::uint32_t tag;
    std::uint32_t at;
};

/// Finds the codes of `stream` that are words of `ranges`, in no order.
/// Returns: how many; nothing where `found` has no room for all.
[[nodiscard]] std::optional<std::size_t> find_codes(const data::TokenStream& stream,
                                                    std::span<const CodeRange> ranges,
                                                    std::span<FoundCode> found) noexcept;

/// Whether a word of `first` is followed by one of `second` in a token stream.
[[nodiscard]] bool has_pair(const data::TokenStream& stream, const data::WordCodes& first,
                            const data::WordCodes& second) noexcept;

/// Whether `row`, of which `first` is the first word, stands side by side in a token stream.
[[nodiscard]] bool has_row(const data::TokenStream& stream, const data::WordCodes& first,
                           std::span<const data::WordId> row) noexcept;

/// Codes that are compared in one go.
inline constexpr std::size_t kCodesPerMask = 64;

/// Short codes from `begin` up to `end`.
struct ShortCodes {
    data::ShortCode begin;
    data::ShortCode end;
};

/// Bit i tells whether codes[i] is one of `wanted`: what the others rest on where the processor has
/// nothing faster.   Requires: at most kCodesPerMask codes.
[[nodiscard]] std::uint64_t mask_by_blocks(std::span<const data::ShortCode> codes,
                                           ShortCodes wanted) noexcept;

} // namespace aisle::search
