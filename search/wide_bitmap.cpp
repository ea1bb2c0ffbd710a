#include "search/wide_bitmap.h"

#include <array>
#include <numeric>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "search/value_lines.h"

// A filter is a bitmap, and what matches a text an array or another bitmap: combining the two is
// most of what a filter costs. Sixteen members of an array ask for their words of the bitmap at
// once, and those that stay are moved side by side by one instruction; the bits of eight words are
// counted by one.

namespace aisle::search {

bool has_wide_words() noexcept {
    return best_line_counting() == LineCounting::kCountsLines;
}

#if defined(__x86_64__)

[[gnu::target("avx512f,avx512vpopcntdq")]] std::uint32_t
count_common_bits_wide(const Bitmap& a, const Bitmap& b) noexcept {
    constexpr std::size_t kWords = 8;
    __m512i total = _mm512_setzero_si512();
    std::size_t i = 0;
    for (; i + kWords <= a.size(); i += kWords) {
        const __m512i common =
            _mm512_and_si512(_mm512_loadu_si512(a.data() + i), _mm512_loadu_si512(b.data() + i));
        total = _mm512_add_epi64(total, _mm512_popcnt_epi64(common));
    }
    const auto rest = static_cast<__mmask8>((1U << (a.size() - i)) - 1);
    const __m512i common = _mm512_and_si512(_mm512_maskz_loadu_epi64(rest, a.data() + i),
                                            _mm512_maskz_loadu_epi64(rest, b.data() + i));
    total = _mm512_add_epi64(total, _mm512_popcnt_epi64(common));
    std::array<std::uint64_t, kWords> sums;
    _mm512_storeu_si512(sums.data(), total);
    return static_cast<std::uint32_t>(std::accumulate(sums.begin(), sums.end(), std::uint64_t{0}));
}

[[gnu::target("avx512f,popcnt")]] std::size_t
copy_values_wide(std::span<const std::uint32_t> values, const Bitmap& bitmap, bool wanted,
                 std::uint32_t* kept) noexcept {
    const __m512i one = _mm512_set1_epi32(1);
    const __m512i low = _mm512_set1_epi32(31);
    const auto* const words = reinterpret_cast<const int*>(bitmap.data()); // of 32 bits
    const auto flip = static_cast<__mmask16>(wanted ? 0 : 0xFFFF);
    std::size_t size = 0;
    for (std::size_t i = 0; i < values.size(); i += kWideValues) {
        const std::size_t left = values.size() - i;
        const auto some = static_cast<__mmask16>(left < kWideValues ? (1U << left) - 1 : 0xFFFF);
        // Forms with a mask, because gcc 12 warns of what the others leave undefined.
        const __m512i members = _mm512_maskz_loadu_epi32(some, values.data() + i);
        const __m512i places = _mm512_maskz_srli_epi32(some, members, 5);
        const __m512i found =
            _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), some, places, words, 4);
        const __m512i bits = _mm512_maskz_sllv_epi32(some, one, _mm512_and_si512(members, low));
        const auto has = static_cast<__mmask16>(_mm512_test_epi32_mask(found, bits) ^ flip);
        const auto stays = static_cast<__mmask16>(has & some);
        _mm512_storeu_si512(kept + size, _mm512_maskz_compress_epi32(stays, members));
        size += static_cast<std::size_t>(__builtin_popcount(stays));
    }
    return size;
}

#else

std::uint32_t count_common_bits_wide(const Bitmap& /*a*/, const Bitmap& /*b*/) noexcept {
    return 0;
}

std::size_t copy_values_wide(std::span<const std::uint32_t> /*values*/, const Bitmap& /*bitmap*/,
                             bool /*wanted*/, std::uint32_t* /*kept*/) noexcept {
    return 0;
}

#endif

} // namespace aisle::search
