#include "search/ordinal_set.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <iterator>

#include "search/bitmap.h"
#include "search/intersect.h"

namespace aisle::search {

namespace {

/// Setting a bit for each of so many values and going over all bits is faster than sorting them:
/// a step of a sort takes as long as several words of a bitmap.
bool is_sorted_by_bits(std::uint64_t size, std::uint32_t bound) noexcept {
    constexpr std::uint32_t kBitsPerSorted = 512;
    return size > 0 && size * kBitsPerSorted > bound;
}

bool is_ascending(std::span<const std::uint32_t> values) noexcept {
    return std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) == values.end();
}

} // namespace

OrdinalSet OrdinalSet::all(std::uint32_t bound) {
    OrdinalSet set(bound);
    set.size_ = bound;
    if (bound > 0) set.form_ = Form::kAll;
    return set;
}

OrdinalSet OrdinalSet::from_sorted(std::span<const std::uint32_t> sorted, std::uint32_t bound) {
    if (sorted.size() == bound) return all(bound);
    OrdinalSet set(bound);
    if (is_kept_as_bitmap(sorted.size(), bound)) {
        Bitmap words(num_bitmap_words(bound), 0);
        for (const std::uint32_t value : sorted) set_bit(words, value);
        set.take_bitmap(std::move(words));
        set.size_ = static_cast<std::uint32_t>(sorted.size());
    } else {
        set.take_array({sorted.begin(), sorted.end()});
    }
    return set;
}

OrdinalSet OrdinalSet::from_sorted(std::vector<std::uint32_t>&& sorted, std::uint32_t bound) {
    if (is_kept_as_bitmap(sorted.size(), bound)) return from_sorted(std::span(sorted), bound);
    OrdinalSet set(bound);
    set.take_array(std::move(sorted));
    return set;
}

OrdinalSet OrdinalSet::from_borrowed(std::span<const std::uint32_t> sorted, std::uint32_t bound) {
    if (is_kept_as_bitmap(sorted.size(), bound)) return from_sorted(sorted, bound);
    OrdinalSet set(bound);
    set.size_ = static_cast<std::uint32_t>(sorted.size());
    set.borrowed_ = sorted;
    return set;
}

OrdinalSet OrdinalSet::from_bits(const data::PostingBits& word, std::uint32_t bound) {
    const auto size = static_cast<std::uint32_t>(word.size());
    if (is_kept_as_bitmap(size, bound)) {
        Bitmap words(num_bitmap_words(bound), 0);
        unite_with(words, word);
        return from_bitmap(std::move(words), size, bound);
    }
    OrdinalSet set(bound);
    set.form_ = Form::kBits;
    set.size_ = size;
    set.bits_ = &word;
    return set;
}

OrdinalSet OrdinalSet::from_bitmap(Bitmap&& bits, std::uint32_t size, std::uint32_t bound) {
    if (size == bound) return all(bound);
    OrdinalSet set(bound);
    set.take_bitmap(std::move(bits));
    set.size_ = size;
    if (!is_kept_as_bitmap(size, bound)) set.take_array(set.to_vector());
    return set;
}

OrdinalSet OrdinalSet::from_unsorted(std::vector<std::uint32_t> values, std::uint32_t bound) {
    if (is_ascending(values)) return from_sorted(std::move(values), bound);
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
    Bitmap words(num_bitmap_words(bound), 0);
    for (const auto& list : lists) {
        for (const std::uint32_t value : list) set_bit(words, value);
    }
    set.take_bitmap(std::move(words));
    set.normalise();
    return set;
}

void OrdinalSet::intersect(const OrdinalSet& other) {
    assert(bound_ == other.bound_);
    if (other.form_ == Form::kAll) return;
    if (form_ == Form::kAll) {
        *this = other;
        return;
    }
    if (form_ == Form::kBitmap && other.form_ == Form::kBitmap) {
        return intersect_bitmaps(*other.words_);
    }
    if (form_ == Form::kBits || other.form_ == Form::kBits) return intersect_bits(other);
    std::vector<std::uint32_t> kept;
    if (form_ == other.form_) {
        kept = values_in_both(array(), other.array(), bound_);
    } else {
        const bool is_array = form_ == Form::kArray;
        kept = values_in(is_array ? array() : other.array(), is_array ? *other.words_ : *words_);
    }
    take_array(std::move(kept));
}

/// Counts first: where little is left no bitmap is written.
void OrdinalSet::intersect_bitmaps(const Bitmap& other) {
    const std::uint32_t size = count_common_bits(*words_, other);
    if (!is_kept_as_bitmap(size, bound_)) {
        std::vector<std::uint32_t> values;
        values.reserve(size);
        const Bitmap& own = *words_;
        for (std::size_t i = 0; i < own.size(); ++i) {
            for (std::uint64_t word = own[i] & other[i]; word != 0; word &= word - 1) {
                values.push_back(static_cast<std::uint32_t>(i * 64 + std::countr_zero(word)));
            }
        }
        return take_array(std::move(values));
    }
    if (size == size_) return;
    Bitmap& words = words_.edit();
    for (std::size_t i = 0; i < words.size(); ++i) words[i] &= other[i];
    size_ = size;
}

