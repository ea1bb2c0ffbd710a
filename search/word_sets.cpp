#include "search/word_sets.h"

#include <utility>

#include "search/word_products.h"

namespace aisle::search {

namespace {

WordSet make_set(const data::TextIndex& index, data::WordRange words) {
    const auto places = index.postings(words).places;
    const std::uint32_t bound = index.num_products();
    WordSet set;
    set.products = products_with(index, words);
    set.products.own();
    set.by_place.reserve(WordSet::kNumPlaces);
    std::vector<std::vector<data::Ordinal>> placed(WordSet::kNumPlaces);
    std::vector<data::Ordinal> whole;
    index.products().for_each(words, [&](std::size_t i, data::Ordinal product) {
        const std::uint32_t place = places[i].order();
        if (place < placed.size()) placed[place].push_back(product);
        if (places[i].is_whole_value()) whole.push_back(product);
    });
    set.whole_values = CompactSet(OrdinalSet::from_unsorted(std::move(whole), bound));
    OrdinalSet better(bound);
    for (auto& products : placed) {
        auto here = OrdinalSet::from_unsorted(std::move(products), bound);
        here.subtract(better);
        better.unite(here);
        set.by_place.emplace_back(here);
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

} // namespace aisle::search
