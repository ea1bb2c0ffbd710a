#include "search/ordinal_set.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <iterator>

#include "search/intersect.h"

namespace aisle::search {

namespace {

/// A member costs 32 bits in an array and bound / size bits in a bitmap.
constexpr std::uint32_t kBitsPerValue = 32;

bool should_be_bitmap(std::uint64_t size, std::uint32_t bound) noexcept {
    return size * kBitsPerValue > bound;
}

/// Setting a bit for each of so many values and going over all bits is faster than sorting them:
/// a step of a sort takes as long as several words of a bitmap.
bool is_sorted_by_bits(std::uint64_t size, std::uint32_t bound) noexcept {
    constexpr std::uint32_t kBitsPerSorted = 512;
    return size > 0 && size * kBitsPerSorted > bound;
}

bool is_ascending(std::span<const std::uint32_t> values) noexcept {
    return std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) == values.end();
}

std::size_t num_words(std::uint32_t bound) noexcept {
    return (std::size_t{bound} + 63) / 64;
}

void set_bit(std::vector<std::uint64_t>& words, std::uint32_t value) noexcept {
    words[value / 64] |= std::uint64_t{1} << (value % 64);
}

bool has_bit(const std::vector<std::uint64_t>& words, std::uint32_t value) noexcept {
    return (words[value / 64] >> (value % 64) & 1U) != 0;
}

/// `bits(i)` gives a word of a bitmap; inlined below with and without the instruction.
template <class Bits>
[[gnu::always_inline]] inline std::uint32_t sum_of_bits(std::size_t size, Bits&& bits) noexcept {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < size; ++i) {
        count += static_cast<std::uint64_t>(__builtin_popcountll(bits(i)));
    }
    return static_cast<std::uint32_t>(count);
}

#if defined(__x86_64__)
// Our builds run on any x86-64, where counting bits is a library call; nearly all machines have
// an instruction for it, which is many times faster. Asked for once, without ifuncs: sanitizers
// cannot run those.
const bool kHasPopcnt = [] {
    __builtin_cpu_init();
    return __builtin_cpu_supports("popcnt") != 0;
}();

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

std::uint32_t count_bits(const std::vector<std::uint64_t>& words) noexcept {
#if defined(__x86_64__)
    if (kHasPopcnt) return count_by_instruction(words.data(), words.size());
#endif
    return sum_of_bits(words.size(), [&](std::size_t i) { return words[i]; });
}

std::uint32_t count_common_bits(const std::vector<std::uint64_t>& a,
                                const std::vector<std::uint64_t>& b) noexcept {
#if defined(__x86_64__)
    if (kHasPopcnt) return count_common_by_instruction(a.data(), b.data(), a.size());
#endif
    return sum_of_bits(a.size(), [&](std::size_t i) { return a[i] & b[i]; });
}

} // namespace

OrdinalSet OrdinalSet::all(std::uint32_t bound) {
    OrdinalSet set(bound);
    set.complement();
    return set;
}

OrdinalSet OrdinalSet::from_sorted(std::span<const std::uint32_t> sorted, std::uint32_t bound) {
    OrdinalSet set(bound);
    set.size_ = static_cast<std::uint32_t>(sorted.size());
    if (should_be_bitmap(sorted.size(), bound)) {
        set.is_bitmap_ = true;
        set.words_.assign(num_words(bound), 0);
        for (const std::uint32_t value : sorted) set_bit(set.words_, value);
    } else {
        set.values_.assign(sorted.begin(), sorted.end());
    }
    return set;
}

OrdinalSet OrdinalSet::from_sorted(std::vector<std::uint32_t>&& sorted, std::uint32_t bound) {
    if (should_be_bitmap(sorted.size(), bound)) return from_sorted(std::span(sorted), bound);
    OrdinalSet set(bound);
    set.size_ = static_cast<std::uint32_t>(sorted.size());
    set.values_ = std::move(sorted);
    return set;
}

OrdinalSet OrdinalSet::from_unsorted(std::vector<std::uint32_t> values, std::uint32_t bound) {
    const bool is_ascending =
        std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) == values.end();
    if (is_ascending) return from_sorted(std::move(values), bound);
    if (is_sorted_by_bits(values.size(), bound)) return union_of({values}, bound);
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return from_sorted(std::move(values), bound);
}

OrdinalSet OrdinalSet::union_of(const std::vector<std::span<const std::uint32_t>>& lists,
                                std::uint32_t bound) {
    if (lists.size() == 1 && is_ascending(lists[0])) return from_sorted(lists[0], bound);
    std::uint64_t total = 0;
    for (const auto& list : lists) total += list.size();
    if (!is_sorted_by_bits(total, bound)) {
        std::vector<std::uint32_t> values;
        values.reserve(total);
        for (const auto& list : lists) values.insert(values.end(), list.begin(), list.end());
        return from_unsorted(std::move(values), bound);
    }
    OrdinalSet set(bound);
    set.is_bitmap_ = true;
    set.words_.assign(num_words(bound), 0);
    for (const auto& list : lists) {
        for (const std::uint32_t value : list) set_bit(set.words_, value);
    }
    set.normalise();
    return set;
}

