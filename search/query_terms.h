#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "data/dictionaries.h"
#include "data/search_params.h"
#include "data/settings.h"
#include "data/synonym_index.h"

namespace aisle::search {

/// How words of the index came to stand for words of the query. Of two alternatives with the
/// same number of typos the one further up counts.
enum class AlternativeKind : std::uint8_t {
    kExact,        ///< the same word
    kPlural,       ///< another form of the same word
    kSynonym,      ///< a word the store lists for the typed word
    kWordsSynonym, ///< the same, with several words on at least one side
    kCompound,     ///< the parts of a compound, side by side
    kPrefix,       ///< it begins with the typed word
    kCorrection,   ///< the store lists it as a correction that counts as a typo
    kTypo,         ///< a few edits away
    kJoined,       ///< two query words written as one
    kSplit,        ///< one query word written as two, side by side
};

/// Words that stand for terms in a row, whatever the segment.
struct Rewrite {
    std::uint32_t first_term = 0; ///< the terms [first_term, first_term + num_terms)
    std::uint32_t num_terms = 1;
    AlternativeKind kind = AlternativeKind::kSynonym;
    std::uint8_t typos = 0;         ///< for all terms together
    std::vector<std::string> words; ///< normalised; several must stand side by side
    friend bool operator==(const Rewrite&, const Rewrite&) = default;
};

/// One word of a query, and how freely it may be matched.
struct QueryTerm {
    std::string word;            ///< normalised
    bool is_prefix = false;      ///< matches every word that begins with it
    std::uint32_t max_typos = 0; ///< edits allowed: 0, 1 or 2
    bool is_optional = false;
    std::uint32_t begin = 0; ///< byte offsets in the query text, [begin, end)
    std::uint32_t end = 0;
};

/// What a query text asks for: its words in order, words that must stand side by side
/// (as positions in `terms`, half-open), and words that must not occur.
struct ParsedQuery {
    std::vector<QueryTerm> terms;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> phrases;
    std::vector<std::string> excluded;
    std::vector<QueryTerm> stop_words;     ///< dropped; they still tell a synonym
    std::vector<std::string> plural_rules; ///< languages whose stemmer finds forms of a word
    std::vector<Rewrite> rewrites;         ///< see search/rewrites.h

    [[nodiscard]] bool is_empty() const noexcept { return terms.empty() && excluded.empty(); }

    [[nodiscard]] bool is_in_phrase(std::uint32_t term) const noexcept;
};

/// What a store says about words. Either may be null.
struct Vocabulary {
    const data::SynonymIndex* synonyms = nullptr;
    const data::Dictionaries* dictionaries = nullptr;
};

/// Cuts the query of `params` into terms: normalisation, advanced syntax, stop words, optional
/// words, each word's typo allowance, and the words that may stand for others.
/// Cost: linear in the query.
[[nodiscard]] ParsedQuery parse_query(const data::SearchParams& params,
                                      const data::Settings& settings,
                                      const Vocabulary& vocabulary = {});

/// Words of a query are cut off after this many: a longer text is not a shopper's, and every
/// word costs a walk through the dictionary.
inline constexpr std::size_t kMaxQueryTerms = 32;

} // namespace aisle::search
