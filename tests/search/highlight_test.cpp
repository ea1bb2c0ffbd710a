// Properties of search/highlight.h:
//   1. The matched part of a word is marked, in its original spelling: prefixes, typos, forms,
//      words written apart or together.
//   2. The level and the matched words say how much of the query a text holds; a text is fully
//      highlighted when nothing but separators is left outside of the tags.
//   3. Taking the tags out gives the text back, byte by byte, for any text and query.
//   4. A snippet has as many words as asked for, around the best match, an ellipsis on every
//      side that was cut; without its tags it is a part of the text.
//   5. A word is marked exactly when it is within the edits that a term allows, or begins with
//      something that is, where the term may be a prefix.
//   6. Words that stand for a term when side by side are marked wherever they are, also where such
//      rows overlap; the terms found are those of the matched words.
#include "search/highlight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/text.h"
#include "search/typo_search.h"
#include "tests/support/catalogue.h"
#include "tests/support/random_request.h"
#include "tests/support/rng.h"

namespace aisle::search {
namespace {

using support::Rng;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// `first` and `second` stand for the first term of the query.
Rewrite split(const std::string& first, const std::string& second) {
    return {0, 1, AlternativeKind::kSplit, 1, {first, second}};
}

Highlighter highlighter(const data::SearchParams& params, const std::vector<Rewrite>& splits = {}) {
    return {parse_query(params, data::Settings()), splits, params, ""};
}

HighlightedText highlight(const std::string& query, const std::string& text) {
    data::SearchParams params;
    params.query = query;
    return highlighter(params).highlight(text);
}

std::string marked(const std::string& query, const std::string& text) {
    return highlight(query, text).value;
}

TEST(Highlighter, MarksTheMatchedPartInItsOriginalSpelling) {
    EXPECT_EQ(marked("kett", "A Kettle"), "A <em>Kett</em>le");
    EXPECT_EQ(marked("kettle x", "KETTLE kettles"), "<em>KETTLE</em> <em>kettles</em>") << "a typo";
    EXPECT_EQ(marked("creme", "Crème, brûlée"), "<em>Crème</em>, brûlée");
    EXPECT_EQ(marked("ketle pan", "a kettle"), "a <em>kettle</em>");
    EXPECT_EQ(marked("red", "red-redwood"), "<em>red</em>-<em>red</em>wood");
    EXPECT_EQ(marked("vim", "neovim"), "neovim") << "no infix";
    EXPECT_EQ(marked("", "anything"), "anything");
    EXPECT_EQ(marked("b", "<b>bold</b> & co"), "<<em>b</em>><em>b</em>old</<em>b</em>> & co")
        << "never escaped";
    EXPECT_EQ(marked("größ", "Größe"), "<em>Größ</em>e") << "two letters for one";
    EXPECT_EQ(marked("cre", "Cre\u0300me"), "<em>Cre\u0300</em>me") << "with its mark";
}

TEST(Highlighter, MarksATypoInAPrefix) {
    EXPECT_EQ(marked("headfo", "headphones"), "headphones");
    EXPECT_EQ(marked("hedph", "headphones"), "<em>headph</em>ones");
}

TEST(Highlighter, MarksWordsWrittenApartOrTogether) {
    EXPECT_EQ(marked("smart phone", "My SmartPhone"), "My <em>SmartPhone</em>");
    data::SearchParams params;
    params.query = "smartphone";
    auto both = highlighter(params, {split("smart", "phone")});
    EXPECT_EQ(both.highlight("a smart phone").value, "a <em>smart</em> <em>phone</em>");
    EXPECT_EQ(both.highlight("phone, smart").value, "phone, smart");
    EXPECT_EQ(both.highlight("a smart phone").level, MatchLevel::kFull);
}

TEST(Highlighter, MarksOtherFormsOfAWord) {
    data::SearchParams params;
    params.query = "boxes";
    params.typo_tolerance = data::TypoTolerance::kOff;
    EXPECT_EQ(highlighter(params).highlight("a box").value, "a box");
    params.ignore_plurals = {"en", "xx"};
    EXPECT_EQ(highlighter(params).highlight("a box").value, "a <em>box</em>");
}

TEST(Highlighter, SaysHowMuchOfTheQueryATextHolds) {
    auto text = highlight("Red LAMP", "lamp");
    EXPECT_EQ(text.level, MatchLevel::kPartial);
    EXPECT_THAT(text.matched_words, ElementsAre("lamp"));
    EXPECT_TRUE(text.is_fully_highlighted);
    text = highlight("red lamp", "Lamp, red");
    EXPECT_EQ(text.level, MatchLevel::kFull);
    EXPECT_THAT(text.matched_words, ElementsAre("red", "lamp"));
    EXPECT_TRUE(text.is_fully_highlighted);
    text = highlight("red lam", "red lamp");
    EXPECT_EQ(text.level, MatchLevel::kFull);
    EXPECT_FALSE(text.is_fully_highlighted) << "the p is not";
    text = highlight("red", "blue");
    EXPECT_EQ(text.level, MatchLevel::kNone);
    EXPECT_THAT(text.matched_words, IsEmpty());
    EXPECT_FALSE(text.is_fully_highlighted);
    EXPECT_FALSE(highlight("red", "").is_fully_highlighted);
}

std::string snippet(const std::string& query, const std::string& text, std::uint32_t num_words) {
    data::SearchParams params;
    params.query = query;
    params.snippet_ellipsis_text = "~";
    return highlighter(params).snippet(text, num_words).value;
}

TEST(Highlighter, SnipsAroundTheBestMatch) {
    const std::string text = "One two three four, five six seven eight nine ten.";
    EXPECT_EQ(snippet("", text, 3), "One two three~");
    EXPECT_EQ(snippet("zzz", text, 100), text);
    EXPECT_EQ(snippet("one", text, 3), "<em>One</em> two three~");
    EXPECT_EQ(snippet("ten", text, 3), "~eight nine <em>ten</em>.");
    EXPECT_EQ(snippet("six", text, 3), "~five <em>six</em> seven~");
    EXPECT_EQ(snippet("two six seven", text, 4), "~five <em>six</em> <em>seven</em> eight~");
    EXPECT_EQ(snippet("six", "", 3), "");
    EXPECT_EQ(snippet("six", " . ", 3), " . ");
}

/// Control characters, which no text below has.
constexpr const char* kPre = "\x01";
constexpr const char* kPost = "\x02";
constexpr const char* kCut = "\x03";

std::string without(std::string text, std::string_view removed) {
    std::erase_if(text, [&](char c) { return removed.find(c) != std::string_view::npos; });
    return text;
}

std::string random_text(Rng& rng) {
    static const std::vector<std::string> kBetween = {
        " ", ", ", "-", "<b>", "&", "\xFF", "e\u0301", "茶", "ß", "½", "\n", "İ", ""};
    std::string text;
    for (std::uint32_t i = rng.below(25); i > 0; --i) {
        text += rng.pick(support::vocabulary()) + rng.pick(kBetween);
    }
    return text;
}

TEST(Highlighter, ChangesNothingButTheTags) {
    int num_marked = 0;
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        Rng rng(seed);
        data::SearchParams params = support::random_request(rng);
        params.highlight_pre_tag = kPre;
        params.highlight_post_tag = kPost;
        params.snippet_ellipsis_text = kCut;
        if (rng.chance(0.3)) params.ignore_plurals = {"en"};
        const auto query = parse_query(params, data::Settings());
        std::vector<Rewrite> splits;
        for (std::uint32_t i = 0; i < query.terms.size(); ++i) {
            if (query.terms[i].word != "smartphone") continue;
            splits.push_back(split("smart", "phone"));
            splits.back().first_term = i;
        }
        auto judge = highlighter(params, splits);
        const std::string text = random_text(rng);
        const auto whole = judge.highlight(text);
        ASSERT_EQ(without(whole.value, "\x01\x02"), text) << params.query;
        EXPECT_EQ(whole.level == MatchLevel::kNone, whole.value == text);
        EXPECT_EQ(whole.matched_words.empty(), whole.value == text);
        num_marked += whole.value != text;

        const std::uint32_t num_words = rng.between(1, 12);
        const auto part = judge.snippet(text, num_words);
        const auto plain = without(part.value, "\x01\x02\x03");
        ASSERT_NE(text.find(plain), std::string::npos) << text;
        const std::size_t all_words = data::tokenize(text).size();
        EXPECT_EQ(data::tokenize(plain).size(), std::min<std::size_t>(num_words, all_words));
        EXPECT_EQ(part.level == MatchLevel::kNone, whole.level == MatchLevel::kNone)
            << "a snippet shows a match where there is one";
        EXPECT_EQ(part.value.starts_with(kCut) || part.value.ends_with(kCut), plain != text);
    }
    EXPECT_GT(num_marked, 500);
}

/// A few letters of `word`, changed.
std::string misspelt(std::string word, Rng& rng) {
    for (auto i = rng.below(4); i > 0 && word.size() > 1; --i) {
        const auto at = rng.below(static_cast<std::uint32_t>(word.size()));
        switch (rng.below(3)) {
        case 0:
            word.erase(at, 1);
            break;
        case 1:
            word.insert(at, 1, "aeiost"[rng.below(6)]);
            break;
        default:
            std::swap(word[at], word[at / 2]);
        }
    }
    return word;
}

bool stands_for(const QueryTerm& term, const std::string& word) {
    const auto is_near = [&](std::string_view form) {
        return edit_distance(form, term.word, term.max_typos) <= term.max_typos;
    };
    if (is_near(word)) return true;
    for (std::size_t size = 1; term.is_prefix && size < word.size(); ++size) {
        if (is_near(std::string_view(word).substr(0, size))) return true;
    }
    return false;
}

TEST(Highlighter, MarksWhatIsWithinTheEditsOfATerm) {
    int num_marked = 0;
    int num_rounds = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(seed);
        data::SearchParams params;
        params.query = rng.pick(support::vocabulary()) + " " + rng.pick(support::vocabulary());
        const auto query = parse_query(params, data::Settings());
        auto judge = highlighter(params);
        for (int i = 0; i < 50; ++i) {
            const auto text = misspelt(rng.chance(0.5) ? rng.pick(query.terms).word
                                                       : rng.pick(support::vocabulary()),
                                       rng);
            const auto words = data::tokenize(text);
            if (words.size() != 1 || words.front().word != text) continue;
            const bool is_wanted =
                std::any_of(query.terms.begin(), query.terms.end(),
                            [&](const auto& term) { return stands_for(term, text); });
            ASSERT_EQ(judge.highlight(text).level != MatchLevel::kNone, is_wanted)
                << text << " for " << params.query;
            num_marked += is_wanted;
            ++num_rounds;
        }
    }
    EXPECT_GT(num_marked, 1000);
    EXPECT_GT(num_rounds - num_marked, 1000);
}

