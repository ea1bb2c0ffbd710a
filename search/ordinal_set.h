#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace aisle::search {

/// A set of ordinals (or rows) below a fixed bound: the one currency of matching, filtering
/// and counting (design decision D4).
///
/// Kept as a sorted array while that is smaller than a bitmap, as a bitmap otherwise.
/// Operations on two sets require the same bound.
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
    /// The union of lists in any order, with repetitions.
    [[nodiscard]] static OrdinalSet
    union_of(const std::vector<std::span<const std::uint32_t>>& lists, std::uint32_t bound);

    [[nodiscard]] std::uint32_t bound() const noexcept { return bound_; }

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }

    [[nodiscard]] bool is_empty() const noexcept { return size_ == 0; }

    [[nodiscard]] bool is_all() const noexcept { return size_ == bound_; }

    [[nodiscard]] bool contains(std::uint32_t value) const noexcept {
        if (!is_bitmap_) return std::binary_search(values_.begin(), values_.end(), value);
        return value < bound_ && (words_[value / 64] >> (value % 64) & 1U) != 0;
    }

    void intersect(const OrdinalSet& other);
    void unite(const OrdinalSet& other);
    void subtract(const OrdinalSet& other);
    void complement();

    /// The members that are in `sorted`, too.   Requires: `sorted` ascending, each once.
    [[nodiscard]] OrdinalSet intersection(std::span<const std::uint32_t> sorted) const;

    /// Makes contains() as fast as can be, whatever the memory. The set stays the same.
    void make_fast() { become_bitmap(); }

    [[nodiscard]] std::uint32_t intersection_size(const OrdinalSet& other) const noexcept;

    /// Calls `visit(value)` for every member, ascending.
    template <class Visit>
    void for_each(Visit&& visit) const {
        if (!is_bitmap_) {
            for (const std::uint32_t value : values_) visit(value);
            return;
        }
        for (std::size_t i = 0; i < words_.size(); ++i) {
            for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
                visit(static_cast<std::uint32_t>(i * 64 + std::countr_zero(word)));
            }
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
    void become_bitmap();
    void normalise();

    std::uint32_t bound_ = 0;
    std::uint32_t size_ = 0;
    bool is_bitmap_ = false;
    std::vector<std::uint32_t> values_; ///< ascending; only when not a bitmap
    std::vector<std::uint64_t> words_;  ///< only when a bitmap; bits at and above bound_ are 0
};

} // namespace aisle::search
