#include "search/compact_set.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>
#include <utility>

namespace aisle::search {

namespace {

constexpr std::size_t kWordsPerBlock = CompactSet::kBlock / 64;

} // namespace

CompactSet::CompactSet(const OrdinalSet& set) : bound_(set.bound()), size_(set.size()) {
    if (set.is_empty()) return;
    std::vector<std::uint16_t> block;
    const auto end_block = [&] {
        counts_.push_back(static_cast<std::uint16_t>(block.size()));
        if (block.size() <= kMostListed) {
            parts_.insert(parts_.end(), block.begin(), block.end());
        } else {
            std::vector<std::uint16_t> bits(kMostListed, 0);
            for (const std::uint32_t member : block) {
                bits[member / 16] =
                    static_cast<std::uint16_t>(bits[member / 16] | 1U << (member % 16));
            }
            parts_.insert(parts_.end(), bits.begin(), bits.end());
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
        if (count > kMostListed) {
            for (std::uint32_t word = 0; word < kWordsPerBlock; ++word, next += 4) {
                std::uint64_t bits = 0;
                std::memcpy(&bits, next, sizeof bits);
                if (bits != 0) visit(first + word * 64, bits);
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

/// Blocks without any of `sorted` are passed over.
OrdinalSet CompactSet::intersection(std::span<const std::uint32_t> sorted) const {
    std::vector<std::uint32_t> members;
    const auto* part = parts_.data();
    auto other = sorted.begin();
    for (std::size_t block = 0; block < counts_.size() && other != sorted.end(); ++block) {
        const auto first = static_cast<std::uint32_t>(block) * kBlock;
        const std::uint32_t count = counts_[block];
        const auto* const end = part + std::min(count, kMostListed);
        const auto* own = part;
        for (; other != sorted.end() && *other - first < kBlock; ++other) {
            const std::uint32_t member = *other - first;
            if (count > kMostListed) {
                if ((part[member / 16] >> (member % 16) & 1) != 0) members.push_back(*other);
                continue;
            }
            while (own != end && *own < member) ++own;
            if (own != end && *own == member) members.push_back(*other);
        }
        part = end;
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
