#include "indexer/vocabulary.h"

#include <utility>

#include "indexer/merged_texts.h"

namespace aisle::indexer {

Vocabulary merge_words(const std::vector<SegmentPart>& parts) {
    std::vector<const TextList*> lists;
    for (const auto& part : parts) lists.push_back(&part.words);
    auto [words, ids_of_part] = merge_texts(lists);
    std::vector<std::uint64_t> num_products(words.size());
    for (std::size_t p = 0; p < parts.size(); ++p) {
        for (std::size_t i = 0; i < ids_of_part[p].size(); ++i) {
            num_products[ids_of_part[p][i]] += parts[p].word_products[i];
        }
    }
    Vocabulary vocabulary;
    for (std::size_t id = 0; id < words.size(); ++id) {
        vocabulary.word_blob += words[id];
        vocabulary.word_offsets.push_back(static_cast<std::uint32_t>(vocabulary.word_blob.size()));
        vocabulary.posting_offsets.push_back(vocabulary.num_postings() + num_products[id]);
    }
    vocabulary.ids_of_part = std::move(ids_of_part);
    return vocabulary;
}

} // namespace aisle::indexer
