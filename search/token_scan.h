#pragma once

#include <cstdint>
#include <vector>

#include "data/search_params.h"
#include "data/text_index.h"
#include "search/bitmap.h"
#include "search/expansion.h"
#include "search/query_terms.h"

namespace aisle::search {

/// Words further apart than this, or in different attributes, are as good as unrelated.
inline constexpr std::uint32_t kMaxDistance = 8;

/// True for words that the store's synonyms or compounds put in place of typed ones.
[[nodiscard]] bool is_replacement(AlternativeKind kind) noexcept;

/// How one product matches a query, worked out from its words in order.
struct MatchDetails {
    bool is_match = false;                ///< every required term and phrase was found
    std::uint32_t typos = 0;              ///< over all matched terms
    std::uint32_t num_words = 0;          ///< query terms matched
    std::uint32_t num_exact = 0;          ///< see `exact` in ARCHITECTURE.md's ranking
    std::uint32_t proximity = 0;          ///< sum over neighbouring matched terms, each 1 ... 8
    std::uint32_t attribute_rank = 0;     ///< of the best placed matched word
    std::uint32_t attribute_position = 0; ///< of the same word
    std::uint32_t num_replaced = 0;       ///< terms found only in words the store lists for them
    double relevance = 0; ///< BM25 over the matched terms; 0 unless ranked by or asked for
};

/// Scans products of one segment for the terms of one query.
///
/// The scanner is the definition of a match: the sets of search/matching.h find the same
/// products faster, and where attributes are restricted the scan has the last word.
/// Threads: one scanner per thread; borrows all arguments of the constructor.
class TokenScanner {
public:
    struct Inputs {
        const data::TextIndex& index;
        const ParsedQuery& query;
        const std::vector<Alternatives>& alternatives; ///< one entry a term
        const std::vector<double>& idf;                ///< one entry a term
        const data::SearchParams& params;
    };

    explicit TokenScanner(const Inputs& inputs);

    /// True when attributes are restricted, so that a set of words cannot tell a match.
    [[nodiscard]] bool decides_matches() const noexcept { return decides_matches_; }

    /// True when no attribute has rules of its own, so that it does not matter for a word to
    /// count as exact in which one it stands.
    [[nodiscard]] bool is_exact_anywhere() const noexcept { return is_exact_anywhere_; }

    /// True when words of this kind count as exact, in the value of which they are a part or all.
    [[nodiscard]] bool counts_as_exact(AlternativeKind kind, bool is_whole_value) const;

    /// What a word adds to `relevance`, of a term that weighs 1.
    [[nodiscard]] static double weight(std::uint8_t impact, AlternativeKind kind,
                                       std::uint32_t typos) noexcept;

    /// True when products are ranked by `relevance`, or it is asked for.
    [[nodiscard]] bool wants_relevance() const noexcept { return wants_relevance_; }

    /// True when the store lists other words for a term.
    [[nodiscard]] bool has_replacements() const noexcept { return has_replacements_; }

    /// True when a product may match without some of the terms.
    [[nodiscard]] bool has_optional_terms() const noexcept;

    /// How telling a term is.
    [[nodiscard]] double idf(std::size_t term) const noexcept { return inputs_.idf[term]; }

    /// Cost: linear in the product's words, plus the square of their matches.
    [[nodiscard]] MatchDetails scan(data::Ordinal product);

private:
    /// Words of the product side by side, mostly one, that stand for one term.
    struct Occurrence {
        std::uint32_t term;
        std::uint32_t typos;
        std::uint32_t attribute; ///< index into index.attributes()
        std::uint32_t position;  ///< of the first word
        std::uint32_t last;      ///< position of the last word
        data::WordId word;       ///< the first
        AlternativeKind kind;
        bool is_whole_value;
    };

    /// What a word means: which terms it stands for.
    struct Meaning {
        data::WordRange words;
        std::uint32_t term;
        Alternative alternative;
    };

    /// Where a word stands: in the stream, and in the value of an attribute.
    struct Place {
        std::size_t at;
        std::uint32_t attribute;
        std::uint32_t position;
    };

    /// What a query says about one attribute.
    struct AttributeRule {
        bool is_searchable = true;
        bool allows_typos = true;
        bool allows_prefix = true;
        bool allows_exact = true;
    };

    void build_meanings();
    void mark_interesting();
    void build_attribute_rules();
    void collect(data::Ordinal product);
    void collect_word(const data::TokenStream& stream, data::WordId word, const Place& place);
    void keep_fewest_typos(MatchDetails& details);
    [[nodiscard]] bool has_phrase(std::uint32_t begin, std::uint32_t end) const;
    [[nodiscard]] bool phrase_continues(std::uint32_t term, std::uint32_t end,
                                        std::uint32_t attribute, std::uint32_t position) const;
    [[nodiscard]] std::uint32_t proximity() const;
    [[nodiscard]] std::uint32_t distance(std::uint32_t left, std::uint32_t right) const;
    [[nodiscard]] std::uint32_t count_exact() const;
    [[nodiscard]] std::uint32_t count_replaced() const;
    [[nodiscard]] double relevance(data::Ordinal product) const;

    Inputs inputs_;
    /// Of short codes: some term may mean the word; from the first scan on.
    Bitmap interesting_;
    // From the first scan on, too.
    std::vector<std::uint32_t> boundaries_;      ///< ascending word ids where meanings change
    std::vector<std::vector<Meaning>> meanings_; ///< between boundaries_[i] and [i + 1]
    std::vector<AttributeRule> rules_;
    bool decides_matches_ = false;
    bool has_replacements_ = false;
    bool is_exact_anywhere_ = true;
    bool wants_relevance_ = false;
    std::vector<Occurrence> occurrences_;     ///< of the product under way
    std::vector<std::uint32_t> fewest_typos_; ///< per term
};

} // namespace aisle::search
