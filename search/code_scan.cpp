#include "search/code_scan.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Codes are compared 64 at a time and become a mask with a bit each.

namespace aisle::search {

namespace {

using Codes = std::span<const std::uint32_t>;

/// Codes that are compared together, without branches.
constexpr std::size_t kBlock = 16;

bool is_any_in(const std::uint32_t* block, data::WordRange words) noexcept {
    using Lanes [[gnu::vector_size(16)]] = std::uint32_t; // what every x86-64 and ARM64 has
    constexpr std::size_t kLanes = sizeof(Lanes) / sizeof(std::uint32_t);
    Lanes any{};
    for (std::size_t i = 0; i < kBlock; i += kLanes) {
        Lanes codes;
        std::memcpy(&codes, block + i, sizeof codes);
        any |= reinterpret_cast<Lanes>(codes - words.begin < words.end - words.begin);
    }
    return (any[0] | any[1] | any[2] | any[3]) != 0;
}

#if defined(__x86_64__)
const bool kHasAvx512 = [] {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") != 0;
}();

[[gnu::target("avx512f")]] std::uint64_t mask_by_instruction(Codes codes,
                                                             data::WordRange words) noexcept {
    constexpr std::size_t kLanes = 16;
    const auto first = _mm512_set1_epi32(static_cast<int>(words.begin));
    const auto size = _mm512_set1_epi32(static_cast<int>(words.end - words.begin));
    std::uint64_t mask = 0;
    for (std::size_t begin = 0; begin < codes.size(); begin += kLanes) {
        const std::size_t count = std::min(kLanes, codes.size() - begin);
        const auto lanes = static_cast<__mmask16>((1U << count) - 1);
        const auto some = _mm512_maskz_loadu_epi32(lanes, codes.data() + begin);
        const auto is_in = _mm512_mask_cmplt_epu32_mask(lanes, _mm512_sub_epi32(some, first), size);
        mask |= std::uint64_t{is_in} << begin;
    }
    return mask;
}
#endif

/// Bit i tells whether codes[i] is one of `words`.
std::uint64_t mask_of(Codes codes, data::WordRange words) noexcept {
#if defined(__x86_64__)
    if (kHasAvx512) return mask_by_instruction(codes, words);
#endif
    return mask_by_blocks(codes, words);
}

Codes codes_at(std::span<const std::uint32_t> stream, std::size_t begin) noexcept {
    return stream.subspan(begin, std::min(kCodesPerMask, stream.size() - begin));
}

} // namespace

/// Few blocks have a word that is looked for.
std::uint64_t mask_by_blocks(Codes codes, data::WordRange words) noexcept {
    std::uint64_t mask = 0;
    for (std::size_t begin = 0; begin < codes.size(); begin += kBlock) {
        const std::size_t end = std::min(begin + kBlock, codes.size());
        if (end - begin == kBlock && !is_any_in(codes.data() + begin, words)) continue;
        for (std::size_t i = begin; i < end; ++i) {
            const bool is_in = codes[i] - words.begin < words.end - words.begin;
            mask |= std::uint64_t{is_in} << i;
        }
    }
    return mask;
}

std::optional<std::size_t> find_codes(std::span<const std::uint32_t> stream,
                                      std::span<const CodeRange> ranges,
                                      std::span<FoundCode> found) noexcept {
    std::size_t num_found = 0;
    for (std::uint32_t begin = 0; begin < stream.size(); begin += kCodesPerMask) {
        const auto codes = codes_at(stream, begin);
        for (const auto& [tag, words] : ranges) {
            for (auto mask = mask_of(codes, words); mask != 0; mask &= mask - 1) {
                if (num_found == found.size()) return std::nullopt;
                found[num_found++] = {tag,
                                      begin + static_cast<std::uint32_t>(std::countr_zero(mask))};
            }
        }
    }
    return num_found;
}

bool has_pair(std::span<const std::uint32_t> stream, data::WordRange first,
              data::WordRange second) noexcept {
    std::uint64_t after_first = 0; // what the codes before these leave to them
    for (std::size_t begin = 0; begin < stream.size(); begin += kCodesPerMask) {
        const auto codes = codes_at(stream, begin);
        const auto mask = mask_of(codes, first);
        if (((mask << 1U | after_first) & mask_of(codes, second)) != 0) return true;
        after_first = mask >> (kCodesPerMask - 1);
    }
    return false;
}

} // namespace aisle::search
