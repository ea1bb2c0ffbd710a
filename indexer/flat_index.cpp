#include "indexer/flat_index.h"

#include <span>

#include "data/token_streams.h"

namespace aisle::indexer {

namespace {

/// Calls `visit(word, product)` for every word of every product, once each, products ascending.
template <class Visit>
void for_each_posting(const SegmentPart& part, Visit&& visit) {
    std::vector<data::Ordinal> last(part.words.size(), data::kNoId); // that had the word
    for (data::Ordinal product = 0; product + 1 < part.token_offsets.size(); ++product) {
        const auto begin = part.token_offsets[product];
        for (const auto word :
             std::span(part.codes).subspan(begin, part.token_offsets[product + 1] - begin)) {
            if (!data::token_code::is_word(word) || last[word] == product) continue;
            last[word] = product;
            visit(word, product);
        }
    }
}

} // namespace

FlatIndex invert(const SegmentPart& part) {
    FlatIndex flat;
    std::vector<std::uint64_t> sizes(part.words.size());
    for_each_posting(part, [&](std::uint32_t word, data::Ordinal) { ++sizes[word]; });
    for (std::size_t word = 0; word < part.words.size(); ++word) {
        flat.word_blob += part.words[word];
        flat.word_offsets.push_back(static_cast<std::uint32_t>(flat.word_blob.size()));
        flat.posting_offsets.push_back(flat.posting_offsets.back() + sizes[word]);
    }
    flat.products.resize(flat.posting_offsets.back());
    std::vector<std::uint64_t> next(flat.posting_offsets.begin(), flat.posting_offsets.end() - 1);
    for_each_posting(part, [&](std::uint32_t word, data::Ordinal product) {
        flat.products[next[word]++] = product;
    });
    return flat;
}

} // namespace aisle::indexer
