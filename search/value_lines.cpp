#include "search/value_lines.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Rows become products as in row_ends.cpp, for eight values at a time. Where cells are products
// no row is looked for: each has the value or has not.

namespace aisle::search {

namespace {

constexpr std::size_t kLanes = ValueLine::kLanes;

[[gnu::always_inline]] inline void count_lanes(const ValueLines& lines,
                                               ValueLine& counts) noexcept {
    ValueLine carries;
    for (std::size_t i = 0; i < lines.cells.size(); ++i) {
        const auto place = lines.cells.places()[i];
        const std::uint64_t cells = lines.cells.bits()[i];
        const auto& values = lines.values[place];
        const std::uint64_t ends = lines.ends != nullptr ? lines.ends[place] : 0;
        const std::uint64_t others = ~ends;
        const bool drops_carry = lines.ends == nullptr || !lines.goes_on(i);
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            std::uint64_t found = cells & values.lanes[lane];
            if (lines.ends != nullptr) {
                auto& carry = carries.lanes[lane];
                const std::uint64_t first = (found & others) + others;
                const std::uint64_t sum = first + carry;
                carry = static_cast<std::uint64_t>(first < others) |
                        static_cast<std::uint64_t>(sum < first);
                found = (found | sum) & ends;
                if (drops_carry) {
                    counts.lanes[lane] += carry;
                    carry = 0;
                }
            }
            counts.lanes[lane] += static_cast<std::uint64_t>(__builtin_popcountll(found));
        }
    }
}

#if defined(__x86_64__)
[[gnu::target("popcnt")]] void count_lanes_by_instruction(const ValueLines& lines,
                                                          ValueLine& counts) noexcept {
    count_lanes(lines, counts);
}

[[gnu::target("avx512f,avx512vpopcntdq")]] void count_by_line(const ValueLines& lines,
                                                              ValueLine& counts) noexcept {
    const __m512i one = _mm512_set1_epi64(1);
    __m512i total = _mm512_load_si512(&counts);
    __mmask8 carry = 0;
    for (std::size_t i = 0; i < lines.cells.size(); ++i) {
        const auto place = lines.cells.places()[i];
        const __m512i cells = _mm512_set1_epi64(static_cast<long long>(lines.cells.bits()[i]));
        __m512i found = _mm512_and_si512(cells, _mm512_load_si512(&lines.values[place]));
        if (lines.ends != nullptr) {
            const __m512i ends = _mm512_set1_epi64(static_cast<long long>(lines.ends[place]));
            const __m512i others = _mm512_set1_epi64(static_cast<long long>(~lines.ends[place]));
            const __m512i first = _mm512_add_epi64(_mm512_and_si512(found, others), others);
            const __m512i sum = _mm512_mask_add_epi64(first, carry, first, one);
            const auto carries = static_cast<unsigned>(_mm512_cmplt_epu64_mask(first, others)) |
                                 static_cast<unsigned>(_mm512_cmplt_epu64_mask(sum, first));
            carry = static_cast<__mmask8>(carries);
            found = _mm512_and_si512(_mm512_or_si512(found, sum), ends);
            if (carry != 0 && !lines.goes_on(i)) {
                total = _mm512_mask_add_epi64(total, carry, total, one);
                carry = 0;
            }
        }
        total = _mm512_add_epi64(total, _mm512_popcnt_epi64(found));
    }
    _mm512_store_si512(&counts, total);
}
#endif

} // namespace

LineCounting best_line_counting() noexcept {
#if defined(__x86_64__)
    static const auto kBest = [] {
        __builtin_cpu_init();
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vpopcntdq")) {
            return LineCounting::kCountsLines;
        }
        return __builtin_cpu_supports("popcnt") != 0 ? LineCounting::kCountsBits
                                                     : LineCounting::kPlain;
    }();
    return kBest;
#else
    return LineCounting::kPlain;
#endif
}

void count_lines(const ValueLines& lines, ValueLine& counts, LineCounting counting) noexcept {
#if defined(__x86_64__)
    if (counting == LineCounting::kCountsLines) return count_by_line(lines, counts);
    if (counting == LineCounting::kCountsBits) return count_lanes_by_instruction(lines, counts);
#endif
    count_lanes(lines, counts);
}

} // namespace aisle::search
