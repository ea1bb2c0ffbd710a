#include "search/matching.h"

#include <algorithm>
#include <span>

namespace aisle::search {

namespace {

/// Products that have the two words of a split side by side.
std::vector<data::Ordinal> products_with_pair(const data::TextIndex& index, data::WordId first,
                                              data::WordId second) {
    auto both = OrdinalSet::from_sorted(index.postings(first).products, index.num_products());
    both.intersect(OrdinalSet::from_sorted(index.postings(second).products, index.num_products()));
    std::vector<data::Ordinal> found;
    both.for_each([&](data::Ordinal product) {
        const auto stream = index.tokens(product);
        for (std::size_t i = 0; i + 1 < stream.size(); ++i) {
            if (stream[i] == first && stream[i + 1] == second) {
                found.push_back(product);
                return;
            }
        }
    });
    return found;
}

TermMatches match_term(const Alternatives& alternatives, const data::TextIndex& index) {
    const std::uint32_t bound = index.num_products();
    TermMatches matches;
    matches.any = OrdinalSet(bound);
    for (std::uint8_t typos = 0; typos < TermMatches::kNumLevels; ++typos) {
        std::vector<std::span<const data::Ordinal>> lists;
        std::vector<std::vector<data::Ordinal>> pairs;
        data::WordId listed_until = 0;
        // Ranges of one level may overlap or nest: by ascending begin, each word is listed once.
        std::vector<data::WordRange> ranges;
        for (const auto& alternative : alternatives) {
            if (alternative.typos != typos) continue;
            if (alternative.kind == AlternativeKind::kSplit) {
                pairs.push_back(
                    products_with_pair(index, alternative.words.begin, alternative.second));
            } else {
                ranges.push_back(alternative.words);
            }
        }
        std::sort(ranges.begin(), ranges.end(),
                  [](const auto& a, const auto& b) { return a.begin < b.begin; });
        for (const auto& range : ranges) {
            for (auto w = std::max(range.begin, listed_until); w < range.end; ++w) {
                lists.push_back(index.postings(w).products);
            }
            listed_until = std::max(listed_until, range.end);
        }
        for (const auto& pair : pairs) lists.emplace_back(pair);
        auto& level = matches.by_typos[typos];
        level = OrdinalSet::union_of(lists, bound);
        level.subtract(matches.any);
        matches.any.unite(level);
    }
    return matches;
}

OrdinalSet combine(const ParsedQuery& query, const std::vector<TermMatches>& terms,
                   std::uint32_t bound) {
    std::vector<const OrdinalSet*> required;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        if (!query.terms[i].is_optional) required.push_back(&terms[i].any);
    }
    if (required.empty()) {
        OrdinalSet any(bound);
        for (const auto& term : terms) any.unite(term.any);
        return terms.empty() ? OrdinalSet::all(bound) : any;
    }
    std::sort(required.begin(), required.end(),
              [](const auto* a, const auto* b) { return a->size() < b->size(); });
    OrdinalSet all = *required[0];
    for (std::size_t i = 1; i < required.size(); ++i) all.intersect(*required[i]);
    return all;
}

} // namespace

std::uint32_t TextMatches::num_typos(data::Ordinal product) const noexcept {
    std::uint32_t sum = 0;
    for (const auto& term : terms) {
        for (std::uint32_t typos = 1; typos < TermMatches::kNumLevels; ++typos) {
            if (!term.by_typos[typos].is_empty() && term.by_typos[typos].contains(product)) {
                sum += typos;
            }
        }
    }
    return sum;
}

std::uint32_t TextMatches::num_words(data::Ordinal product) const noexcept {
    std::uint32_t count = 0;
    for (const auto& term : terms) count += term.any.contains(product);
    return count;
}

std::vector<data::Place> best_places(const Alternatives& alternatives,
                                     const data::TextIndex& index) {
    std::vector<data::Place> best(index.num_products());
    for (const auto& alternative : alternatives) {
        if (alternative.typos > 0) continue;
        for (auto word = alternative.words.begin; word < alternative.words.end; ++word) {
            const auto postings = index.postings(word);
            for (std::size_t i = 0; i < postings.size(); ++i) {
                auto& place = best[postings.products[i]];
                place = std::min(place, postings.places[i]);
            }
        }
    }
    return best;
}

std::uint64_t count_postings(const Alternatives& alternatives,
                             const data::TextIndex& index) noexcept {
    std::uint64_t count = 0;
    for (const auto& alternative : alternatives) {
        if (alternative.typos > 0) continue;
        for (auto word = alternative.words.begin; word < alternative.words.end; ++word) {
            count += index.document_frequency(word);
        }
    }
    return count;
}

TextMatches match_text(const ParsedQuery& query, const std::vector<Alternatives>& alternatives,
                       const data::TextIndex& index, TokenScanner& scanner) {
    TextMatches matches;
    for (const auto& term : alternatives) matches.terms.push_back(match_term(term, index));
    matches.products = combine(query, matches.terms, index.num_products());
    for (const auto& word : query.excluded) {
        if (const auto id = index.find_word(word)) {
            matches.products.subtract(
                OrdinalSet::from_sorted(index.postings(*id).products, index.num_products()));
        }
    }
    if (scanner.decides_matches() || !query.phrases.empty()) {
        matches.products.filter(
            [&](data::Ordinal product) { return scanner.scan(product).is_match; });
    }
    return matches;
}

} // namespace aisle::search
