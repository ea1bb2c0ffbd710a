#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "search/bitmap.h"
#include "search/copy_on_write.h"

namespace aisle::search {

/// A set of ordinals (or rows) below a fixed bound: the one currency of matching, filtering
/// and counting (design decision D4).
///
/// Kept as a sorted array while that is smaller than a bitmap, as a bitmap otherwise; a set of
/// all ordinals is kept as nothing but its bound, and one of the products of a word may be kept as
/// the segment has them. Copies share what they hold until one of them is
/// changed, so that copying a set costs nothing. Operations on two sets require the same bound.
class OrdinalSet {
public:
    /// The empty set.
    explicit OrdinalSet(std::uint32_t bound = 0) : bound_(bound) {}

    [[nodiscard]] static OrdinalSet all(std::uint32_t bound);
    /// Requires: `sorted` ascending, each once, below `bound`.
    [[nodiscard]] static OrdinalSet from_sorted(std::span<const std::uint32_t> sorted,
                                                std::uint32_t bound);
    [[nodiscard]] static OrdinalSet from_sorted(std::vector<std::uint32_t>&& sorted,
                                                std::uint32_t bound);
    /// Any order, repetitions allowed.
    [[nodiscard]] static OrdinalSet from_unsorted(std::vector<std::uint32_t> values,
                                                  std::uint32_t bound);
    /// The same, without a copy where the set is kept as an array.   Lifetime: borrows `sorted`.
    [[nodiscard]] static OrdinalSet from_borrowed(std::span<const std::uint32_t> sorted,
                                                  std::uint32_t bound);
    /// The same of the products of a word.   Lifetime: borrows `word`, unless kept as a bitmap.
    [[nodiscard]] static OrdinalSet from_bits(const data::PostingBits& word, std::uint32_t bound);
    /// Requires: `size` bits of `bits` are set, none at or above `bound`.
    [[nodiscard]] static OrdinalSet from_bitmap(Bitmap&& bits, std::uint32_t size,
                                                std::uint32_t bound);
    /// The union of lists in any order, with repetitions.
    [[nodiscard]] static OrdinalSet
    union_of(const std::vector<std::span<const std::uint32_t>>& lists, std::uint32_t bound);

    [[nodiscard]] std::uint32_t bound() const noexcept { return bound_; }

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }

    [[nodiscard]] bool is_empty() const noexcept { return size_ == 0; }

    [[nodiscard]] bool is_all() const noexcept { return size_ == bound_; }

    /// True when a set of so many members is kept as a bitmap.
    [[nodiscard]] static bool is_kept_as_bitmap(std::uint64_t size, std::uint32_t bound) noexcept {
        return size * kBitsPerValue > bound;
    }

    /// The members as they are kept; null unless as a bitmap.
    [[nodiscard]] const Bitmap* bitmap() const noexcept {
        return form_ == Form::kBitmap ? &*words_ : nullptr;
    }

    /// The word whose products are the members, and are borrowed; else null.
    [[nodiscard]] const data::PostingBits* bits() const noexcept { return bits_; }

    /// The members as they are kept; nothing unless as an array.
    [[nodiscard]] std::span<const std::uint32_t> array() const noexcept {
        return borrowed_.empty() ? std::span<const std::uint32_t>(*values_) : borrowed_;
    }

    /// What the members take in memory, but for borrowed ones.
    [[nodiscard]] std::size_t num_bytes() const noexcept {
        return values_->size() * sizeof(std::uint32_t) + words_->size() * sizeof(std::uint64_t);
    }

    [[nodiscard]] bool contains(std::uint32_t value) const noexcept {
        switch (form_) {
        case Form::kArray:
            return contains_in(array(), value);
        case Form::kBitmap:
            return value < bound_ && ((*words_)[value / 64] >> (value % 64) & 1U) != 0;
        case Form::kBits:
            return value < bound_ && bits_->contains(value);
        case Form::kAll:
            break;
        }
        return value < bound_;
    }

    /// True when neither was changed since one was copied from the other, so that they are equal.
    [[nodiscard]] bool shares_with(const OrdinalSet& other) const noexcept {
        return form_ == other.form_ && bound_ == other.bound_ && size_ == other.size_ &&
               borrowed_.data() == other.borrowed_.data() && bits_ == other.bits_ &&
               values_.shares_with(other.values_) && words_.shares_with(other.words_);
    }

    /// Copies what is borrowed.
    void own();

    void intersect(const OrdinalSet& other);
    void unite(const OrdinalSet& other);
    void subtract(const OrdinalSet& other);
    void complement();

    /// The members that are in `sorted`, too.   Requires: `sorted` ascending, each once.
    [[nodiscard]] OrdinalSet intersection(std::span<const std::uint32_t> sorted) const;

    /// Makes contains() as fast as can be, whatever the memory. The set stays the same.
    void make_fast();

    [[nodiscard]] std::uint32_t intersection_size(const OrdinalSet& other) const noexcept;

    /// Calls `visit(value)` for every member, ascending.
    template <class Visit>
    void for_each(Visit&& visit) const {
        switch (form_) {
        case Form::kArray:
            for (const std::uint32_t value : array()) visit(value);
            return;
        case Form::kBitmap:
            return for_each_bit(*words_, visit);
        case Form::kBits:
            return bits_->for_each(visit);
        case Form::kAll:
            for (std::uint32_t value = 0; value < bound_; ++value) visit(value);
            return;
        }
    }

    [[nodiscard]] std::vector<std::uint32_t> to_vector() const;

    /// Keeps the members for which `keep(value)` holds.
    template <class Keep>
    void filter(Keep&& keep) {
        std::vector<std::uint32_t> kept;
        for_each([&](std::uint32_t value) {
            if (keep(value)) kept.push_back(value);
        });
        *this = from_sorted(std::move(kept), bound_);
    }

    friend bool operator==(const OrdinalSet& a, const OrdinalSet& b) {
        return a.bound_ == b.bound_ && a.to_vector() == b.to_vector();
    }

private:
    enum class Form : std::uint8_t { kArray, kBitmap, kBits, kAll };

    /// A member costs 32 bits in an array and bound / size bits in a bitmap.
    static constexpr std::uint32_t kBitsPerValue = 32;

    static bool contains_in(std::span<const std::uint32_t> values, std::uint32_t value) noexcept {
        return std::binary_search(values.begin(), values.end(), value);
    }

    template <class Visit>
    static void for_each_bit(const Bitmap& words, Visit& visit) {
        for (std::size_t i = 0; i < words.size(); ++i) {
            for (std::uint64_t word = words[i]; word != 0; word &= word - 1) {
                visit(static_cast<std::uint32_t>(i * 64 + std::countr_zero(word)));
            }
        }
    }

    void take_array(std::vector<std::uint32_t>&& values);
    void take_bitmap(Bitmap&& words);
    void intersect_bitmaps(const Bitmap& other);
    void intersect_bits(const OrdinalSet& other);
    [[nodiscard]] Bitmap to_words() const;
    void normalise();

    Form form_ = Form::kArray;
    std::uint32_t bound_ = 0;
    std::uint32_t size_ = 0;
    CopyOnWrite<std::vector<std::uint32_t>> values_; ///< ascending; only as an array
    std::span<const std::uint32_t> borrowed_;        ///< in their place, or empty
    const data::PostingBits* bits_ = nullptr;        ///< borrowed; only as bits of a word
    CopyOnWrite<Bitmap> words_; ///< only as a bitmap; bits at and above bound_ are 0
};

} // namespace aisle::search
