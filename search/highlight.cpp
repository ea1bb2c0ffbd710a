#include "search/highlight.h"

#include <xapian.h>

#include <algorithm>
#include <span>
#include <unordered_map>

#include "data/text.h"
#include "search/expansion.h"
#include "search/typo_search.h"

// A text is highlighted without the index: what is shown need not be what is searched (a store
// highlights attributes it does not index). The words are judged by the same rules as in
// expansion.cpp, and each distinct word of a page of hits is judged once.

namespace aisle::search {

namespace {

/// What a word of a text says about the query.
struct WordMatch {
    std::uint64_t terms = 0;   ///< bit i: it stands for term i
    std::uint32_t letters = 0; ///< how many of its letters to mark, from the first
};

static_assert(kMaxQueryTerms <= 64);

/// A word of the text, with its match.
struct MarkedToken {
    data::Token token;
    WordMatch match;
};

/// Words that stand for terms when side by side.
struct OtherRow {
    std::vector<std::string> words;
    std::uint64_t terms = 0;
};

/// Byte offset of the end of the first `letters` letters of `text`.
std::size_t end_of_letters(std::string_view text, std::uint32_t letters) {
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) continue;
        if (letters-- == 0) break;
    }
    return at;
}

/// Byte offset in `written` where its first `letters` normalised letters end, with the marks on
/// the last of them: a letter as written may be two when normalised, or none.
std::size_t end_as_written(std::string_view written, std::uint32_t letters) {
    std::size_t at = 0;
    for (std::uint32_t seen = 0; at < written.size();) {
        const std::size_t length = end_of_letters(written.substr(at), 1);
        const auto count = data::count_codepoints(data::fold(written.substr(at, length)));
        if (seen >= letters && count > 0) break;
        seen += count;
        at += length;
    }
    return at;
}

/// The shortest prefix of `word` within the fewest edits of `typed`, as (edits, letters).
std::pair<std::uint32_t, std::uint32_t> best_prefix(std::string_view word, std::string_view typed,
                                                    std::uint32_t limit) {
    const std::uint32_t typed_letters = data::count_codepoints(typed);
    const std::uint32_t word_letters = data::count_codepoints(word);
    std::pair<std::uint32_t, std::uint32_t> best = {limit + 1, 0};
    const std::uint32_t shortest = typed_letters > limit ? typed_letters - limit : 1;
    for (auto n = shortest; n <= std::min(word_letters, typed_letters + limit); ++n) {
        const auto prefix = word.substr(0, end_of_letters(word, n));
        const std::uint32_t edits = edit_distance(prefix, typed, limit);
        // Among equals the one as long as what was typed reads best.
        if (edits < best.first || (edits == best.first && n == typed_letters)) best = {edits, n};
    }
    return best;
}

} // namespace

struct Highlighter::Impl {
    ParsedQuery query;
    std::unordered_map<std::string, std::uint64_t> other_words;        ///< terms each stands for
    std::unordered_map<std::string, std::vector<OtherRow>> other_rows; ///< by first word
    std::vector<Xapian::Stem> stemmers;
    std::vector<std::vector<std::string>> stems; ///< per stemmer, per term
    std::string pre_tag;
    std::string post_tag;
    std::string ellipsis;
    data::Tokenizer tokenizer;
    std::unordered_map<std::string, WordMatch> known;

    [[nodiscard]] WordMatch judge(const std::string& word) {
        if (const auto found = known.find(word); found != known.end()) return found->second;
        WordMatch match;
        const std::uint32_t all_letters = data::count_codepoints(word);
        const auto mark = [&](std::uint64_t terms, std::uint32_t letters) {
            match.terms |= terms;
            match.letters = std::max(match.letters, letters);
        };
        for (std::size_t i = 0; i < query.terms.size(); ++i) {
            if (const auto letters = judge_term(word, i)) mark(std::uint64_t{1} << i, letters);
        }
        if (const auto other = other_words.find(word); other != other_words.end()) {
            mark(other->second, all_letters);
        }
        known.emplace(word, match);
        return match;
    }

