#include "indexer/sorted_texts.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <span>

namespace aisle::indexer {

namespace {

/// A text by its place, with the next eight bytes of it as a number that sorts as they do. That
/// spares most comparisons the way to the text itself.
struct Keyed {
    std::uint64_t head;
    std::uint32_t place;
};

constexpr std::size_t kHeadBytes = sizeof(Keyed::head);

std::uint64_t head_of(std::string_view text) {
    std::array<char, kHeadBytes> bytes{};
    std::memcpy(bytes.data(), text.data(), std::min(text.size(), bytes.size()));
    static_assert(std::endian::native == std::endian::little);
    return __builtin_bswap64(std::bit_cast<std::uint64_t>(bytes));
}

/// Fewer are sorted by themselves as fast.
constexpr std::size_t kFew = 8;

/// Sorts texts that begin with the same `depth` bytes and have their heads behind those.
void sort_behind(std::span<Keyed> keyed, const std::vector<std::string_view>& texts,
                 std::size_t depth) {
    std::sort(keyed.begin(), keyed.end(),
              [](const Keyed& a, const Keyed& b) { return a.head < b.head; });
    for (std::size_t begin = 0, end = 0; begin < keyed.size(); begin = end) {
        const auto head = keyed[begin].head;
        while (end < keyed.size() && keyed[end].head == head) ++end;
        const auto equal = keyed.subspan(begin, end - begin);
        // Of one that ends here nothing is left to tell it from one that goes on with zeros.
        const bool goes_on = std::all_of(equal.begin(), equal.end(), [&](const Keyed& one) {
            return texts[one.place].size() > depth + kHeadBytes;
        });
        if (equal.size() > kFew && goes_on) {
            for (auto& one : equal) one.head = head_of(texts[one.place].substr(depth + kHeadBytes));
            sort_behind(equal, texts, depth + kHeadBytes);
        } else if (equal.size() > 1) {
            std::sort(equal.begin(), equal.end(), [&](const Keyed& a, const Keyed& b) {
                const int order = texts[a.place].compare(texts[b.place]);
                return order != 0 ? order < 0 : a.place > b.place;
            });
        }
    }
}

} // namespace

std::vector<std::uint32_t> sort_texts(const std::vector<std::string_view>& texts) {
    std::vector<Keyed> keyed;
    keyed.reserve(texts.size());
    for (std::uint32_t i = 0; i < texts.size(); ++i) keyed.push_back({head_of(texts[i]), i});
    sort_behind(keyed, texts, 0);
    std::vector<std::uint32_t> places;
    places.reserve(keyed.size());
    for (const auto& one : keyed) places.push_back(one.place);
    return places;
}

} // namespace aisle::indexer
