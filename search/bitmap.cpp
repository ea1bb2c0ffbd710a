#include "search/bitmap.h"

#include <bit>
#include <utility>

#include "data/bit_count.h"
#include "search/intersect.h"
#include "search/wide_bitmap.h"

namespace aisle::search {

namespace {

/// `bits(i)` gives a word of a bitmap; inlined below with and without the instruction.
template <class Bits>
[[gnu::always_inline]] inline std::uint32_t sum_of_bits(std::size_t size, Bits&& bits) noexcept {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < size; ++i) count += data::num_bits(bits(i));
    return static_cast<std::uint32_t>(count);
}

#if defined(__x86_64__)
[[gnu::target("popcnt")]] std::uint32_t count_by_instruction(const std::uint64_t* words,
                                                             std::size_t size) noexcept {
    return sum_of_bits(size, [&](std::size_t i) { return words[i]; });
}

[[gnu::target("popcnt")]] std::uint32_t count_common_by_instruction(const std::uint64_t* a,
                                                                    const std::uint64_t* b,
                                                                    std::size_t size) noexcept {
    return sum_of_bits(size, [&](std::size_t i) { return a[i] & b[i]; });
}
#endif

/// Those whose bit is `wanted`. Without branches, which nobody could foresee.
std::vector<std::uint32_t> values_where(std::span<const std::uint32_t> values, const Bitmap& bitmap,
                                        bool wanted) {
    std::vector<std::uint32_t> kept(values.size() + kWideValues);
    std::size_t size = 0;
    if (has_wide_words()) {
        size = copy_values_wide(values, bitmap, wanted, kept.data());
    } else {
        for (const std::uint32_t value : values) {
            kept[size] = value;
            size += has_bit(bitmap, value) == wanted;
        }
    }
    kept.resize(size);
    return kept;
}

/// Zeroing a word of a bitmap takes a small part of a step of a merge.
bool is_worth_a_bitmap(std::uint64_t steps, std::uint32_t bound) noexcept {
    constexpr std::uint32_t kBitsPerStep = 128;
    return steps * kBitsPerStep > bound;
}

} // namespace

std::uint32_t count_bits(const Bitmap& bitmap) noexcept {
#if defined(__x86_64__)
    if (data::kHasPopcnt) return count_by_instruction(bitmap.data(), bitmap.size());
#endif
    return sum_of_bits(bitmap.size(), [&](std::size_t i) { return bitmap[i]; });
}

std::uint32_t count_common_bits(const Bitmap& a, const Bitmap& b) noexcept {
    if (has_wide_words()) return count_common_bits_wide(a, b);
#if defined(__x86_64__)
    if (data::kHasPopcnt) return count_common_by_instruction(a.data(), b.data(), a.size());
#endif
    return sum_of_bits(a.size(), [&](std::size_t i) { return a[i] & b[i]; });
}

void unite_with(Bitmap& bitmap, const data::PostingBits& word) noexcept {
    word.for_each_cell([&](std::uint32_t place, std::uint64_t bits) { bitmap[place] |= bits; });
}

std::vector<std::uint32_t> values_in(const data::PostingBits& word, const Bitmap& bitmap) {
    std::vector<std::uint32_t> values;
    word.for_each_cell([&](std::uint32_t place, std::uint64_t bits) {
        for (bits &= bitmap[place]; bits != 0; bits &= bits - 1) {
            values.push_back(place * 64 + static_cast<std::uint32_t>(std::countr_zero(bits)));
        }
    });
    return values;
}

std::vector<std::uint32_t> values_in(std::span<const std::uint32_t> values, const Bitmap& bitmap) {
    return values_where(values, bitmap, true);
}

std::vector<std::uint32_t> values_not_in(std::span<const std::uint32_t> values,
                                         const Bitmap& bitmap) {
    return values_where(values, bitmap, false);
}

/// A merge takes a step for each, and cannot foresee which way; long
/// arrays of much the same length are rather set and asked for in a bitmap.
std::vector<std::uint32_t> values_in_both(std::span<const std::uint32_t> a,
                                          std::span<const std::uint32_t> b, std::uint32_t bound) {
    if (a.size() > b.size()) std::swap(a, b);
    if (a.size() * kGallopRatio >= b.size() && is_worth_a_bitmap(a.size() + b.size(), bound)) {
        Bitmap bitmap(num_bitmap_words(bound), 0);
        for (const std::uint32_t value : a) set_bit(bitmap, value);
        return values_in(b, bitmap);
    }
    std::vector<std::uint32_t> kept;
    kept.reserve(a.size());
    for_each_common(a, b, [&](std::size_t i, std::size_t /*j*/) { kept.push_back(a[i]); });
    return kept;
}

} // namespace aisle::search
