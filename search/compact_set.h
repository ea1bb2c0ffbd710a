#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "search/ordinal_set.h"

namespace aisle::search {

/// A set that is kept and not changed, in half the memory of an OrdinalSet or less: the members of
/// every kBlock ordinals are two bytes each, or the cells of 64 ordinals that have any are bits,
/// where those take less. Products of a kind lie side by side, so that they often do.
class CompactSet {
public:
    /// The empty set.
    CompactSet() = default;

    explicit CompactSet(const OrdinalSet& set);

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }

    [[nodiscard]] bool is_empty() const noexcept { return size_ == 0; }

    [[nodiscard]] OrdinalSet to_set() const;

    /// The members that `other` has, too.
    [[nodiscard]] OrdinalSet intersection(const OrdinalSet& other) const;

    /// What the members take in memory.
    [[nodiscard]] std::size_t num_bytes() const noexcept {
        return (counts_.size() + parts_.size()) * sizeof(std::uint16_t);
    }

    static constexpr std::uint32_t kBlock = 4096;

private:
    /// In the count of a block: it counts cells.
    static constexpr std::uint32_t kHasCells = 0x8000;

    [[nodiscard]] OrdinalSet intersection(std::span<const std::uint32_t> sorted) const;

    /// Calls `visit(first, bits)` for words that have members, ascending: `first` is the ordinal of
    /// the lowest bit.
    template <class Visit>
    void for_each_word(Visit&& visit) const;

    std::uint32_t bound_ = 0;
    std::uint32_t size_ = 0;
    std::vector<std::uint16_t> counts_; ///< members of each block, or cells
    /// Block by block: members within it; or which cells there are, in four parts, and their bits,
    /// in four each.
    std::vector<std::uint16_t> parts_;
};

} // namespace aisle::search
