#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "search/ordinal_set.h"

namespace aisle::search {

/// A set that is kept and not changed, in half the memory of an OrdinalSet or less: the members of
/// every kBlock ordinals are two bytes each, or bits where those take less.
class CompactSet {
public:
    /// The empty set.
    CompactSet() = default;

    explicit CompactSet(const OrdinalSet& set);

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
    /// More members than this are bits.
    static constexpr std::uint32_t kMostListed = kBlock / 16;

    [[nodiscard]] OrdinalSet intersection(std::span<const std::uint32_t> sorted) const;

    /// Calls `visit(first, bits)` for words that have members, ascending: `first` is the ordinal of
    /// the lowest bit.
    template <class Visit>
    void for_each_word(Visit&& visit) const;

    std::uint32_t bound_ = 0;
    std::uint32_t size_ = 0;
    std::vector<std::uint16_t> counts_; ///< members of each block
    std::vector<std::uint16_t> parts_;  ///< block by block: members within it, or its bits
};

} // namespace aisle::search