/// Requires: one of them has the bits of a word, the other one is not all.
void OrdinalSet::intersect_bits(const OrdinalSet& other) {
    const auto& word = form_ == Form::kBits ? *bits_ : *other.bits_;
    const auto& rest = form_ == Form::kBits ? other : *this;
    switch (rest.form_) {
    case Form::kBits: {
        const data::PostingBits* const words[] = {&word, rest.bits_};
        return take_array(data::PostingBits::products_with_all(words));
    }
    case Form::kBitmap:
        return take_array(values_in(word, *rest.words_));
    default:
        return take_array(word.products_among(rest.array()));
    }
}

void OrdinalSet::unite(const OrdinalSet& other) {
    assert(bound_ == other.bound_);
    if (other.is_empty() || form_ == Form::kAll) return;
    if (is_empty() || other.form_ == Form::kAll) {
        *this = other;
        return;
    }
    own();
    if (other.form_ == Form::kBits) {
        take_bitmap(to_words());
        unite_with(words_.edit(), *other.bits_);
        return normalise();
    }
    if (form_ == Form::kArray && other.form_ == Form::kArray) {
        std::vector<std::uint32_t> merged;
        const auto own = array();
        const auto others = other.array();
        merged.reserve(own.size() + others.size());
        std::set_union(own.begin(), own.end(), others.begin(), others.end(),
                       std::back_inserter(merged));
        *this = from_sorted(std::move(merged), bound_);
        return;
    }
    make_fast();
    Bitmap& words = words_.edit();
    if (other.form_ == Form::kBitmap) {
        const Bitmap& others = *other.words_;
        for (std::size_t i = 0; i < words.size(); ++i) words[i] |= others[i];
    } else {
        for (const std::uint32_t value : other.array()) set_bit(words, value);
    }
    normalise();
}

void OrdinalSet::subtract(const OrdinalSet& other) {
    assert(bound_ == other.bound_);
    if (is_empty() || other.is_empty()) return;
    if (other.form_ == Form::kAll) {
        *this = OrdinalSet(bound_);
        return;
    }
    if (other.form_ == Form::kBits) {
        auto owned = other;
        owned.own();
        return subtract(owned);
    }
    own();
    if (form_ == Form::kArray) {
        std::vector<std::uint32_t> kept;
        if (other.form_ == Form::kBitmap) {
            kept = values_not_in(array(), *other.words_);
        } else {
            kept.reserve(size_);
            const auto own = array();
            const auto others = other.array();
            std::set_difference(own.begin(), own.end(), others.begin(), others.end(),
                                std::back_inserter(kept));
        }
        return take_array(std::move(kept));
    }
    if (form_ == Form::kAll) take_bitmap(to_words());
    Bitmap& words = words_.edit();
    if (other.form_ == Form::kBitmap) {
        const Bitmap& others = *other.words_;
        for (std::size_t i = 0; i < words.size(); ++i) words[i] &= ~others[i];
    } else {
        for (const std::uint32_t v : other.array()) {
            words[v / 64] &= ~(std::uint64_t{1} << (v % 64));
        }
    }
    normalise();
}

void OrdinalSet::complement() {
    if (form_ == Form::kAll || is_empty()) {
        *this = is_empty() ? all(bound_) : OrdinalSet(bound_);
        return;
    }
    own();
    make_fast();
    Bitmap& words = words_.edit();
    for (auto& word : words) word = ~word;
    if (bound_ % 64 != 0) words.back() &= (std::uint64_t{1} << (bound_ % 64)) - 1;
    normalise();
}

OrdinalSet OrdinalSet::intersection(std::span<const std::uint32_t> sorted) const {
    std::vector<std::uint32_t> common;
    switch (form_) {
    case Form::kArray:
        for_each_common(array(), sorted,
                        [&](std::size_t /*i*/, std::size_t j) { common.push_back(sorted[j]); });
        break;
    case Form::kBitmap:
        common = values_in(sorted, *words_);
        break;
    case Form::kBits:
        common = bits_->products_among(sorted);
        break;
    case Form::kAll:
        return from_sorted(sorted, bound_);
    }
    return from_sorted(std::move(common), bound_);
}

std::uint32_t OrdinalSet::intersection_size(const OrdinalSet& other) const noexcept {
    if (form_ == Form::kAll) return other.size_;
    if (other.form_ == Form::kAll) return size_;
    if (form_ == Form::kBitmap && other.form_ == Form::kBitmap) {
        return count_common_bits(*words_, *other.words_);
    }
    if (form_ == Form::kBits || other.form_ == Form::kBits) {
        auto common = *this;
        common.intersect(other);
        return common.size();
    }
    std::uint32_t count = 0;
    if (form_ == other.form_) {
        for_each_common(array(), other.array(),
                        [&](std::size_t /*i*/, std::size_t /*j*/) { ++count; });
    } else {
        const auto values = form_ == Form::kArray ? array() : other.array();
        const auto& bitmap = form_ == Form::kArray ? *other.words_ : *words_;
        for (const std::uint32_t value : values) count += has_bit(bitmap, value);
    }
    return count;
}

} // namespace aisle::search
