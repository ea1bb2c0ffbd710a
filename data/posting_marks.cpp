#include "data/posting_marks.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>

namespace aisle::data {

namespace {

constexpr Spots kAnywhere = ~Spots{0};

/// A number for each of some pairs of a place and spots, in a table with open addresses.
class PairNumbers {
public:
    /// That of a pair, which is zero at first.
    [[nodiscard]] std::uint32_t& operator[](std::uint32_t pair) {
        if (2 * size_ >= slots_.size()) grow();
        auto& slot = slots_[slot_of(pair)];
        if (!slot.is_taken) {
            slot = {pair, true, 0};
            ++size_;
        }
        return slot.number;
    }

    template <class Visit>
    void for_each(Visit&& visit) {
        for (auto& slot : slots_) {
            if (slot.is_taken) visit(slot.pair, slot.number);
        }
    }

private:
    struct Slot {
        std::uint32_t pair = 0;
        bool is_taken = false;
        std::uint32_t number = 0;
    };

    [[nodiscard]] std::size_t slot_of(std::uint32_t pair) const noexcept {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = (pair * std::uint64_t{0x9E3779B97F4A7C15U} >> 32U) & mask;
        while (slots_[at].is_taken && slots_[at].pair != pair) at = (at + 1) & mask;
        return at;
    }

    void grow() {
        const auto old = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
        for (const auto& slot : old) {
            if (slot.is_taken) slots_[slot_of(slot.pair)] = slot;
        }
    }

    std::vector<Slot> slots_ = std::vector<Slot>(1024);
    std::size_t size_ = 0;
};

std::uint32_t pair_of(Place place, SealedSpots spots) noexcept {
    return place.number() << 16U | spots.number();
}

/// A pair, and how many postings have it.
struct Counted {
    std::uint32_t pair;
    std::uint32_t count;

    [[nodiscard]] std::uint32_t place() const noexcept { return pair >> 16U; }

    [[nodiscard]] std::uint32_t spots() const noexcept { return pair & 0xFFFFU; }
};

/// Sorts `counted` by pairs and returns how many places they have.
std::size_t sort_by_pair(std::vector<Counted>& counted) {
    std::sort(counted.begin(), counted.end(),
              [](const Counted& a, const Counted& b) { return a.pair < b.pair; });
    std::size_t num_places = 0;
    for (std::size_t i = 0; i < counted.size(); ++i) {
        num_places += i == 0 || counted[i].place() != counted[i - 1].place();
    }
    return num_places;
}

/// The pairs of so many postings or fewer have no mark of their own.
struct Rare {
    std::uint32_t count = 0;
    std::size_t num_kept = 0; ///< of those with as many, the first so many have one nonetheless
};

Rare find_rare(const std::vector<Counted>& counted, std::size_t num_own) {
    if (counted.size() <= num_own) return {};
    std::vector<std::uint32_t> counts;
    counts.reserve(counted.size());
    for (const auto& pair : counted) counts.push_back(pair.count);
    const auto first_rare = counts.begin() + static_cast<std::ptrdiff_t>(num_own);
    std::nth_element(counts.begin(), first_rare, counts.end(), std::greater<>());
    const auto num_equal = std::count(counts.begin(), first_rare, *first_rare);
    return {*first_rare, static_cast<std::size_t>(num_equal)};
}

} // namespace

PostingMarks::PostingMarks(std::span<const Place> all_places,
                           std::span<const SealedSpots> all_spots, std::size_t max_marks) {
    PairNumbers numbers; // how many postings, then marks
    for (std::size_t i = 0; i < all_places.size(); ++i) {
        ++numbers[pair_of(all_places[i], all_spots[i])];
    }
    std::vector<Counted> counted;
    numbers.for_each([&](auto pair, auto count) { counted.push_back({pair, count}); });
    const std::size_t num_places = sort_by_pair(counted);
    const bool are_all_own = counted.size() <= max_marks;
    auto rare = find_rare(counted, are_all_own ? counted.size() : max_marks - num_places);
    for (std::size_t begin = 0; begin < counted.size();) {
        const auto place = Place::of_number(counted[begin].place());
        const auto add = [&](Spots here) {
            places.push_back(place);
            spots.push_back(here);
            return static_cast<std::uint32_t>(places.size() - 1);
        };
        const std::uint32_t anywhere = are_all_own ? 0 : add(kAnywhere);
        std::size_t at = begin;
        for (; at < counted.size() && counted[at].place() == counted[begin].place(); ++at) {
            const bool is_lucky = counted[at].count == rare.count && rare.num_kept > 0;
            rare.num_kept -= is_lucky;
            numbers[counted[at].pair] =
                counted[at].count > rare.count || is_lucky
                    ? add(SealedSpots::of_number(counted[at].spots()).spots())
                    : anywhere;
        }
        begin = at;
    }
    marks.reserve(all_places.size());
    for (std::size_t i = 0; i < all_places.size(); ++i) {
        marks.push_back(static_cast<PostingMark>(numbers[pair_of(all_places[i], all_spots[i])]));
    }
}

} // namespace aisle::data