    /// How many letters of `word` match term `i`; 0 when it does not.
    [[nodiscard]] std::uint32_t judge_term(const std::string& word, std::size_t i) const {
        const QueryTerm& term = query.terms[i];
        const std::uint32_t letters = data::count_codepoints(word);
        if (word == term.word) return letters;
        if (term.is_prefix && word.starts_with(term.word)) {
            return data::count_codepoints(term.word);
        }
        for (std::size_t s = 0; s < stemmers.size() && may_be_other_form(term.word, word); ++s) {
            if (stemmers[s](word) == stems[s][i]) return letters;
        }
        if (term.max_typos == 0 || lacks_letters(word, term.word, term.max_typos)) return 0;
        if (term.is_prefix) {
            const auto [edits, prefix] = best_prefix(word, term.word, term.max_typos);
            return edits <= term.max_typos ? prefix : 0;
        }
        return edit_distance(word, term.word, term.max_typos) <= term.max_typos ? letters : 0;
    }

    [[nodiscard]] std::vector<MarkedToken> mark(std::string_view text) {
        std::vector<MarkedToken> tokens;
        tokenizer.reset(text);
        for (data::Token token; tokenizer.next(token);)
            tokens.push_back({token, judge(token.word)});
        for (std::size_t i = 0; i < tokens.size() && !other_rows.empty(); ++i) {
            mark_rows(std::span(tokens).subspan(i));
        }
        return tokens;
    }

    /// Marks the rows that begin with the first of `tokens`.
    void mark_rows(std::span<MarkedToken> tokens) const {
        const auto rows = other_rows.find(tokens.front().token.word);
        if (rows == other_rows.end()) return;
        for (const auto& [words, terms] : rows->second) {
            if (words.size() > tokens.size()) continue;
            const auto row = tokens.first(words.size());
            const bool is_there = std::equal(
                row.begin(), row.end(), words.begin(),
                [](const auto& marked, const auto& w) { return marked.token.word == w; });
            if (!is_there) continue;
            for (auto& [token, match] : row) {
                match.terms |= terms;
                match.letters = data::count_codepoints(token.word);
            }
        }
    }

    void add(const Rewrite& rewrite) {
        std::uint64_t terms = 0;
        for (std::uint32_t i = 0; i < rewrite.num_terms; ++i) {
            terms |= std::uint64_t{1} << (rewrite.first_term + i);
        }
        if (rewrite.words.size() == 1) {
            other_words[rewrite.words.front()] |= terms;
        } else {
            other_rows[rewrite.words.front()].push_back({rewrite.words, terms});
        }
    }

    /// Writes `text` from `begin` to `end` with the matches of `tokens` in tags.
    [[nodiscard]] std::string write(std::string_view text, std::span<const MarkedToken> tokens,
                                    std::size_t begin, std::size_t end) const {
        std::string out;
        std::size_t at = begin;
        for (const auto& [token, match] : tokens) {
            if (match.letters == 0) continue;
            const auto word = text.substr(token.begin, token.end - token.begin);
            const bool is_whole = match.letters >= data::count_codepoints(token.word);
            const std::size_t marked_end =
                is_whole ? token.end : token.begin + end_as_written(word, match.letters);
            out.append(text, at, token.begin - at);
            out.append(pre_tag)
                .append(text, token.begin, marked_end - token.begin)
                .append(post_tag);
            at = marked_end;
        }
        return out.append(text, at, end - at);
    }

