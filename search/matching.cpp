#include "search/matching.h"

#include <algorithm>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "search/code_scan.h"
#include "search/near_words.h"
#include "search/pair_distances.h"
#include "search/snapshot.h"
#include "search/word_products.h"

namespace aisle::search {

namespace {

/// More words than these, as the beginning of one stands for, take longer to look for one by one
/// than their postings to go over.
constexpr std::size_t kMaxWordsWithBits = 8;

/// Finds the products that have words side by side. A row that stands for several terms is
/// looked for once.
class RowFinder {
public:
    explicit RowFinder(const SegmentView& view)
        : index_(view.text()), pairs_(*view.pair_distances) {}

    const std::vector<data::Ordinal>& products_with(const Alternative& alternative) {
        std::vector<data::WordId> row = {alternative.words.begin};
        row.insert(row.end(), alternative.rest.begin(), alternative.rest.end());
        const auto [entry, is_new] = found_.try_emplace(std::move(row));
        if (is_new) entry->second = find(entry->first);
        return *entry->second;
    }

private:
    using Products = std::vector<data::Ordinal>;

    [[nodiscard]] std::shared_ptr<const Products> find(const std::vector<data::WordId>& row) const {
        auto products = pairs_.find_side_by_side(index_, row[0], row[1]);
        if (row.size() == 2) return products;
        Products with_all = *products;
        for (std::size_t i = 2; i < row.size(); ++i) {
            Products common;
            for_each_common_posting(
                with_all, index_, row[i],
                [&](std::size_t at, std::size_t /*j*/) { common.push_back(with_all[at]); });
            with_all = std::move(common);
        }
        auto found = std::make_shared<Products>();
        const auto first = index_.tokens().codes_of({row[0], row[0] + 1});
        for_each_text(with_all, index_, [&](data::Ordinal product) {
            if (has_row(index_.tokens()[product], first, row)) found->push_back(product);
        });
        return found;
    }

    const data::TextIndex& index_;
    PairDistances& pairs_;
    std::map<std::vector<data::WordId>, std::shared_ptr<const Products>> found_;
};

TermSets find_sets(const Alternatives& alternatives, const std::vector<TermWords>& term_words,
                   const SegmentView& view, RowFinder& rows) {
    const auto& index = view.text();
    const std::uint32_t bound = index.num_products();
    TermSets sets;
    sets.any = OrdinalSet(bound);
    sets.in_rows = OrdinalSet(bound);
    std::array<ProductUnion, TermSets::kNumLevels> found;
    sets.by_typos.fill(OrdinalSet(bound));
    for (const auto& [words, typos, kind] : term_words) {
        const auto set = view.word_sets->find(index, words);
        if (set == nullptr) {
            found[typos].add(index, words);
        } else if (sets.by_typos[typos].is_empty()) {
            sets.by_typos[typos] = set->products;
        } else {
            sets.by_typos[typos].unite(set->products);
        }
    }
    for (const auto& alternative : alternatives) {
        if (alternative.rest.empty()) continue;
        const auto& products = rows.products_with(alternative);
        found[alternative.typos].add(products);
        sets.in_rows.unite(OrdinalSet::from_sorted(std::span(products), bound));
    }
    for (std::size_t typos = 0; typos < TermSets::kNumLevels; ++typos) {
        auto& level = sets.by_typos[typos];
        if (!found[typos].is_empty()) level.unite(found[typos].unite(bound));
        if (level.is_empty()) continue;
        if (sets.any.is_empty()) {
            sets.any = level;
            continue;
        }
        level.subtract(sets.any);
        sets.any.unite(level);
    }
    return sets;
}

/// All that the sets of a term depend on.
std::string spell(const Alternatives& alternatives) {
    std::string key;
    const auto append = [&](std::uint32_t number) {
        key.append(reinterpret_cast<const char*>(&number), sizeof number);
    };
    for (const auto& alternative : alternatives) {
        append(alternative.words.begin);
        append(alternative.words.end);
        append(alternative.typos);
        append(static_cast<std::uint32_t>(alternative.rest.size()));
        for (const auto word : alternative.rest) append(word);
    }
    return key;
}

TermMatches match_term(const Alternatives& alternatives, const SegmentView& view, RowFinder& rows) {
    TermMatches matches;
    matches.words = term_words(alternatives);
    const auto find = [&] { return find_sets(alternatives, matches.words, view, rows); };
    std::size_t num_postings = 0;
    for (const auto& own : matches.words) num_postings += view.text().postings(own.words).size();
    if (alternatives.size() >= KeptTermSets::kFewestAlternatives &&
        num_postings >= KeptTermSets::kFewestPostings) {
        const auto num_products = view.text().num_products();
        static_cast<TermSets&>(matches) =
            *view.term_sets->find(spell(alternatives), num_products, find);
    } else {
        static_cast<TermSets&>(matches) = find();
    }
    return matches;
}

/// The bits of the words of a term, where these are few.
void add_bits(TermMatches& matches, const SegmentView& view) {
    matches.bits.resize(matches.words.size());
    if (matches.words.size() > kMaxWordsWithBits) return;
    for (std::size_t i = 0; i < matches.words.size(); ++i) {
        const auto words = matches.words[i].words;
        if (words.end != words.begin + 1) continue;
        matches.bits[i] = view.text().products().bits(words.begin);
    }
}

/// The bits of all products with a term; null where these are not those of one word.
const data::PostingBits* bits_of(const TermMatches& term) {
    if (const auto* bits = term.any.bits()) return bits;
    const bool is_one_word = term.bits.size() == 1 && term.in_rows.is_empty();
    return is_one_word ? term.bits[0] : nullptr;
}

/// What is kept of a term and the next one: the products that have both.
struct KeptPair {
    std::size_t term;
    std::shared_ptr<const DistanceSets> sets;

