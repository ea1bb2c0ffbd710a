#include "search/highlight.h"

#include <xapian.h>

#include <algorithm>
#include <bit>
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
    std::uint32_t begin = 0; ///< byte offsets into the text, [begin, end)
    std::uint32_t end = 0;
    WordMatch match;
    bool is_whole = false; ///< all of its letters are marked
};

/// What a word must have, but for a few, to stand for one of the query or another of the index.
struct RequiredLetters {
    std::uint64_t letters = 0;     ///< see letter_bits()
    std::uint32_t num_missing = 0; ///< at most
    std::string beginning;         ///< of words that may lack nothing

    [[nodiscard]] bool is_met_by(std::string_view word, std::uint64_t has) const noexcept {
        auto missing = letters & ~has;
        for (auto left = num_missing; left > 0; --left) missing &= missing - 1;
        return missing == 0 && word.starts_with(beginning);
    }
};

/// Words that stand for terms when side by side.
struct OtherRow {
    std::vector<std::string> words;
    std::uint64_t terms = 0;
};

/// A row whose first words were met.
struct OpenRow {
    const OtherRow* row;
    std::span<const std::string> rest; ///< what must follow
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
    std::vector<RequiredLetters> required; ///< of every term and other word
    std::unordered_map<std::string, WordMatch> known;
    std::vector<MarkedToken> tokens; ///< of the text that was marked last
    std::vector<OpenRow> open_rows;  ///< of the text that is being marked
    HighlightedText out;

    /// False for most words of most texts, at little cost.
    [[nodiscard]] bool may_match(const std::string& word) const {
        const auto letters = letter_bits(word);
        for (const auto& one : required) {
            if (one.is_met_by(word, letters)) return true;
        }
        return !stemmers.empty() &&
               std::any_of(query.terms.begin(), query.terms.end(),
                           [&](const auto& term) { return may_be_other_form(term.word, word); });
    }

    [[nodiscard]] WordMatch judge(const std::string& word) {
        if (!may_match(word)) return {};
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

    /// The same as mark() where words that match nothing are of no interest.
    void mark_matches(std::string_view text) {
        if (!query.terms.empty()) return mark(text);
        tokens.clear(); // a category page asks for no words
    }

    void mark(std::string_view text) {
        tokens.clear();
        open_rows.clear();
        tokenizer.reset(text);
        for (data::Token token; tokenizer.next(token);) {
            auto& marked = tokens.emplace_back();
            marked.begin = token.begin;
            marked.end = token.end;
            marked.match = judge(token.word);
            marked.is_whole = marked.match.letters > 0 &&
                              marked.match.letters >= data::count_codepoints(token.word);
            if (!other_rows.empty()) extend_rows(token.word);
        }
    }

    /// Goes on with the rows of other words that the text may be in the middle of, and marks those
    /// that end with the last of `tokens`, which is `word`.
    void extend_rows(const std::string& word) {
        std::erase_if(open_rows, [&](const OpenRow& row) { return row.rest.front() != word; });
        for (auto& row : open_rows) row.rest = row.rest.subspan(1);
        if (const auto rows = other_rows.find(word); rows != other_rows.end()) {
            for (const auto& row : rows->second) {
                open_rows.push_back({&row, std::span(row.words).subspan(1)});
            }
        }
        std::erase_if(open_rows, [&](const OpenRow& open) {
            if (!open.rest.empty()) return false;
            for (auto& token : std::span(tokens).last(open.row->words.size())) {
                token.match.terms |= open.row->terms;
                token.match.letters = data::kMaxWordBytes;
                token.is_whole = true;
            }
            return true;
        });
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

    /// Adds `text` from `begin` to `end` to the value, with the matches of `shown` in tags.
    void write(std::string_view text, std::span<const MarkedToken> shown, std::size_t begin,
               std::size_t end) {
        std::size_t at = begin;
        for (const auto& token : shown) {
            if (token.match.letters == 0) continue;
            const auto word = text.substr(token.begin, token.end - token.begin);
            const std::size_t marked_end =
                token.is_whole ? token.end
                               : token.begin + end_as_written(word, token.match.letters);
            out.value.append(text, at, token.begin - at);
            out.value.append(pre_tag)
                .append(text, token.begin, marked_end - token.begin)
                .append(post_tag);
            at = marked_end;
        }
        out.value.append(text, at, end - at);
    }

    [[nodiscard]] static std::uint64_t found_terms(std::span<const MarkedToken> shown) {
        std::uint64_t terms = 0;
        for (const auto& token : shown) terms |= token.match.terms;
        return terms;
    }

    void describe(std::span<const MarkedToken> shown) {
        const auto terms = found_terms(shown);
        out.value.clear();
        out.matched_words.clear();
        std::size_t count = 0;
        for (std::size_t i = 0; i < query.terms.size(); ++i) {
            if ((terms >> i & 1U) == 0) continue;
            ++count;
            out.matched_words.push_back(query.terms[i].word);
        }
        out.is_fully_highlighted =
            !shown.empty() &&
            std::all_of(shown.begin(), shown.end(), [](const auto& t) { return t.is_whole; });
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
    for (const auto& term : query.terms) {
        impl_->required.push_back({letter_bits(term.word), term.max_typos,
                                   term.max_typos == 0 ? term.word : std::string()});
    }
    for (const auto& [word, terms] : impl_->other_words) {
        impl_->required.push_back({letter_bits(word), 0, word});
    }
}

Highlighter::Highlighter(Highlighter&&) noexcept = default;
Highlighter& Highlighter::operator=(Highlighter&&) noexcept = default;
Highlighter::~Highlighter() = default;

const HighlightedText& Highlighter::highlight(std::string_view text) {
    impl_->mark_matches(text);
    impl_->describe(impl_->tokens);
    impl_->write(text, impl_->tokens, 0, text.size());
    return impl_->out;
}

std::uint64_t Highlighter::find_terms(std::string_view text) {
    impl_->mark_matches(text);
    return Impl::found_terms(impl_->tokens);
}

const HighlightedText& Highlighter::snippet(std::string_view text, std::uint32_t num_words) {
    impl_->mark(text);
    const std::span<const MarkedToken> tokens = impl_->tokens;
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
    const auto shown = tokens.subspan(best, window);
    const bool cut_left = best > 0;
    const bool cut_right = best + window < tokens.size();
    const std::size_t begin = cut_left ? shown.front().begin : 0;
    const std::size_t end = cut_right ? shown.back().end : text.size();
    impl_->describe(shown);
    if (cut_left) impl_->out.value += impl_->ellipsis;
    impl_->write(text, shown, begin, end);
    if (cut_right) impl_->out.value += impl_->ellipsis;
    return impl_->out;
}

} // namespace aisle::search
