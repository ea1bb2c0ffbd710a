#include "search/posting_details.h"

#include <algorithm>

#include "search/intersect.h"

namespace aisle::search {

namespace {

/// Nanoseconds, roughly: what scanning a product costs, looking up a word's postings, finding one
/// product in them, and stepping over one. Only their proportions matter.
constexpr std::uint64_t kScanCost = 600;
constexpr std::uint64_t kWordCost = 10;
constexpr std::uint64_t kSearchCost = 25;
constexpr std::uint64_t kStepCost = 2;

} // namespace

PostingDetails::PostingDetails(const SegmentMatches& matches)
    : matches_(matches), index_(matches.view->text()) {
    is_possible_ = !matches.scanner->decides_matches() && matches.scanner->is_exact_anywhere();
    for (const auto& term : matches.text.terms) {
        for (const auto& [words, typos, kind] : term.words) {
            num_words_ += words.end - words.begin;
            num_postings_ += index_.postings(words).size();
        }
    }
}

bool PostingDetails::is_cheaper(std::size_t count) const noexcept {
    const std::uint64_t by_search = num_words_ * count * kSearchCost;
    const std::uint64_t by_merge = num_postings_ * kStepCost;
    return is_possible_ &&
           num_words_ * kWordCost + std::min(by_search, by_merge) < count * kScanCost;
}

bool PostingDetails::needs_text(data::Ordinal product) const noexcept {
    return std::any_of(matches_.text.terms.begin(), matches_.text.terms.end(),
                       [&](const TermMatches& term) {
                           return !term.in_rows.is_empty() && term.in_rows.contains(product);
                       });
}

void PostingDetails::take(const TermWords& words, data::WordId word,
                          std::span<const data::Ordinal> products,
                          std::span<TermState> states) const {
    const auto& scanner = *matches_.scanner;
    const auto postings = index_.postings(word);
    const bool is_as_typed = !is_replacement(words.kind);
    for_each_common(products, postings.products, [&](std::size_t i, std::size_t j) {
        auto& state = states[i];
        if (state.typos < words.typos) return; // only the best spelled words count
        state.typos = words.typos;
        const auto place = postings.places[j];
        state.place.merge(place);
        state.is_exact =
            state.is_exact || scanner.counts_as_exact(words.kind, place.is_whole_value());
        state.is_as_typed = state.is_as_typed || is_as_typed;
        state.weight = std::max(state.weight,
                                TokenScanner::weight(postings.impacts[j], words.kind, words.typos));
    });
}

void PostingDetails::fill(std::span<const data::Ordinal> products,
                          std::span<MatchDetails> out) const {
    const auto& terms = matches_.text.terms;
    std::vector<TermState> states;
    std::vector<std::uint32_t> places(products.size(), data::Place().order());
    for (std::size_t t = 0; t < terms.size(); ++t) {
        states.assign(products.size(), {});
        for (const auto& words : terms[t].words) {
            for (auto word = words.words.begin; word < words.words.end; ++word) {
                take(words, word, products, states);
            }
        }
        for (std::size_t i = 0; i < products.size(); ++i) {
            const auto& state = states[i];
            if (state.typos == data::kNoId) continue;
            out[i].typos += state.typos;
            ++out[i].num_words;
            out[i].num_exact += state.is_exact;
            out[i].num_replaced += !state.is_as_typed;
            out[i].relevance += matches_.scanner->idf(t) * state.weight;
            places[i] = std::min(places[i], state.place.order());
        }
    }
    for (std::size_t i = 0; i < products.size(); ++i) {
        out[i].is_match = true;
        out[i].attribute_rank = places[i] / (data::Place::kMaxPosition + 1);
        out[i].attribute_position = places[i] % (data::Place::kMaxPosition + 1);
        out[i].relevance = out[i].relevance * out[i].num_words / static_cast<double>(terms.size());
    }
}

OrdinalSet PostingDetails::placed_by(std::uint32_t place) const {
    std::vector<data::Ordinal> found;
    OrdinalSet products(index_.num_products());
    for (const auto& term : matches_.text.terms) {
        products.unite(term.in_rows);
        for (const auto& [words, typos, kind] : term.words) {
            const auto postings = index_.postings(words);
            for (std::size_t i = 0; i < postings.size(); ++i) {
                if (postings.places[i].order() <= place) found.push_back(postings.products[i]);
            }
        }
    }
    products.unite(OrdinalSet::from_unsorted(std::move(found), index_.num_products()));
    return products;
}

} // namespace aisle::search
