#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace aisle::data {

/// Where a word stands best in a product, packed so that less is better:
/// attribute rank (5 bits), position in the attribute (10 bits), and one bit that is 0 when
/// the word, here or anywhere else in the product, is a whole value. Ranks and positions saturate.
class Place {
public:
    static constexpr std::uint32_t kMaxRank = 31;
    static constexpr std::uint32_t kMaxPosition = 1023;

    Place() = default;

    Place(std::uint32_t rank, std::uint32_t position, bool is_whole_value) noexcept
        : bits_(
              static_cast<std::uint16_t>((rank > kMaxRank ? kMaxRank : rank) << 11U |
                                         (position > kMaxPosition ? kMaxPosition : position) << 1U |
                                         (is_whole_value ? 0U : 1U))) {}

    [[nodiscard]] std::uint32_t rank() const noexcept { return bits_ >> 11U; }

    [[nodiscard]] std::uint32_t position() const noexcept { return bits_ >> 1U & kMaxPosition; }

    [[nodiscard]] bool is_whole_value() const noexcept { return (bits_ & 1U) == 0; }

    /// Rank and position together; less is better.
    [[nodiscard]] std::uint32_t order() const noexcept { return bits_ >> 1U; }

    /// Tells all places apart; in the order of order().
    [[nodiscard]] std::uint32_t number() const noexcept { return bits_; }

    [[nodiscard]] static Place of_number(std::uint32_t number) noexcept {
        Place place;
        place.bits_ = static_cast<std::uint16_t>(number);
        return place;
    }

    /// Takes in another place of the same word.
    void merge(Place other) noexcept {
        const auto is_part = static_cast<std::uint32_t>(bits_ & other.bits_ & 1U);
        bits_ = static_cast<std::uint16_t>(std::min(order(), other.order()) << 1U | is_part);
    }

    friend bool operator==(const Place&, const Place&) = default;

private:
    std::uint16_t bits_ = 0xFFFF;
};

static_assert(sizeof(Place) == 2);

/// What is sealed of where the word of a posting stands: its place and its spots (data/spots.h), by
/// a number that tables explain. Few of both go together, so that this takes a third less than both
/// by themselves.   Order: that of places, by Place::number().
using PostingMark = std::uint16_t;

/// The places of postings that follow one another.   Lifetime: borrows.
class Places {
public:
    struct Arrays {
        std::span<const Place> table; ///< of each mark
        std::span<const PostingMark> marks;
    };

    Places() = default;

    /// Of all postings of a segment.
    explicit Places(const Arrays& arrays) noexcept : arrays_(arrays), size_(arrays.marks.size()) {}

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The first of them among all postings of the segment.
    [[nodiscard]] std::size_t first() const noexcept { return first_; }

    [[nodiscard]] Places subspan(std::size_t begin, std::size_t count) const noexcept {
        Places some(*this);
        some.first_ += begin;
        some.size_ = count;
        return some;
    }

    [[nodiscard]] Place operator[](std::size_t i) const noexcept {
        return arrays_.table[arrays_.marks[first_ + i]];
    }

    /// The best of them; the last there may be where there are none.
    [[nodiscard]] Place best() const noexcept;

private:
    Arrays arrays_;
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

} // namespace aisle::data
