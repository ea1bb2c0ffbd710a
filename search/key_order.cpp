// Comparing five million products takes two seconds, most of it for branches that nobody can
// foretell. Going over them byte by byte of their keys, the last byte first, has no branches, and
// most bytes need no pass: ratings, prices and counts are short numbers, the ends of whose doubles
// are zeros.
#include "search/key_order.h"

#include <array>
#include <bit>
#include <cstdint>

namespace aisle::search {

namespace {

constexpr int kNumBytes = 8;
constexpr std::size_t kNumValues = 256; // of a byte

using Counts = std::array<std::uint32_t, kNumValues>;

struct Entry {
    std::uint64_t key;
    data::Ordinal product;
};

/// Unsigned numbers in the order of the doubles.
std::uint64_t ordered_bits(double key) noexcept {
    constexpr std::uint64_t kSign = std::uint64_t{1} << 63U;
    const auto bits = std::bit_cast<std::uint64_t>(key + 0.0); // of the two zeros, one
    return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

std::size_t byte_of(std::uint64_t key, int byte) noexcept {
    return key >> (8 * byte) & 0xFFU;
}

/// Puts every entry where the entries with lesser bytes, and those before it with the same, end.
void distribute(const std::vector<Entry>& from, const Counts& counts, int byte,
                std::vector<Entry>& to) {
    Counts next{};
    std::uint32_t sum = 0;
    for (std::size_t value = 0; value < kNumValues; ++value) {
        next[value] = sum;
        sum += counts[value];
    }
    for (const auto& entry : from) to[next[byte_of(entry.key, byte)]++] = entry;
}

} // namespace

void sort_by_key(std::span<const double> keys, std::vector<data::Ordinal>& products) {
    std::array<Counts, kNumBytes> counts{};
    std::vector<Entry> entries;
    entries.reserve(products.size());
    for (const auto product : products) {
        const auto& entry = entries.emplace_back(Entry{ordered_bits(keys[product]), product});
        for (int byte = 0; byte < kNumBytes; ++byte) ++counts[byte][byte_of(entry.key, byte)];
    }
    std::vector<Entry> sorted(entries.size());
    for (int byte = 0; byte < kNumBytes; ++byte) {
        const bool is_same =
            entries.empty() || counts[byte][byte_of(entries[0].key, byte)] == entries.size();
        if (is_same) continue;
        distribute(entries, counts[byte], byte, sorted);
        entries.swap(sorted);
    }
    for (std::size_t i = 0; i < entries.size(); ++i) products[i] = entries[i].product;
}

} // namespace aisle::search
