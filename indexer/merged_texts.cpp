#include "indexer/merged_texts.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <unordered_map>

namespace aisle::indexer {

namespace {

/// A text by its number, with its first eight bytes as a number that sorts as they do. That spares
/// most comparisons the way to the text itself.
struct Keyed {
    std::uint64_t head;
    std::uint32_t number;
};

std::uint64_t head_of(std::string_view text) {
    std::array<char, 8> bytes{};
    std::memcpy(bytes.data(), text.data(), std::min(text.size(), bytes.size()));
    static_assert(std::endian::native == std::endian::little);
    return __builtin_bswap64(std::bit_cast<std::uint64_t>(bytes));
}

/// The numbers of texts, in the order of these.
std::vector<Keyed> sorted_by_text(const std::vector<std::string_view>& texts) {
    std::vector<Keyed> keyed;
    keyed.reserve(texts.size());
    for (std::uint32_t i = 0; i < texts.size(); ++i) keyed.push_back({head_of(texts[i]), i});
    std::sort(keyed.begin(), keyed.end(), [&](const Keyed& a, const Keyed& b) {
        return a.head != b.head ? a.head < b.head : texts[a.number] < texts[b.number];
    });
    return keyed;
}

} // namespace

MergedTexts merge_texts(const std::vector<const std::vector<std::string>*>& lists) {
    MergedTexts merged;
    std::vector<std::string_view> met; // each once, by its number
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    for (const auto* list : lists) {
        auto& ids = merged.ids_of_list.emplace_back();
        if (list == nullptr) continue;
        ids.reserve(list->size());
        for (const auto& text : *list) {
            const auto [entry, is_new] =
                numbers.try_emplace(text, static_cast<std::uint32_t>(met.size()));
            if (is_new) met.push_back(text);
            ids.push_back(entry->second);
        }
    }
    std::vector<std::uint32_t> id_of(met.size()); // by number
    merged.sorted.reserve(met.size());
    for (const auto& [head, number] : sorted_by_text(met)) {
        id_of[number] = static_cast<std::uint32_t>(merged.sorted.size());
        merged.sorted.push_back(met[number]);
    }
    for (auto& ids : merged.ids_of_list) {
        for (auto& id : ids) id = id_of[id];
    }
    return merged;
}

} // namespace aisle::indexer
