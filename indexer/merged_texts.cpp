#include "indexer/merged_texts.h"

#include <algorithm>
#include <array>

#include "indexer/numbered_texts.h"
#include "indexer/sorted_texts.h"

namespace aisle::indexer {

namespace {

/// Texts that are looked up together: the memory they need is waited for at once.
constexpr std::size_t kTogether = 32;

} // namespace

MergedTexts merge_texts(const std::vector<const TextList*>& lists) {
    MergedTexts merged;
    std::vector<std::string_view> met; // each once, by its number
    TextNumbers numbers;
    const auto text_at = [&](std::uint32_t number) { return met[number]; };
    std::array<std::uint32_t, kTogether> hashes{};
    for (const auto* list : lists) {
        auto& ids = merged.ids_of_list.emplace_back();
        if (list == nullptr) continue;
        ids.reserve(list->size());
        for (std::size_t begin = 0; begin < list->size(); begin += kTogether) {
            const std::size_t end = std::min(begin + kTogether, list->size());
            for (std::size_t i = begin; i < end; ++i) {
                hashes[i - begin] = hash_text((*list)[i]);
                numbers.prefetch(hashes[i - begin]);
            }
            for (std::size_t i = begin; i < end; ++i) {
                const auto text = (*list)[i];
                const auto [number, is_new] = numbers.find_or_add(text, hashes[i - begin], text_at);
                if (is_new) met.push_back(text);
                ids.push_back(number);
            }
        }
    }
    std::vector<std::uint32_t> id_of(met.size()); // by number
    merged.sorted.reserve(met.size());
    for (const auto number : sort_texts(met)) {
        id_of[number] = static_cast<std::uint32_t>(merged.sorted.size());
        merged.sorted.push_back(met[number]);
    }
    for (auto& ids : merged.ids_of_list) {
        for (auto& id : ids) id = id_of[id];
    }
    return merged;
}

} // namespace aisle::indexer
