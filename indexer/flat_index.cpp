#include "indexer/flat_index.h"

#include <algorithm>
#include <span>

#include "data/text_index.h"

namespace aisle::indexer {

namespace {

/// The words of one product, each once, ascending.
std::vector<std::uint32_t> distinct_words(std::span<const std::uint32_t> stream) {
    std::vector<std::uint32_t> words;
    std::copy_if(stream.begin(), stream.end(), std::back_inserter(words),
                 data::token_code::is_word);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

} // namespace

FlatIndex invert(const SegmentPart& part) {
    FlatIndex flat;
    std::vector<std::vector<std::uint32_t>> words;
    std::vector<std::uint64_t> sizes(part.words.size());
    for (std::size_t i = 0; i + 1 < part.token_offsets.size(); ++i) {
        words.push_back(
            distinct_words(std::span(part.codes)
                               .subspan(part.token_offsets[i],
                                        part.token_offsets[i + 1] - part.token_offsets[i])));
        for (const auto word : words.back()) ++sizes[word];
    }
    for (std::size_t word = 0; word < part.words.size(); ++word) {
        flat.word_blob += part.words[word];
        flat.word_offsets.push_back(static_cast<std::uint32_t>(flat.word_blob.size()));
        flat.posting_offsets.push_back(flat.posting_offsets.back() + sizes[word]);
    }
    flat.products.resize(flat.posting_offsets.back());
    std::vector<std::uint64_t> next(flat.posting_offsets.begin(), flat.posting_offsets.end() - 1);
    for (std::uint32_t product = 0; product < words.size(); ++product) {
        for (const auto word : words[product]) flat.products[next[word]++] = product;
    }
    return flat;
}

} // namespace aisle::indexer
