#include "search/value_bits.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "search/bitmap.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Rows become products as in row_ends.cpp, for eight values at a time. Where cells are products
// no row is looked for: each has the value or has not.

namespace aisle::search {

namespace {

constexpr std::size_t kLanes = ValueLine::kLanes;

/// Counting so many cells one by one takes as long as a line.
constexpr std::size_t kCellsPerLine = 1;

/// Some cells and a group of values.
struct Lines {
    const CellWords& cells;
    const std::uint64_t* ends; ///< of rows; null: cells are products
    const ValueLine* values;

    /// True where the product at the end of a word may go on in the next one that there is.
    [[nodiscard]] bool goes_on(std::size_t i) const noexcept {
        const auto places = cells.places();
        if (i + 1 == places.size()) return false;
        for (auto place = places[i] + 1; place < places[i + 1]; ++place) {
            if (ends[place] != 0) return false;
        }
        return true;
    }
};

[[gnu::always_inline]] inline void count_lanes(const Lines& lines, ValueLine& counts) noexcept {
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
[[gnu::target("popcnt")]] void count_lanes_by_instruction(const Lines& lines,
                                                          ValueLine& counts) noexcept {
    count_lanes(lines, counts);
}

[[gnu::target("avx512f,avx512vpopcntdq")]] void count_lines(const Lines& lines,
                                                            ValueLine& counts) noexcept {
    const __m512i one = _mm512_set1_epi64(1);
    __m512i total = _mm512_setzero_si512();
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

enum class Processor { kAny, kCountsBits, kCountsLines };

const Processor kProcessor = [] {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vpopcntdq")) {
        return Processor::kCountsLines;
    }
    return __builtin_cpu_supports("popcnt") != 0 ? Processor::kCountsBits : Processor::kAny;
}();
#endif

void count_group(const Lines& lines, ValueLine& counts) noexcept {
#if defined(__x86_64__)
    if (kProcessor == Processor::kCountsLines) return count_lines(lines, counts);
    if (kProcessor == Processor::kCountsBits) return count_lanes_by_instruction(lines, counts);
#endif
    count_lanes(lines, counts);
}

/// Ascending; none where there are many, or several in a cell.
std::vector<double> different_numbers(const data::NumericColumn& column) {
    std::vector<double> numbers;
    if (!column.is_dense()) return numbers;
    for (const double number : column.values()) {
        if (std::isnan(number)) continue;
        const auto place = std::lower_bound(numbers.begin(), numbers.end(), number);
        if (place != numbers.end() && *place == number) continue;
        if (numbers.size() == ValueBits::kMaxValues) return {};
        numbers.insert(place, number);
    }
    return numbers;
}

} // namespace

ValueBits::ValueBits(std::uint32_t num_values, std::uint32_t num_cells)
    : num_values_(num_values), groups_((num_values + kLanes - 1) / kLanes) {
    for (auto& group : groups_) group.resize(num_bitmap_words(num_cells));
}

ValueBits::ValueBits(const data::FacetColumn& column, const data::Columns& columns)
    : ValueBits(column.num_values(), column.space() == data::ColumnSpace::kRow
                                         ? columns.num_rows()
                                         : columns.num_products()) {
    for (data::ValueId value = 0; value < num_values_; ++value) {
        for (const auto cell : column.cells_with(value)) add(value, cell);
    }
}

bool ValueBits::is_worth_it(const CellWords& words, std::size_t num_cells) const noexcept {
    return words.size() * groups_.size() * kCellsPerLine <= num_cells;
}

std::vector<std::uint32_t> ValueBits::count(const CellWords& cells, const RowEnds* ends) const {
    std::vector<std::uint32_t> counts;
    for (const auto& group : groups_) {
        ValueLine sums;
        const Lines lines{cells, ends != nullptr ? ends->bits().data() : nullptr, group.data()};
        count_group(lines, sums);
        counts.insert(counts.end(), std::begin(sums.lanes), std::end(sums.lanes));
    }
    counts.resize(num_values_);
    return counts;
}

NumberBits::NumberBits(const data::NumericColumn& column, const data::Columns& columns)
    : numbers_(different_numbers(column)),
      bits_(static_cast<std::uint32_t>(numbers_.size()), columns.num_rows()) {
    if (!fits()) return;
    const bool per_row = column.space() == data::ColumnSpace::kRow;
    for (data::Ordinal product = 0; product < columns.num_products(); ++product) {
        for (auto row = columns.first_row(product); row < columns.end_row(product); ++row) {
            const double number = column.values()[per_row ? row : product];
            const auto found = std::lower_bound(numbers_.begin(), numbers_.end(), number);
            if (std::isnan(number)) continue;
            bits_.add(static_cast<data::ValueId>(found - numbers_.begin()), row);
        }
    }
}

} // namespace aisle::search
