#include "search/compact_set.h"

#include <array>
#include <bit>
#include <cstring>
#include <span>
#include <utility>

namespace aisle::search {

namespace {

/// Parts of a cell, and of what tells which cells a block has.
constexpr std::size_t kPartsPerWord = sizeof(std::uint64_t) / sizeof(std::uint16_t);

std::uint64_t read_word(const std::uint16_t* parts) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, parts, sizeof word);
    return word;
}

void append_word(std::uint64_t word, std::vector<std::uint16_t>& parts) {
    parts.resize(parts.size() + kPartsPerWord);
    std::memcpy(parts.data() + parts.size() - kPartsPerWord, &word, sizeof word);
}

/// The members of a block as bits of cells.
struct Cells {
    static_assert(CompactSet::kBlock == 64 * 64);
    std::uint64_t filled = 0; ///< bit i: cell i has members
    std::array<std::uint64_t, 64> bits{};

    explicit Cells(std::span<const std::uint16_t> members) noexcept {
        for (const std::uint32_t member : members) {
            filled |= std::uint64_t{1} << (member / 64);
            bits[member / 64] |= std::uint64_t{1} << (member % 64);
        }
    }

    [[nodiscard]] std::size_t size() const noexcept {
        return static_cast<std::size_t>(std::popcount(filled));
    }
};

using Sorted = std::span<const std::uint32_t>;

/// Adds to `members` those of `sorted` that a block has, whose cells these are and which begins
/// with `first`.   Returns: what of `sorted` is behind the block.
Sorted add_common_in_cells(const std::uint16_t* cells, std::uint32_t first, Sorted sorted,
                           std::vector<std::uint32_t>& members) {
    const auto filled = read_word(cells);
    const auto* own = cells + kPartsPerWord;
    auto rest = filled; // cells from `own` on
    auto other = sorted.begin();
    for (; other != sorted.end() && *other - first < CompactSet::kBlock; ++other) {
        const auto cell = (*other - first) / 64;
        if ((filled >> cell & 1U) == 0) continue;
        for (; static_cast<std::uint32_t>(std::countr_zero(rest)) < cell; rest &= rest - 1) {
            own += kPartsPerWord;
        }
        if ((read_word(own) >> (*other % 64) & 1U) != 0) members.push_back(*other);
    }
    return {other, sorted.end()};
}

/// The same of a block whose members are listed.
Sorted add_common_in_list(std::span<const std::uint16_t> listed, std::uint32_t first, Sorted sorted,
                          std::vector<std::uint32_t>& members) {
    auto own = listed.begin();
    auto other = sorted.begin();
    for (; other != sorted.end() && *other - first < CompactSet::kBlock; ++other) {
        const std::uint32_t member = *other - first;
        while (own != listed.end() && *own < member) ++own;
        if (own != listed.end() && *own == member) members.push_back(*other);
    }
    return {other, sorted.end()};
}

} // namespace

CompactSet::CompactSet(const OrdinalSet& set) : bound_(set.bound()), size_(set.size()) {
    if (set.is_empty()) return;
    std::vector<std::uint16_t> block;
    const auto end_block = [&] {
        const Cells cells(block);
        if (block.size() <= kPartsPerWord * (1 + cells.size())) {
            counts_.push_back(static_cast<std::uint16_t>(block.size()));
            parts_.insert(parts_.end(), block.begin(), block.end());
        } else {
            counts_.push_back(static_cast<std::uint16_t>(cells.size() | kHasCells));
            append_word(cells.filled, parts_);
            for (const auto bits : cells.bits) {
                if (bits != 0) append_word(bits, parts_);
            }
        }
        block.clear();
    };
    set.for_each([&](std::uint32_t member) {
        while (counts_.size() < member / kBlock) end_block();
        block.push_back(static_cast<std::uint16_t>(member % kBlock));
    });
    end_block();
    parts_.shrink_to_fit();
    counts_.shrink_to_fit();
}

template <class Visit>
void CompactSet::for_each_word(Visit&& visit) const {
    const auto* next = parts_.data();
    for (std::size_t block = 0; block < counts_.size(); ++block) {
        const auto first = static_cast<std::uint32_t>(block) * kBlock;
        const std::uint32_t count = counts_[block];
        if ((count & kHasCells) != 0) {
            auto filled = read_word(next);
            for (next += kPartsPerWord; filled != 0; filled &= filled - 1, next += kPartsPerWord) {
                visit(first + static_cast<std::uint32_t>(std::countr_zero(filled)) * 64,
                      read_word(next));
            }
            continue;
        }
        for (const auto* const end = next + count; next != end; ++next) {
            visit(first + *next / 64U * 64, std::uint64_t{1} << (*next % 64U));
        }
    }
}

OrdinalSet CompactSet::to_set() const {
    if (OrdinalSet::is_kept_as_bitmap(size_, bound_)) {
        Bitmap bitmap(num_bitmap_words(bound_), 0);
        for_each_word([&](std::uint32_t first, std::uint64_t bits) { bitmap[first / 64] |= bits; });
        return OrdinalSet::from_bitmap(std::move(bitmap), size_, bound_);
    }
    std::vector<std::uint32_t> members;
    members.reserve(size_);
    for_each_word([&](std::uint32_t first, std::uint64_t bits) {
        for (; bits != 0; bits &= bits - 1) {
            members.push_back(first + static_cast<std::uint32_t>(std::countr_zero(bits)));
        }
    });
    return OrdinalSet::from_sorted(std::move(members), bound_);
}

OrdinalSet CompactSet::intersection(std::span<const std::uint32_t> sorted) const {
    std::vector<std::uint32_t> members;
    const auto* part = parts_.data();
    for (std::size_t block = 0; block < counts_.size() && !sorted.empty(); ++block) {
        const auto first = static_cast<std::uint32_t>(block) * kBlock;
        const std::uint32_t count = counts_[block];
        if ((count & kHasCells) != 0) {
            sorted = add_common_in_cells(part, first, sorted, members);
            part += kPartsPerWord * (1 + std::size_t{count ^ kHasCells});
        } else {
            sorted = add_common_in_list({part, count}, first, sorted, members);
            part += count;
        }
    }
    return OrdinalSet::from_sorted(std::move(members), bound_);
}

OrdinalSet CompactSet::intersection(const OrdinalSet& other) const {
    if (is_empty() || other.is_empty()) return OrdinalSet(other.bound());
    if (other.is_all()) return to_set();
    const auto* const theirs = other.bitmap();
    if (theirs == nullptr) {
        if (other.bits() == nullptr) return intersection(other.array());
        if (other.size() < size_) return intersection(other.to_vector());
        auto common = to_set();
        common.intersect(other);
        return common;
    }
    std::vector<std::uint32_t> members;
    for_each_word([&](std::uint32_t first, std::uint64_t bits) {
        for (bits &= (*theirs)[first / 64]; bits != 0; bits &= bits - 1) {
            members.push_back(first + static_cast<std::uint32_t>(std::countr_zero(bits)));
        }
    });
    return OrdinalSet::from_sorted(std::move(members), bound_);
}

} // namespace aisle::search