    [[nodiscard]] bool has(std::size_t t) const noexcept { return t == term || t == term + 1; }
};

/// The kept pairs of neighbouring terms, those that fewest products have first.
std::vector<KeptPair> kept_pairs(const std::vector<TermMatches>& terms, const SegmentView& view) {
    const auto is_one_word = [](const TermMatches& term) {
        return term.words.size() == 1 && term.in_rows.is_empty() &&
               term.words[0].words.end == term.words[0].words.begin + 1;
    };
    std::vector<KeptPair> pairs;
    for (std::size_t t = 0; t + 1 < terms.size(); ++t) {
        if (!is_one_word(terms[t]) || !is_one_word(terms[t + 1])) continue;
        auto sets =
            view.pair_distances->find_kept(terms[t].words[0].words, terms[t + 1].words[0].words);
        if (sets != nullptr) pairs.push_back({t, std::move(sets)});
    }
    std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) {
        return a.sets->products.size() < b.sets->products.size();
    });
    return pairs;
}

/// Finding a product among the postings of a word takes as long as so many steps over a list.
constexpr std::size_t kStepsPerFind = 4;

/// The products with all of `terms`.   Requires: some of `pairs`, as kept_pairs() gives them.
OrdinalSet with_all(const std::vector<TermMatches>& terms, const std::vector<KeptPair>& pairs) {
    OrdinalSet all = pairs.front().sets->products;
    for (std::size_t t = 0; t < terms.size(); ++t) {
        if (pairs.front().has(t)) continue;
        const auto* with_term = &terms[t].any;
        for (const auto& pair : pairs) {
            const auto& products = pair.sets->products;
            const bool is_quick = products.bitmap() != nullptr ||
                                  products.size() < kStepsPerFind * std::size_t{all.size()};
            if (pair.has(t) && is_quick) with_term = &products;
        }
        all.intersect(*with_term);
    }
    return all;
}

/// The products with all of `terms`, of which there is one at least.
OrdinalSet with_all(std::vector<const TermMatches*> terms) {
    std::sort(terms.begin(), terms.end(),
              [](const auto* a, const auto* b) { return a->any.size() < b->any.size(); });
    OrdinalSet all = terms[0]->any;
    const std::uint32_t bound = all.bound();
    // Bitmaps are rather intersected as they are; so are words that are in few products.
    const bool uses_bits = all.bits() != nullptr;
    std::vector<const data::PostingBits*> words;
    for (std::size_t i = 0; uses_bits && i < terms.size(); ++i) {
        if (const auto* bits = bits_of(*terms[i])) words.push_back(bits);
    }
    if (words.size() > 1) {
        all = OrdinalSet::from_sorted(data::PostingBits::products_with_all(words), bound);
    }
    for (std::size_t i = 1; i < terms.size(); ++i) {
        const bool is_among_words = uses_bits && bits_of(*terms[i]) != nullptr;
        if (!is_among_words) all.intersect(terms[i]->any);
    }
    return all;
}

OrdinalSet combine(const ParsedQuery& query, const std::vector<TermMatches>& terms,
                   const SegmentView& view) {
    const std::uint32_t bound = view.text().num_products();
    std::vector<const TermMatches*> required;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        if (!query.terms[i].is_optional) required.push_back(&terms[i]);
    }
    if (required.empty()) {
        OrdinalSet any(bound);
        for (const auto& term : terms) any.unite(term.any);
        return terms.empty() ? OrdinalSet::all(bound) : any;
    }
    if (required.size() == terms.size()) {
        const auto pairs = kept_pairs(terms, view);
        if (!pairs.empty()) return with_all(terms, pairs);
    }
    return with_all(std::move(required));
}

} // namespace

TextMatches match_text(const ParsedQuery& query, const std::vector<Alternatives>& alternatives,
                       const SegmentView& view, TokenScanner& scanner) {
    const auto& index = view.text();
    TextMatches matches;
    RowFinder rows(view);
    matches.terms.reserve(alternatives.size());
    for (const auto& term : alternatives) {
        matches.terms.push_back(match_term(term, view, rows));
        if (alternatives.size() > 1) add_bits(matches.terms.back(), view);
    }
    matches.products = combine(query, matches.terms, view);
    matches.have_all_terms = std::none_of(query.terms.begin(), query.terms.end(),
                                          [](const QueryTerm& term) { return term.is_optional; });
    for (const auto& word : query.excluded) {
        if (const auto id = index.find_word(word)) {
            matches.products.subtract(products_with(index, {*id, *id + 1}));
        }
    }
    if (scanner.decides_matches() || !query.phrases.empty()) {
        matches.products.filter(
            [&](data::Ordinal product) { return scanner.scan(product).is_match; });
    }
    return matches;
}

} // namespace aisle::search
