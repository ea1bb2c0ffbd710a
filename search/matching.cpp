#include "search/matching.h"

#include <algorithm>
#include <map>
#include <span>

namespace aisle::search {

namespace {

/// Finds the products that have words side by side. A row that stands for several terms is
/// looked for once.
class RowFinder {
public:
    explicit RowFinder(const data::TextIndex& index) : index_(index) {}

    const std::vector<data::Ordinal>& products_with(const Alternative& alternative) {
        std::vector<data::WordId> row = {alternative.words.begin};
        row.insert(row.end(), alternative.rest.begin(), alternative.rest.end());
        const auto [entry, is_new] = found_.try_emplace(std::move(row));
        if (is_new) entry->second = find(entry->first);
        return entry->second;
    }

private:
    [[nodiscard]] std::vector<data::Ordinal> find(const std::vector<data::WordId>& row) const {
        const std::uint32_t bound = index_.num_products();
        auto all = OrdinalSet::from_sorted(index_.postings(row[0]).products, bound);
        for (std::size_t i = 1; i < row.size(); ++i) {
            all.intersect(OrdinalSet::from_sorted(index_.postings(row[i]).products, bound));
        }
        std::vector<data::Ordinal> found;
        all.for_each([&](data::Ordinal product) {
            const auto stream = index_.tokens(product);
            const auto at = std::search(stream.begin(), stream.end(), row.begin(), row.end());
            if (at != stream.end()) found.push_back(product);
        });
        return found;
    }

    const data::TextIndex& index_;
    std::map<std::vector<data::WordId>, std::vector<data::Ordinal>> found_;
};

TermMatches match_term(const Alternatives& alternatives, const data::TextIndex& index,
                       RowFinder& rows) {
    const std::uint32_t bound = index.num_products();
    TermMatches matches;
    matches.any = OrdinalSet(bound);
    for (std::uint8_t typos = 0; typos < TermMatches::kNumLevels; ++typos) {
        std::vector<std::span<const data::Ordinal>> lists;
        data::WordId listed_until = 0;
        // Ranges of one level may overlap or nest: by ascending begin, each word is listed once.
        std::vector<data::WordRange> ranges;
        for (const auto& alternative : alternatives) {
            if (alternative.typos != typos) continue;
            if (alternative.rest.empty()) {
                ranges.push_back(alternative.words);
            } else {
                lists.emplace_back(rows.products_with(alternative));
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
    RowFinder rows(index);
    for (const auto& term : alternatives) matches.terms.push_back(match_term(term, index, rows));
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