    void describe(std::span<const MarkedToken> tokens, HighlightedText& out) const {
        std::uint64_t terms = 0;
        bool all_marked = !tokens.empty();
        for (const auto& [token, match] : tokens) {
            terms |= match.terms;
            all_marked = all_marked && match.letters >= data::count_codepoints(token.word);
        }
        std::size_t count = 0;
        for (std::size_t i = 0; i < query.terms.size(); ++i) {
            if ((terms >> i & 1U) == 0) continue;
            ++count;
            out.matched_words.push_back(query.terms[i].word);
        }
        out.is_fully_highlighted = all_marked;
        out.level = count == 0                    ? MatchLevel::kNone
                    : count == query.terms.size() ? MatchLevel::kFull
                                                  : MatchLevel::kPartial;
    }
};

Highlighter::Highlighter(const ParsedQuery& query, const std::vector<Rewrite>& splits,
                         const data::SearchParams& params, const std::string& separators_to_index)
    : impl_(std::make_unique<Impl>()) {
    impl_->query = query;
    impl_->pre_tag = params.highlight_pre_tag;
    impl_->post_tag = params.highlight_post_tag;
    impl_->ellipsis = params.snippet_ellipsis_text;
    impl_->tokenizer = data::Tokenizer(separators_to_index);
    for (const auto& language : query.plural_rules) {
        try {
            const Xapian::Stem stem(language);
            auto& stems = impl_->stems.emplace_back();
            for (const auto& term : query.terms) stems.push_back(stem(term.word));
            impl_->stemmers.push_back(stem);
        } catch (const Xapian::InvalidArgumentError&) {
            // No stemmer for this language; see add_plurals() in expansion.cpp.
        }
    }
    for (const auto& rewrite : query.rewrites) impl_->add(rewrite);
    for (const auto& rewrite : splits) impl_->add(rewrite);
}

Highlighter::Highlighter(Highlighter&&) noexcept = default;
Highlighter& Highlighter::operator=(Highlighter&&) noexcept = default;
Highlighter::~Highlighter() = default;

HighlightedText Highlighter::highlight(std::string_view text) {
    const auto tokens = impl_->mark(text);
    HighlightedText out;
    impl_->describe(tokens, out);
    out.value = impl_->write(text, tokens, 0, text.size());
    return out;
}

HighlightedText Highlighter::snippet(std::string_view text, std::uint32_t num_words) {
    const auto tokens = impl_->mark(text);
    const std::size_t window = std::min<std::size_t>(std::max(1U, num_words), tokens.size());
    // The window with the most distinct query words, then with the most matches, then first.
    std::size_t best = 0;
    std::pair<int, int> best_score = {0, 0};
    for (std::size_t first = 0; first + window <= tokens.size(); ++first) {
        std::uint64_t terms = 0;
        int matches = 0;
        for (std::size_t i = first; i < first + window; ++i) {
            terms |= tokens[i].match.terms;
            matches += tokens[i].match.letters > 0;
        }
        const std::pair score = {std::popcount(terms), matches};
        if (score > best_score) {
            best_score = score;
            best = first;
        }
    }
    // Room left of the first match reads better than a match at the very beginning.
    if (best_score.second > 0) {
        std::size_t first_match = best;
        while (tokens[first_match].match.letters == 0) ++first_match;
        const std::size_t lead = std::min(first_match, window / 3);
        std::size_t last_match = best + window - 1;
        while (tokens[last_match].match.letters == 0) --last_match;
        if (last_match - (first_match - lead) < window) best = first_match - lead;
        best = std::min(best, tokens.size() - window);
    }
    const auto shown = std::span(tokens).subspan(best, window);
    const bool cut_left = best > 0;
    const bool cut_right = best + window < tokens.size();
    const std::size_t begin = cut_left ? shown.front().token.begin : 0;
    const std::size_t end = cut_right ? shown.back().token.end : text.size();
    HighlightedText out;
    impl_->describe(shown, out);
    if (cut_left) out.value += impl_->ellipsis;
    out.value += impl_->write(text, shown, begin, end);
    if (cut_right) out.value += impl_->ellipsis;
    return out;
}

} // namespace aisle::search
