#include "search/rewrites.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "data/ids.h"

// A rewrite replaces a row of query terms by a row of other words. What the terms of a query may
// be replaced by does not depend on the segment that is searched, nor on each other: matching
// asks, term by term, for the term itself or for any row of words that stands for terms among
// which it is. So several synonyms may be at work in one query, overlapping ones included, and a
// word that is reached through one synonym is never the source of another.
//
// A row is looked up in the words as they were typed, with the stop words that were dropped from
// the query: "cup of tea" may be an entry. A word that is still being typed counts as the word
// it is so far: "tv" has its synonyms although "tvs" may follow, "flat scr" has none.

namespace aisle::search {

namespace {

/// A word of the query as typed.
struct TypedWord {
    std::uint32_t begin = 0;
    std::uint32_t term = 0; ///< data::kNoId: a stop word that was dropped
};

class RewriteFinder {
public:
    RewriteFinder(const ParsedQuery& query, const data::SearchParams& params,
                  const Vocabulary& vocabulary)
        : query_(query), params_(params), vocabulary_(vocabulary) {
        std::vector<std::pair<TypedWord, const std::string*>> typed;
        for (std::uint32_t i = 0; i < query.terms.size(); ++i) {
            typed.push_back({{query.terms[i].begin, i}, &query.terms[i].word});
        }
        for (const auto& word : query.stop_words) {
            typed.push_back({{word.begin, data::kNoId}, &word.word});
        }
        std::sort(typed.begin(), typed.end(),
                  [](const auto& a, const auto& b) { return a.first.begin < b.first.begin; });
        for (const auto& [place, word] : typed) {
            typed_.push_back(place);
            words_.push_back(*word);
        }
    }

    std::vector<Rewrite> run() {
        for (std::uint32_t term = 0; term < query_.terms.size(); ++term) {
            if (query_.is_in_phrase(term)) continue;
            add_joined(term);
            add_dictionary_words(term);
        }
        if (vocabulary_.synonyms != nullptr && params_.synonyms) {
            for (std::size_t at = 0; at < words_.size(); ++at) add_synonyms(at);
        }
        return std::move(found_);
    }

private:
    /// "smart phone" also means "smartphone".
    void add_joined(std::uint32_t term) {
        const bool has_next = term + 1 < query_.terms.size() && !query_.is_in_phrase(term + 1);
        if (!has_next || params_.typo_tolerance == data::TypoTolerance::kOff) return;
        add({term,
             2,
             AlternativeKind::kJoined,
             1,
             {query_.terms[term].word + query_.terms[term + 1].word}});
    }

    void add_dictionary_words(std::uint32_t term) {
        if (vocabulary_.dictionaries == nullptr) return;
        const std::string& word = query_.terms[term].word;
        for (const auto& language : params_.ignore_plurals) {
            for (auto& form : vocabulary_.dictionaries->plurals(word, language)) {
                add({term, 1, AlternativeKind::kPlural, 0, {std::move(form)}});
            }
        }
        if (!params_.decompound_query) return;
        for (auto& parts : vocabulary_.dictionaries->parts(word, params_.query_languages)) {
            add({term, 1, AlternativeKind::kCompound, 0, std::move(parts)});
        }
    }

    /// Synonyms of the rows that begin with the typed word `at`.
    void add_synonyms(std::size_t at) {
        const std::size_t longest =
            std::min(vocabulary_.synonyms->longest_row(), words_.size() - at);
        Rewrite rewrite;
        rewrite.num_terms = 0;
        for (std::size_t length = 1; length <= longest; ++length) {
            if (const auto term = typed_[at + length - 1].term; term != data::kNoId) {
                if (query_.is_in_phrase(term)) return;
                if (rewrite.num_terms++ == 0) rewrite.first_term = term;
            }
            if (rewrite.num_terms == 0) continue;
            const auto row = std::span(words_).subspan(at, length);
            for (const auto* group : vocabulary_.synonyms->find(row))
                add_group(rewrite, row, *group);
        }
    }

    void add_group(Rewrite rewrite, std::span<const std::string> row,
                   const data::SynonymIndex::Group& group) {
        const bool is_off = params_.typo_tolerance == data::TypoTolerance::kOff;
        if (group.typos > 0 && is_off) return;
        rewrite.typos = group.typos;
        for (const auto& words : group.rows) {
            if (std::equal(words.begin(), words.end(), row.begin(), row.end())) continue;
            const bool is_one_word = row.size() == 1 && words.size() == 1;
            rewrite.kind = group.typos > 0 ? AlternativeKind::kCorrection
                           : is_one_word   ? AlternativeKind::kSynonym
                                           : AlternativeKind::kWordsSynonym;
            rewrite.words = words;
            add(rewrite);
        }
    }

    void add(Rewrite rewrite) {
        const bool is_known = std::find(found_.begin(), found_.end(), rewrite) != found_.end();
        if (!is_known && found_.size() < kMaxRewrites) found_.push_back(std::move(rewrite));
    }

    const ParsedQuery& query_;
    const data::SearchParams& params_;
    const Vocabulary& vocabulary_;
    std::vector<TypedWord> typed_;
    std::vector<std::string> words_; ///< one entry a typed word
    std::vector<Rewrite> found_;
};

} // namespace

std::vector<Rewrite> find_rewrites(const ParsedQuery& query, const data::SearchParams& params,
                                   const Vocabulary& vocabulary) {
    const bool may_join =
        query.terms.size() > 1 && params.typo_tolerance != data::TypoTolerance::kOff;
    const bool has_vocabulary =
        vocabulary.dictionaries != nullptr || vocabulary.synonyms != nullptr;
    if (!may_join && !has_vocabulary) return {};
    return RewriteFinder(query, params, vocabulary).run();
}

} // namespace aisle::search