void OrdinalSet::intersect(const OrdinalSet& other) {
    assert(bound_ == other.bound_);
    if (is_bitmap_ && other.is_bitmap_) {
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
        normalise();
        return;
    }
    std::vector<std::uint32_t> kept;
    if (!is_bitmap_ && !other.is_bitmap_) {
        for_each_common(values_, other.values_,
                        [&](std::size_t i, std::size_t /*j*/) { kept.push_back(values_[i]); });
    } else {
        const auto& array = is_bitmap_ ? other.values_ : values_;
        const auto& bitmap = is_bitmap_ ? words_ : other.words_;
        for (const std::uint32_t value : array) {
            if (has_bit(bitmap, value)) kept.push_back(value);
        }
    }
    is_bitmap_ = false;
    words_.clear();
    values_ = std::move(kept);
    size_ = static_cast<std::uint32_t>(values_.size());
}

void OrdinalSet::unite(const OrdinalSet& other) {
    assert(bound_ == other.bound_);
    if (other.is_empty()) return;
    if (is_empty()) {
        *this = other;
        return;
    }
    if (!is_bitmap_ && !other.is_bitmap_) {
        std::vector<std::uint32_t> merged;
        merged.reserve(values_.size() + other.values_.size());
        std::set_union(values_.begin(), values_.end(), other.values_.begin(), other.values_.end(),
                       std::back_inserter(merged));
        *this = from_sorted(std::move(merged), bound_);
        return;
    }
    become_bitmap();
    if (other.is_bitmap_) {
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    } else {
        for (const std::uint32_t value : other.values_) set_bit(words_, value);
    }
    normalise();
}

void OrdinalSet::subtract(const OrdinalSet& other) {
    assert(bound_ == other.bound_);
    if (!is_bitmap_) {
        std::vector<std::uint32_t> kept;
        if (other.is_bitmap_) {
            for (const std::uint32_t value : values_) {
                if (!has_bit(other.words_, value)) kept.push_back(value);
            }
        } else {
            std::set_difference(values_.begin(), values_.end(), other.values_.begin(),
                                other.values_.end(), std::back_inserter(kept));
        }
        values_ = std::move(kept);
        size_ = static_cast<std::uint32_t>(values_.size());
        return;
    }
    if (other.is_bitmap_) {
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
    } else {
        for (const std::uint32_t v : other.values_) {
            words_[v / 64] &= ~(std::uint64_t{1} << (v % 64));
        }
    }
    normalise();
}

void OrdinalSet::complement() {
    become_bitmap();
    for (auto& word : words_) word = ~word;
    if (bound_ % 64 != 0) words_.back() &= (std::uint64_t{1} << (bound_ % 64)) - 1;
    normalise();
}

OrdinalSet OrdinalSet::intersection(std::span<const std::uint32_t> sorted) const {
    std::vector<std::uint32_t> common;
    if (is_bitmap_) {
        for (const std::uint32_t value : sorted) {
            if (has_bit(words_, value)) common.push_back(value);
        }
    } else {
        for_each_common(values_, sorted,
                        [&](std::size_t i, std::size_t /*j*/) { common.push_back(values_[i]); });
    }
    return from_sorted(std::move(common), bound_);
}

std::uint32_t OrdinalSet::intersection_size(const OrdinalSet& other) const noexcept {
    if (is_bitmap_ && other.is_bitmap_) return count_common_bits(words_, other.words_);
    std::uint32_t count = 0;
    if (!is_bitmap_ && !other.is_bitmap_) {
        for_each_common(values_, other.values_,
                        [&](std::size_t /*i*/, std::size_t /*j*/) { ++count; });
    } else {
        const auto& array = is_bitmap_ ? other.values_ : values_;
        const auto& bitmap = is_bitmap_ ? words_ : other.words_;
        for (const std::uint32_t value : array) count += has_bit(bitmap, value);
    }
    return count;
}

std::vector<std::uint32_t> OrdinalSet::to_vector() const {
    if (!is_bitmap_) return values_;
    std::vector<std::uint32_t> values;
    values.reserve(size_);
    for_each([&](std::uint32_t value) { values.push_back(value); });
    return values;
}

void OrdinalSet::become_bitmap() {
    if (is_bitmap_) return;
    words_.assign(num_words(bound_), 0);
    for (const std::uint32_t value : values_) set_bit(words_, value);
    values_.clear();
    is_bitmap_ = true;
}

/// Counts a bitmap, and makes it an array where that is smaller.
void OrdinalSet::normalise() {
    size_ = count_bits(words_);
    if (should_be_bitmap(size_, bound_)) return;
    auto values = to_vector();
    is_bitmap_ = false;
    words_.clear();
    values_ = std::move(values);
}

} // namespace aisle::search
