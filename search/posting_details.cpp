#include "search/posting_details.h"

#include <algorithm>

#include "search/word_products.h"

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
        for (std::size_t i = 0; i < term.words.size(); ++i) {
            const auto& words = term.words[i];
            auto set = matches.view->word_sets->find(index_, words.words);
            const auto* bits = i < term.bits.size() ? term.bits[i] : nullptr;
            const auto size = index_.postings(words.words).size();
            num_words_ += words.words.end - words.words.begin;
            num_postings_ += size;
            if (set == nullptr) num_postings_without_set_ += size;
            const bool is_short = words.words.end == words.words.begin + 1 &&
                                  size < data::PostingProducts::kFewestForBits;
            has_bits_ = has_bits_ && (bits != nullptr || is_short);
            ranges_.push_back({&term, words, std::move(set), bits});
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

void PostingDetails::take(const TermRange& range, data::WordId word,
                          std::span<const data::Ordinal> products,
                          std::span<TermState> states) const {
    const auto& scanner = *matches_.scanner;
    const auto& words = range.words;
    const auto postings = index_.postings(word);
    const bool is_as_typed = !is_replacement(words.kind);
    const auto merge = [&](std::size_t i, std::size_t j) {
        auto& state = states[i];
        if (state.typos < words.typos) return; // only the best spelled words count
        state.typos = words.typos;
        const auto place = postings.places[j];
        state.place.merge(place);
        state.is_exact =
            state.is_exact || scanner.counts_as_exact(words.kind, place.is_whole_value());
        state.is_as_typed = state.is_as_typed || is_as_typed;
        if (!scanner.wants_relevance()) return; // nor the memory of the impacts
        state.weight = std::max(state.weight,
                                TokenScanner::weight(postings.impacts[j], words.kind, words.typos));
    };
    if (range.bits != nullptr) {
        range.bits->for_each_common(products, merge);
    } else {
        for_each_common_posting(products, index_, word, merge);
    }
}

void PostingDetails::fill(std::span<const data::Ordinal> products,
                          std::span<MatchDetails> out) const {
    const auto& terms = matches_.text.terms;
    std::vector<TermState> states;
    std::vector<std::uint32_t> places(products.size(), data::Place().order());
    for (std::size_t t = 0; t < terms.size(); ++t) {
        states.assign(products.size(), {});
        for (const auto& range : ranges_) {
            if (range.term != &terms[t]) continue;
            const auto words = range.words.words;
            for (auto word = words.begin; word < words.end; ++word) {
                take(range, word, products, states);
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

bool PostingDetails::is_exact_constant() const {
    const auto& scanner = *matches_.scanner;
    if (scanner.has_optional_terms()) return false;
    const auto& terms = matches_.text.terms;
    return std::all_of(terms.begin(), terms.end(), [&](const TermMatches& term) {
        const auto counts = [&](const TermWords& words, bool is_whole_value) {
            return scanner.counts_as_exact(words.kind, is_whole_value);
        };
        return term.in_rows.is_empty() && !term.words.empty() &&
               std::all_of(term.words.begin(), term.words.end(), [&](const TermWords& words) {
                   const bool is_exact = counts(term.words.front(), true);
                   return counts(words, true) == is_exact && counts(words, false) == is_exact;
               });
    });
}

OrdinalSet PostingDetails::exact_products(std::size_t term, const OrdinalSet& ties) const {
    const auto& own = matches_.text.terms[term];
    const bool is_always = own.in_rows.is_empty() &&
                           std::all_of(own.words.begin(), own.words.end(), [&](const auto& words) {
                               return matches_.scanner->counts_as_exact(words.kind, false);
                           });
    if (is_always) {
        if (!matches_.scanner->has_optional_terms()) return ties;
        auto with_term = ties;
        with_term.intersect(own.any);
        return with_term;
    }
    OrdinalSet exact(ties.bound());
    for (const auto& [range_term, words, set, bits] : ranges_) {
        const bool counts = matches_.scanner->counts_as_exact(words.kind, true);
        if (range_term != &own || !counts) continue;
        const bool counts_always = matches_.scanner->counts_as_exact(words.kind, false);
        if (set != nullptr) {
            if (counts_always) {
                auto some = set->products;
                some.intersect(ties);
                exact.unite(some);
            } else {
                exact.unite(set->whole_values.intersection(ties));
            }
            continue;
        }
        for (auto word = words.words.begin; word < words.words.end; ++word) {
            const auto postings = index_.postings(word);
            if (counts_always) {
                auto with_word = products_with(index_, {word, word + 1});
                with_word.intersect(ties);
                exact.unite(with_word);
                continue;
            }
            std::vector<data::Ordinal> whole;
            index_.products().for_each({word, word + 1}, [&](std::size_t j, data::Ordinal product) {
                if (postings.places[j].is_whole_value()) whole.push_back(product);
            });
            exact.unite(ties.intersection(whole));
        }
    }
    return exact;
}

std::optional<std::vector<OrdinalSet>> PostingDetails::by_num_exact(const OrdinalSet& ties) const {
    const auto& terms = matches_.text.terms;
    if (!is_possible_) return std::nullopt;
    for (const auto& alternatives : *matches_.alternatives) {
        for (const auto& alternative : alternatives) {
            const bool is_row = !alternative.rest.empty();
            if (is_row && matches_.scanner->counts_as_exact(alternative.kind, true)) {
                return std::nullopt;
            }
        }
    }
    std::vector<OrdinalSet> by_num = {ties};
    for (std::size_t term = 0; term < terms.size(); ++term) {
        by_num.emplace_back(ties.bound());
        const auto exact = exact_products(term, ties);
        if (exact.size() == ties.size()) {
            std::rotate(by_num.begin(), by_num.end() - 1, by_num.end());
            continue;
        }
        for (std::size_t num = by_num.size() - 1; num-- > 0;) {
            auto moved = by_num[num];
            moved.intersect(exact);
            by_num[num].subtract(moved);
            by_num[num + 1].unite(moved);
        }
    }
    return by_num;
}

} // namespace aisle::search
