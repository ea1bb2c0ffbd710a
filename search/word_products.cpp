#include "search/word_products.h"

#include <utility>

#include "search/bitmap.h"

namespace aisle::search {

void ProductUnion::add(const data::TextIndex& index, data::WordRange words) {
    is_one_word_ = is_empty() && words.end == words.begin + 1;
    index.products().for_each_run(words, [&](const data::PostingProducts::Run& run) {
        if (run.bits != nullptr) {
            bits_.push_back(run.bits);
        } else {
            lists_.push_back(run.listed);
        }
    });
}

void ProductUnion::add(std::span<const data::Ordinal> products) {
    is_one_word_ = false;
    lists_.push_back(products);
}

OrdinalSet ProductUnion::unite(std::uint32_t bound) const {
    if (is_one_word_) {
        return bits_.empty() ? OrdinalSet::from_borrowed(lists_.front(), bound)
                             : OrdinalSet::from_bits(*bits_.front(), bound);
    }
    if (bits_.empty()) return OrdinalSet::union_of(lists_, bound);
    Bitmap bitmap(num_bitmap_words(bound), 0);
    for (const auto* word : bits_) unite_with(bitmap, *word);
    for (const auto& list : lists_) {
        for (const auto product : list) set_bit(bitmap, product);
    }
    const auto size = count_bits(bitmap);
    return OrdinalSet::from_bitmap(std::move(bitmap), size, bound);
}

OrdinalSet products_with(const data::TextIndex& index, data::WordRange words) {
    ProductUnion products;
    products.add(index, words);
    return products.unite(index.num_products());
}

} // namespace aisle::search