TEST(Highlighter, MarksRowsWhereverTheyAre) {
    const std::vector<std::string> letters = {"a", "b", "c"};
    int num_marked = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(seed);
        const auto any_words = [&](std::uint64_t count) {
            std::vector<std::string> words;
            while (words.size() < count) words.push_back(rng.pick(letters));
            return words;
        };
        data::SearchParams params;
        params.query = "kettle";
        params.typo_tolerance = data::TypoTolerance::kOff;
        std::vector<Rewrite> rows;
        for (auto i = rng.between(1, 3); i > 0; --i) {
            rows.push_back({0, 1, AlternativeKind::kSplit, 1, any_words(rng.between(2, 4))});
        }
        auto marking = highlighter(params, rows);
        for (int round = 0; round < 5; ++round) {
            const auto words = any_words(rng.below(12));
            std::vector<bool> is_marked(words.size());
            for (const auto& row : rows) {
                for (std::size_t at = 0; at + row.words.size() <= words.size(); ++at) {
                    const auto begin = words.begin() + static_cast<std::ptrdiff_t>(at);
                    if (!std::equal(row.words.begin(), row.words.end(), begin)) continue;
                    std::fill_n(is_marked.begin() + static_cast<std::ptrdiff_t>(at),
                                row.words.size(), true);
                }
            }
            std::string text;
            std::string expected;
            for (std::size_t i = 0; i < words.size(); ++i) {
                text += words[i] + " ";
                expected += (is_marked[i] ? "<em>" + words[i] + "</em>" : words[i]) + " ";
                num_marked += is_marked[i];
            }
            const auto found = marking.highlight(text);
            ASSERT_EQ(found.value, expected) << seed;
            ASSERT_EQ(marking.find_terms(text), found.matched_words.empty() ? 0U : 1U) << seed;
        }
    }
    EXPECT_GT(num_marked, 1000);
}

} // namespace
} // namespace aisle::search
