#include "indexer/vocabulary.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace aisle::indexer {

namespace {

/// Words numbered as they are met.
struct MetWords {
    std::vector<std::string_view> words;
    std::vector<std::uint64_t> num_products; ///< that have each
    std::vector<std::vector<data::WordId>> of_part;
};

MetWords meet_words(const std::vector<SegmentPart>& parts) {
    MetWords met;
    std::unordered_map<std::string_view, data::WordId> numbers;
    for (const auto& part : parts) {
        auto& of_part = met.of_part.emplace_back();
        of_part.reserve(part.words.size());
        for (std::size_t i = 0; i < part.words.size(); ++i) {
            const auto [entry, is_new] =
                numbers.try_emplace(part.words[i], static_cast<data::WordId>(met.words.size()));
            if (is_new) {
                met.words.push_back(entry->first);
                met.num_products.push_back(0);
            }
            met.num_products[entry->second] += part.word_products[i];
            of_part.push_back(entry->second);
        }
    }
    return met;
}

} // namespace

Vocabulary merge_words(const std::vector<SegmentPart>& parts) {
    MetWords met = meet_words(parts);
    std::vector<data::WordId> sorted(met.words.size());
    std::iota(sorted.begin(), sorted.end(), 0U);
    std::sort(sorted.begin(), sorted.end(),
              [&](auto a, auto b) { return met.words[a] < met.words[b]; });
    Vocabulary vocabulary;
    std::vector<data::WordId> ids(sorted.size()); // of those met
    for (const auto number : sorted) {
        ids[number] = vocabulary.num_words();
        vocabulary.word_blob += met.words[number];
        vocabulary.word_offsets.push_back(static_cast<std::uint32_t>(vocabulary.word_blob.size()));
        vocabulary.posting_offsets.push_back(vocabulary.num_postings() + met.num_products[number]);
    }
    vocabulary.ids_of_part = std::move(met.of_part);
    for (auto& of_part : vocabulary.ids_of_part) {
        for (auto& id : of_part) id = ids[id];
    }
    return vocabulary;
}

} // namespace aisle::indexer
