#include "search/expansion.h"

#include <xapian.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "data/text.h"
#include "search/term_alternatives.h"
#include "search/typo_search.h"

namespace aisle::search {

namespace {

/// A part of a split word shorter than this is more likely noise than a word.
constexpr std::size_t kMinSplitBytes = 2;

/// Bytes that the forms of a word have in common.
constexpr std::size_t kSharedBytes = 3;

data::WordRange single(data::WordId word) {
    return {word, word + 1};
}

void add_exact_and_prefix(const QueryTerm& term, const data::TextIndex& index, Alternatives& out) {
    if (const auto word = index.find_word(term.word)) {
        out.push_back({AlternativeKind::kExact, 0, single(*word), {}});
    }
    if (!term.is_prefix) return;
    if (const auto range = index.words_with_prefix(term.word); !range.is_empty()) {
        out.push_back({AlternativeKind::kPrefix, 0, range, {}});
    }
}

void add_plurals(const QueryTerm& term, const data::TextIndex& index,
                 const std::vector<std::string>& languages, Alternatives& out) {
    if (term.word.size() < kSharedBytes) return;
    for (const auto& language : languages) {
        try {
            const Xapian::Stem stem(language);
            const std::string wanted = stem(term.word);
            const auto range =
                index.words_with_prefix(std::string_view(term.word).substr(0, kSharedBytes));
            for (data::WordId id = range.begin; id < range.end; ++id) {
                const auto word = index.word(id);
                if (word == term.word || !may_be_other_form(term.word, word)) continue;
                if (stem(std::string(word)) == wanted) {
                    out.push_back({AlternativeKind::kPlural, 0, single(id), {}});
                }
            }
        } catch (const Xapian::InvalidArgumentError&) {
            // Snowball has no stemmer for this language: it has no plural forms for us.
        }
    }
}

void add_typos(const QueryTerm& term, const data::TextIndex& index, Alternatives& out) {
    if (term.max_typos == 0) return;
    for (const auto& [words, typos] :
         find_typos(index, term.word, term.max_typos, term.is_prefix)) {
        if (typos > 0) {
            out.push_back({AlternativeKind::kTypo, static_cast<std::uint8_t>(typos), words, {}});
        }
    }
}

/// "smartphone" also means "smart phone": every cut into two words of the dictionary.
void add_splits(const QueryTerm& term, const data::TextIndex& index, Alternatives& out) {
    const std::string_view word = term.word;
    for (std::size_t cut = kMinSplitBytes; cut + kMinSplitBytes <= word.size(); ++cut) {
        if ((static_cast<unsigned char>(word[cut]) & 0xC0U) == 0x80U) continue;
        const auto first = index.find_word(word.substr(0, cut));
        if (!first) continue;
        const auto second = index.find_word(word.substr(cut));
        if (second) out.push_back({AlternativeKind::kSplit, 1, single(*first), {*second}});
    }
}

/// The words of a rewrite, when the segment has all of them.
std::optional<Alternative> find_words(const Rewrite& rewrite, const data::TextIndex& index) {
    Alternative alternative{rewrite.kind, 0, {}, {}};
    for (const auto& text : rewrite.words) {
        const auto word = index.find_word(text);
        if (!word) return std::nullopt;
        if (alternative.words.is_empty()) {
            alternative.words = single(*word);
        } else {
            alternative.rest.push_back(*word);
        }
    }
    return alternative;
}

/// Those with the fewest typos first; among these, in the order of their kinds.
void sort_alternatives(Alternatives& alternatives) {
    std::stable_sort(alternatives.begin(), alternatives.end(), [](const auto& a, const auto& b) {
        return std::tie(a.typos, a.kind) < std::tie(b.typos, b.kind);
    });
}

void add_rewrites(const ParsedQuery& query, const data::TextIndex& index,
                  std::vector<Alternatives>& out) {
    for (const auto& rewrite : query.rewrites) {
        auto alternative = find_words(rewrite, index);
        if (!alternative) continue;
        alternative->typos = rewrite.typos;
        for (std::uint32_t i = 0; i < rewrite.num_terms; ++i) {
            out[rewrite.first_term + i].push_back(*alternative);
            alternative->typos = 0;
        }
    }
}

} // namespace

bool may_be_other_form(std::string_view term, std::string_view word) noexcept {
    return term.size() >= kSharedBytes && word.starts_with(term.substr(0, kSharedBytes)) &&
           word.size() <= 2 * term.size() + 3;
}

std::vector<Alternatives> expand(const ParsedQuery& query, const data::TextIndex& index,
                                 const data::SearchParams& params, TermAlternatives& kept) {
    const bool is_tolerant = params.typo_tolerance != data::TypoTolerance::kOff;
    std::string rules(is_tolerant ? "~" : "=");
    for (const auto& language : query.plural_rules) rules += language + ',';
    std::vector<Alternatives> all(query.terms.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        const QueryTerm& term = query.terms[i];
        if (query.is_in_phrase(i)) {
            add_exact_and_prefix(term, index, all[i]); // in order
            continue;
        }
        all[i] = *kept.find(term, rules, index, [&] {
            Alternatives alternatives;
            add_exact_and_prefix(term, index, alternatives);
            add_plurals(term, index, query.plural_rules, alternatives);
            add_typos(term, index, alternatives);
            if (is_tolerant) add_splits(term, index, alternatives);
            sort_alternatives(alternatives);
            return alternatives;
        });
    }
    if (!query.rewrites.empty()) {
        add_rewrites(query, index, all);
        for (auto& alternatives : all) sort_alternatives(alternatives);
    }
    return all;
}

} // namespace aisle::search
