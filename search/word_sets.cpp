#include "search/word_sets.h"

#include <utility>

#include "search/word_products.h"

namespace aisle::search {

namespace {

/// Without the room that is left from its making: it will be kept.
OrdinalSet without_slack(OrdinalSet set) {
    const bool is_array = set.bitmap() == nullptr && !set.is_all();
    return is_array ? OrdinalSet::from_sorted(set.array(), set.bound()) : set;
}

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
    set.whole_values = without_slack(OrdinalSet::from_unsorted(std::move(whole), bound));
    OrdinalSet better(bound);
    for (auto& products : placed) {
        auto here = OrdinalSet::from_unsorted(std::move(products), bound);
        here.subtract(better);
        better.unite(here);
        set.by_place.push_back(without_slack(std::move(here)));
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
