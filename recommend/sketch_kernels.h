#pragma once

// A part of dense_kernels.cpp, compiled with it for each generation of processors: functions have
// internal linkage, so that none stands in for that of another generation. Intrinsics, because no
// compiler finds the look-up in a register by itself.

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include "recommend/dense_kernels.h"

namespace aisle::recommend {

constexpr std::size_t kTableBytes = 16;
constexpr std::size_t kGroupsPerByteSum = 8; // times kLargestSketchEntry fits a byte

#if defined(__AVX512BW__)

/// Four groups a step, each in a quarter of the register.
static inline void add_entries(const SketchQuery& query, const std::uint8_t* signs, __m512i& first,
                               __m512i& second) {
    const __m512i low = _mm512_set1_epi8(0x0F);
    for (std::size_t group = 0; group < query.num_groups; group += 4 * kGroupsPerByteSum) {
        __m512i bytes[2] = {};
        const std::size_t left = (query.num_groups - group) / 4;
        const std::size_t steps = left < kGroupsPerByteSum ? left : kGroupsPerByteSum;
        for (std::size_t step = 0; step < steps; ++step) {
            const std::size_t at = (group + 4 * step) * kTableBytes;
            const __m512i table = _mm512_loadu_si512(query.tables + at);
            const __m512i code = _mm512_loadu_si512(signs + at);
            const __m512i high = _mm512_and_si512(_mm512_srli_epi16(code, 4), low);
            bytes[0] =
                _mm512_add_epi8(bytes[0], _mm512_shuffle_epi8(table, _mm512_and_si512(code, low)));
            bytes[1] = _mm512_add_epi8(bytes[1], _mm512_shuffle_epi8(table, high));
        }
        const auto widen = [](__m512i sums) {
            return _mm512_add_epi16(_mm512_cvtepu8_epi16(_mm512_castsi512_si256(sums)),
                                    _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(sums, 1)));
        };
        first = _mm512_add_epi16(first, widen(bytes[0]));
        second = _mm512_add_epi16(second, widen(bytes[1]));
    }
}

/// The estimates of 16 items, from the sums of two halves of the groups.
static inline __m512 estimate(const SketchQuery& query, __m512i sums, const float* factors) {
    const __m256i both =
        _mm256_add_epi16(_mm512_castsi512_si256(sums), _mm512_extracti64x4_epi64(sums, 1));
    const __m512 sum = _mm512_cvtepi32_ps(_mm512_cvtepu16_epi32(both));
    const __m512 product =
        _mm512_fmadd_ps(sum, _mm512_set1_ps(query.step), _mm512_set1_ps(query.base));
    return _mm512_mul_ps(product, _mm512_loadu_ps(factors));
}

static inline void score_block(const SketchQuery& query, const std::uint8_t* signs,
                               const float* factors, float* scores) {
    __m512i first = {};
    __m512i second = {};
    add_entries(query, signs, first, second);
    _mm512_storeu_ps(scores, estimate(query, first, factors));
    _mm512_storeu_ps(scores + 16, estimate(query, second, factors + 16));
}

static inline std::uint32_t find_in_block(const SketchQuery& query, const std::uint8_t* signs,
                                          const float* factors) {
    __m512i first = {};
    __m512i second = {};
    add_entries(query, signs, first, second);
    const __m512 threshold = _mm512_set1_ps(query.threshold);
    const std::uint32_t low =
        _mm512_cmp_ps_mask(estimate(query, first, factors), threshold, _CMP_GE_OQ);
    const std::uint32_t high =
        _mm512_cmp_ps_mask(estimate(query, second, factors + 16), threshold, _CMP_GE_OQ);
    return low | high << 16U;
}

#else

#if defined(__AVX2__)

/// Two groups a step, each in a half of the register.
static inline void add_entries(const SketchQuery& query, const std::uint8_t* signs,
                               std::uint16_t* sums) {
    const __m256i low = _mm256_set1_epi8(0x0F);
    __m256i wide[2] = {};
    for (std::size_t group = 0; group < query.num_groups; group += 2 * kGroupsPerByteSum) {
        __m256i bytes[2] = {};
        for (std::size_t step = 0; step < kGroupsPerByteSum; ++step) {
            const std::size_t at = (group + 2 * step) * kTableBytes;
            const auto read = [&](const std::uint8_t* from) {
                return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + at));
            };
            const __m256i table = read(query.tables);
            const __m256i code = read(signs);
            const __m256i high = _mm256_and_si256(_mm256_srli_epi16(code, 4), low);
            bytes[0] =
                _mm256_add_epi8(bytes[0], _mm256_shuffle_epi8(table, _mm256_and_si256(code, low)));
            bytes[1] = _mm256_add_epi8(bytes[1], _mm256_shuffle_epi8(table, high));
        }
        for (int i = 0; i < 2; ++i) {
            const __m256i both =
                _mm256_add_epi16(_mm256_cvtepu8_epi16(_mm256_castsi256_si128(bytes[i])),
                                 _mm256_cvtepu8_epi16(_mm256_extracti128_si256(bytes[i], 1)));
            wide[i] = _mm256_add_epi16(wide[i], both);
        }
    }
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums), wide[0]);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums + 16), wide[1]);
}

#else

static inline void add_entries(const SketchQuery& query, const std::uint8_t* signs,
                               std::uint16_t* sums) {
    for (std::size_t i = 0; i < kSketchBlock; ++i) sums[i] = 0;
    for (std::size_t group = 0; group < query.num_groups; ++group) {
        const std::uint8_t* table = query.tables + group * kTableBytes;
        for (std::size_t i = 0; i < kTableBytes; ++i) {
            const std::uint8_t code = signs[group * kTableBytes + i];
            sums[i] = static_cast<std::uint16_t>(sums[i] + table[code & 15U]);
            sums[i + 16] = static_cast<std::uint16_t>(sums[i + 16] + table[code >> 4U]);
        }
    }
}

#endif

static inline void score_block(const SketchQuery& query, const std::uint8_t* signs,
                               const float* factors, float* scores) {
    std::uint16_t sums[kSketchBlock];
    add_entries(query, signs, sums);
    for (std::size_t i = 0; i < kSketchBlock; ++i) {
        scores[i] = (static_cast<float>(sums[i]) * query.step + query.base) * factors[i];
    }
}

static inline std::uint32_t find_in_block(const SketchQuery& query, const std::uint8_t* signs,
                                          const float* factors) {
    float scores[kSketchBlock];
    score_block(query, signs, factors, scores);
    std::uint32_t found = 0;
    for (std::size_t i = 0; i < kSketchBlock; ++i) {
        found |= static_cast<std::uint32_t>(scores[i] >= query.threshold) << i;
    }
    return found;
}

#endif

static inline void score_sketch(const SketchQuery& query, const std::uint8_t* signs,
                                const float* factors, std::size_t num_blocks, float* scores) {
    for (std::size_t block = 0; block < num_blocks; ++block) {
        score_block(query, signs + block * query.num_groups * kTableBytes,
                    factors + block * kSketchBlock, scores + block * kSketchBlock);
    }
}

static inline std::uint64_t find_in_sketch(const SketchQuery& query, const std::uint8_t* signs,
                                           const float* factors) {
    const std::uint64_t first = find_in_block(query, signs, factors);
    const std::uint64_t second =
        find_in_block(query, signs + query.num_groups * kTableBytes, factors + kSketchBlock);
    return first | second << kSketchBlock;
}

} // namespace aisle::recommend
