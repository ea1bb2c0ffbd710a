#include "search/word_sets.h"

#include <string>
#include <utility>

namespace aisle::search {

namespace {

WordSet make_set(const data::TextIndex& index, data::WordRange words) {
    const auto postings = index.postings(words);
    const std::uint32_t bound = index.num_products();
    WordSet set;
    set.products = OrdinalSet::union_of({postings.products}, bound);
    std::vector<std::vector<data::Ordinal>> placed(WordSet::kNumPlaces);
    std::vector<data::Ordinal> whole;
    for (std::size_t i = 0; i < postings.size(); ++i) {
        const std::uint32_t place = postings.places[i].order();
        if (place < placed.size()) placed[place].push_back(postings.products[i]);
        if (postings.places[i].is_whole_value()) whole.push_back(postings.products[i]);
    }
    set.whole_values = OrdinalSet::from_unsorted(std::move(whole), bound);
    OrdinalSet better(bound);
    for (auto& products : placed) {
        auto& here =
            set.by_place.emplace_back(OrdinalSet::from_unsorted(std::move(products), bound));
        here.subtract(better);
        better.unite(here);
    }
    return set;
}

} // namespace

std::shared_ptr<const WordSet> WordSets::find(const data::TextIndex& index, data::WordRange words) {
    const std::size_t num_postings = index.postings(words).size();
    if (num_postings < kFewestPostings ||
        num_postings * kProductsPerPosting < index.num_products()) {
        return nullptr;
    }
    const std::uint64_t key = std::uint64_t{words.begin} << 32U | words.end;
    return sets_.find(key, [&] { return make_set(index, words); });
}

std::shared_ptr<const PostingBits> WordSets::find_bits(const data::TextIndex& index,
                                                       data::WordId word) {
    const auto products = index.postings(word).products;
    if (products.size() < kFewestForBits) return nullptr;
    const auto make = [&] { return PostingBits(products, index.num_products()); };
    return bits_.find(std::to_string(word), make, [&](const PostingBits& bits) {
        return BoundedCache<PostingBits>::Bytes{bits.num_bytes(),
                                                kMaxBytesOfBits * index.num_products()};
    });
}

} // namespace aisle::search
