#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "search/ordinal_set.h"

namespace aisle::search {

/// A set of cells as those words of its bitmap that are not zero. Records of a kind lie side by
/// side, so that what matches fills few words, and each step here takes a word and not a member.
class CellWords {
public:
    CellWords() = default;

    /// The members of a set.
    explicit CellWords(const OrdinalSet& cells);

    /// Adds the cells [begin, end).   Requires: none is below one that was added before.
    void add(std::uint32_t begin, std::uint32_t end);

    /// The words in `places` whose bits are not zero.   Shapes: both of one size.
    CellWords(std::vector<std::uint32_t> places, std::vector<std::uint64_t> bits);

    [[nodiscard]] std::uint32_t num_cells() const noexcept { return count_bits(bits_); }

    /// Keeps the cells that `other` has, too.
    void intersect(const OrdinalSet& other);

    [[nodiscard]] std::size_t size() const noexcept { return bits_.size(); }

    /// Which words these are, ascending.
    [[nodiscard]] std::span<const std::uint32_t> places() const noexcept { return places_; }

    /// The words, in step with places(): none is zero.
    [[nodiscard]] std::span<const std::uint64_t> bits() const noexcept { return bits_; }

    [[nodiscard]] OrdinalSet to_set(std::uint32_t bound) const;

private:
    void add_word(std::uint32_t place, std::uint64_t bits) {
        if (bits == 0) return;
        if (!places_.empty() && places_.back() == place) {
            bits_.back() |= bits;
            return;
        }
        places_.push_back(place);
        bits_.push_back(bits);
    }

    template <class Mask>
    void keep(Mask&& mask);
    void intersect_array(std::span<const std::uint32_t> sorted);

    std::vector<std::uint32_t> places_;
    std::vector<std::uint64_t> bits_;
};

} // namespace aisle::search
