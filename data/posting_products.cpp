#include "data/posting_products.h"

namespace aisle::data {

PostingProducts::PostingProducts(const Arrays& arrays, std::uint32_t num_products)
    : arrays_(arrays) {
    const auto& [offsets, listed, words, blocks, first_cells, cells, before] = arrays;
    const bool is_whole =
        !offsets.empty() && std::is_sorted(words.begin(), words.end()) &&
        (words.empty() || words.back() < offsets.size() - 1) &&
        blocks.size() == words.size() * PostingBitsArrays::num_blocks(num_products) &&
        first_cells.size() == words.size() + 1 && first_cells.back() == cells.size() &&
        before.size() == cells.size();
    if (is_whole) open(num_products);
}

void PostingProducts::open(std::uint32_t num_products) {
    const auto num_blocks = PostingBitsArrays::num_blocks(num_products);
    std::uint64_t num_with_bits = 0;
    for (std::size_t i = 0; i < arrays_.words.size(); ++i) {
        const auto word = arrays_.words[i];
        const auto size = arrays_.offsets[word + 1] - arrays_.offsets[word];
        const auto first = arrays_.first_cells[i];
        const auto end = arrays_.first_cells[i + 1];
        if (end < first || end > arrays_.cells.size()) return;
        const auto count = end - first;
        with_bits_before_.push_back(num_with_bits);
        num_with_bits += size;
        bits_.emplace_back(PostingBits::Arrays{arrays_.blocks.subspan(i * num_blocks, num_blocks),
                                               arrays_.cells.subspan(first, count),
                                               arrays_.before.subspan(first, count)},
                           size);
    }
    with_bits_before_.push_back(num_with_bits);
    fits_ = arrays_.offsets.back() - num_with_bits == arrays_.listed.size();
}

} // namespace aisle::data
