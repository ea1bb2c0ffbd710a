#include "search/query_terms.h"

#include <algorithm>
#include <string_view>

#include "data/text.h"
#include "search/rewrites.h"
#include "search/stop_words.h"

namespace aisle::search {

namespace {

bool contains_digit(std::string_view word) noexcept {
    return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::uint32_t allowed_typos(const std::string& word, const data::SearchParams& params) {
    if (params.typo_tolerance == data::TypoTolerance::kOff) return 0;
    if (!params.allow_typos_on_numeric_tokens && contains_digit(word)) return 0;
    for (const auto& listed : params.disable_typo_on_words) {
        if (data::fold(listed) == word) return 0;
    }
    const std::uint32_t length = data::count_codepoints(word);
    if (length >= params.min_word_size_2_typos) return 2;
    return length >= params.min_word_size_1_typo ? 1 : 0;
}

/// A stretch of the query between quotes, or outside of them.
struct Stretch {
    std::uint32_t begin;
    std::uint32_t end;
    bool is_quoted;
};

std::vector<Stretch> cut_at_quotes(std::string_view query, bool advanced) {
    const auto size = static_cast<std::uint32_t>(query.size());
    if (!advanced) return {{0, size, false}};
    std::vector<Stretch> stretches;
    std::uint32_t begin = 0;
    for (bool quoted = false; begin <= size; quoted = !quoted) {
        const auto quote = query.find('"', begin);
        const auto end = quote == std::string_view::npos ? size : static_cast<std::uint32_t>(quote);
        // A quote that is never closed quotes nothing.
        stretches.push_back({begin, end, quoted && quote != std::string_view::npos});
        if (quote == std::string_view::npos) break;
        begin = end + 1;
    }
    return stretches;
}

bool is_excluding_dash(std::string_view query, std::uint32_t word_begin) noexcept {
    return word_begin > 0 && query[word_begin - 1] == '-' &&
           (word_begin == 1 || query[word_begin - 2] == ' ');
}

/// Words in `optionalWords` may each hold several words.
std::vector<std::string> normalised_words(const std::vector<std::string>& texts,
                                          const std::string& separators) {
    std::vector<std::string> words;
    for (const auto& text : texts) {
        for (auto& token : data::tokenize(text, separators)) words.push_back(std::move(token.word));
    }
    return words;
}

/// An entry "*" of `optionalWords` makes every word optional.
bool names_every_word(const std::vector<std::string>& optional_words) {
    return std::find(optional_words.begin(), optional_words.end(), "*") != optional_words.end();
}

void add_words(const Stretch& stretch, std::string_view query, const data::SearchParams& params,
               const std::string& separators, ParsedQuery& out) {
    const auto first = static_cast<std::uint32_t>(out.terms.size());
    for (auto& token :
         data::tokenize(query.substr(stretch.begin, stretch.end - stretch.begin), separators)) {
        if (out.terms.size() == kMaxQueryTerms) break;
        QueryTerm term;
        term.begin = stretch.begin + token.begin;
        term.end = stretch.begin + token.end;
        if (params.advanced_syntax && params.advanced_exclude_words && !stretch.is_quoted &&
            is_excluding_dash(query, term.begin)) {
            out.excluded.push_back(std::move(token.word));
            continue;
        }
        term.word = std::move(token.word);
        if (!stretch.is_quoted) {
            term.max_typos = allowed_typos(term.word, params);
            term.is_prefix = params.query_type != data::QueryType::kPrefixNone;
        }
        out.terms.push_back(std::move(term));
    }
    const auto end = static_cast<std::uint32_t>(out.terms.size());
    if (stretch.is_quoted && end - first > 1) out.phrases.emplace_back(first, end);
}

/// Words that may be prefixes by themselves are none where the rest of the query says so.
void limit_prefixes(const data::SearchParams& params, bool is_similar, ParsedQuery& parsed) {
    if (params.query_type == data::QueryType::kPrefixAll && !is_similar) return;
    const std::size_t num_complete =
        parsed.terms.size() - (is_similar || parsed.terms.empty() ? 0 : 1);
    for (std::size_t i = 0; i < num_complete; ++i) parsed.terms[i].is_prefix = false;
}

/// Drops stop words, but never all of the words, and never one that is still being typed.
void drop_stop_words(const data::SearchParams& params, const data::Dictionaries* dictionaries,
                     ParsedQuery& parsed) {
    if (params.remove_stop_words.empty() || !parsed.phrases.empty()) return;
    std::vector<QueryTerm> kept;
    std::vector<QueryTerm> dropped;
    for (const auto& term : parsed.terms) {
        const bool is_kept =
            term.is_prefix || !is_stop_word(term.word, params.remove_stop_words, dictionaries);
        (is_kept ? kept : dropped).push_back(term);
    }
    if (kept.empty()) return;
    parsed.terms = std::move(kept);
    parsed.stop_words = std::move(dropped);
}

} // namespace

bool ParsedQuery::is_in_phrase(std::uint32_t term) const noexcept {
    return std::any_of(phrases.begin(), phrases.end(), [&](const auto& phrase) {
        return phrase.first <= term && term < phrase.second;
    });
}

ParsedQuery parse_query(const data::SearchParams& params, const data::Settings& settings,
                        const Vocabulary& vocabulary) {
    const bool is_similar = params.query.empty() && !params.similar_query.empty();
    const std::string& query = is_similar ? params.similar_query : params.query;
    ParsedQuery parsed;
    for (const auto& stretch :
         cut_at_quotes(query, params.advanced_syntax && params.advanced_exact_phrase)) {
        add_words(stretch, query, params, settings.separators_to_index, parsed);
    }
    limit_prefixes(params, is_similar, parsed);
    const auto* dictionaries = vocabulary.dictionaries;
    drop_stop_words(params, dictionaries, parsed);
    for (const auto& language : params.ignore_plurals) {
        if (dictionaries == nullptr ||
            dictionaries->uses_standard(data::Dictionary::kPlurals, language)) {
            parsed.plural_rules.push_back(language);
        }
    }
    const auto optional = normalised_words(params.optional_words, settings.separators_to_index);
    const bool all_optional = is_similar || names_every_word(params.optional_words);
    for (auto& term : parsed.terms) {
        term.is_optional = all_optional ||
                           std::find(optional.begin(), optional.end(), term.word) != optional.end();
    }
    parsed.rewrites = find_rewrites(parsed, params, vocabulary);
    return parsed;
}

} // namespace aisle::search
