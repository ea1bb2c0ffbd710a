#include "search/cell_words.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

namespace aisle::search {

namespace {

constexpr std::uint64_t kFullWord = ~std::uint64_t{0};

} // namespace

/// Without branches: nobody foresees which words become zero.
template <class Mask>
void CellWords::keep(Mask&& mask) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < bits_.size(); ++i) {
        const std::uint64_t word = bits_[i] & mask(places_[i]);
        places_[kept] = places_[i];
        bits_[kept] = word;
        kept += word != 0;
    }
    places_.resize(kept);
    bits_.resize(kept);
}

CellWords::CellWords(std::vector<std::uint32_t> places, std::vector<std::uint64_t> bits)
    : places_(std::move(places)), bits_(std::move(bits)) {
    if (std::count(bits_.begin(), bits_.end(), 0U) == 0) return;
    keep([](std::uint32_t /*place*/) { return kFullWord; });
}

CellWords::CellWords(const OrdinalSet& cells) {
    if (cells.is_all()) {
        places_.resize(num_bitmap_words(cells.bound()));
        std::iota(places_.begin(), places_.end(), 0U);
        bits_.assign(places_.size(), kFullWord);
        if (cells.bound() % 64 != 0) bits_.back() >>= 64 - cells.bound() % 64;
    } else if (const auto* bitmap = cells.bitmap()) {
        std::vector<std::uint32_t> places(bitmap->size());
        std::iota(places.begin(), places.end(), 0U);
        *this = CellWords(std::move(places), *bitmap);
    } else if (const auto* word = cells.bits()) {
        word->for_each_cell(
            [&](std::uint32_t place, std::uint64_t bits) { add_word(place, bits); });
    } else {
        for (const auto cell : cells.array()) add_word(cell / 64, std::uint64_t{1} << (cell % 64));
    }
}

void CellWords::add(std::uint32_t begin, std::uint32_t end) {
    while (begin < end) {
        const std::uint32_t place = begin / 64;
        const std::uint32_t count = std::min(end - begin, 64 - begin % 64);
        add_word(place, (kFullWord >> (64 - count)) << (begin % 64));
        begin += count;
    }
}

void CellWords::intersect(const OrdinalSet& other) {
    if (other.is_all()) return;
    if (const auto* word = other.bits()) {
        return keep([&](std::uint32_t place) { return word->cell(place); });
    }
    const auto* bitmap = other.bitmap();
    if (bitmap == nullptr) return intersect_array(other.array());
    keep([&](std::uint32_t place) { return (*bitmap)[place]; });
}

/// From the place of the last word the steps double until they are past the next one.
void CellWords::intersect_array(std::span<const std::uint32_t> sorted) {
    auto next = sorted.begin();
    keep([&](std::uint32_t place) {
        const std::uint32_t first = place * 64;
        std::ptrdiff_t step = 1;
        while (step < sorted.end() - next && next[step] < first) step *= 2;
        next = std::lower_bound(next, next + std::min(step + 1, sorted.end() - next), first);
        std::uint64_t common = 0;
        for (; next != sorted.end() && *next - first < 64; ++next) {
            common |= std::uint64_t{1} << (*next - first);
        }
        return common;
    });
}

OrdinalSet CellWords::to_set(std::uint32_t bound) const {
    const std::uint32_t count = num_cells();
    if (OrdinalSet::is_kept_as_bitmap(count, bound)) {
        Bitmap bitmap(num_bitmap_words(bound), 0);
        for (std::size_t i = 0; i < bits_.size(); ++i) bitmap[places_[i]] = bits_[i];
        return OrdinalSet::from_bitmap(std::move(bitmap), count, bound);
    }
    std::vector<std::uint32_t> cells;
    cells.reserve(count);
    for (std::size_t i = 0; i < bits_.size(); ++i) {
        for (std::uint64_t word = bits_[i]; word != 0; word &= word - 1) {
            cells.push_back(places_[i] * 64 + static_cast<std::uint32_t>(std::countr_zero(word)));
        }
    }
    return OrdinalSet::from_sorted(std::move(cells), bound);
}

} // namespace aisle::search
