// Properties of search/query_terms.h:
//   1. A query is cut into normalised words with their places in the text; only the last one is
//      a prefix, or all, or none, as asked for.
//   2. A word may have one typo from four letters and two from eight, and none where switched
//      off: for the query, for words with digits, for listed words.
//   3. Quotes make phrases: words without typos or prefixes. An open quote makes none.
//   4. A dash before a word excludes it, where the syntax is switched on.
//   5. Stop words are dropped, but never all words, and never one that is still being typed.
//   6. Words are optional where listed; all words of a similar query are.
//   7. A query of any length and any bytes has at most kMaxQueryTerms words.
#include "search/query_terms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/rng.h"

namespace aisle::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

ParsedQuery parse(const data::SearchParams& params) {
    return parse_query(params, data::Settings());
}

data::SearchParams query(const std::string& text) {
    data::SearchParams params;
    params.query = text;
    return params;
}

data::SearchParams advanced(const std::string& text) {
    auto params = query(text);
    params.advanced_syntax = true;
    return params;
}

std::vector<std::string> words_of(const ParsedQuery& parsed) {
    std::vector<std::string> words;
    for (const auto& term : parsed.terms) words.push_back(term.word);
    return words;
}

/// The words that are prefixes.
std::vector<std::string> prefixes_of(const ParsedQuery& parsed) {
    std::vector<std::string> words;
    for (const auto& term : parsed.terms) {
        if (term.is_prefix) words.push_back(term.word);
    }
    return words;
}

std::vector<std::uint32_t> typos_of(const ParsedQuery& parsed) {
    std::vector<std::uint32_t> typos;
    for (const auto& term : parsed.terms) typos.push_back(term.max_typos);
    return typos;
}

TEST(QueryTerms, AreNormalisedWordsWithTheirPlaces) {
    const auto parsed = parse(query("  Crème-brûlée, Pan"));
    EXPECT_THAT(words_of(parsed), ElementsAre("creme", "brulee", "pan"));
    EXPECT_EQ(parsed.terms[2].begin, 19U);
    EXPECT_EQ(parsed.terms[2].end, 22U);
    EXPECT_TRUE(parse(query(" ,;- ")).is_empty());
}

TEST(QueryTerms, ArePrefixesAsTheQueryTypeSays) {
    auto params = query("red lamp");
    EXPECT_THAT(prefixes_of(parse(params)), ElementsAre("lamp"));
    params.query_type = data::QueryType::kPrefixAll;
    EXPECT_THAT(prefixes_of(parse(params)), ElementsAre("red", "lamp"));
    params.query_type = data::QueryType::kPrefixNone;
    EXPECT_THAT(prefixes_of(parse(params)), IsEmpty());
}

TEST(QueryTerms, AllowTyposByTheirLength) {
    auto params = query("abc abcd abcdefg abcdefgh größen");
    EXPECT_THAT(typos_of(parse(params)), ElementsAre(0, 1, 1, 2, 1));
    params.min_word_size_1_typo = 3;
    params.min_word_size_2_typos = 4;
    EXPECT_THAT(typos_of(parse(params)), ElementsAre(1, 2, 2, 2, 2));
    params.typo_tolerance = data::TypoTolerance::kOff;
    EXPECT_THAT(typos_of(parse(params)), ElementsAre(0, 0, 0, 0, 0));
}

TEST(QueryTerms, AllowNoTyposInListedWordsOrNumbersWhereSwitchedOff) {
    auto params = query("Crème 12345 h264x lamp");
    params.disable_typo_on_words = {"CRÈME"};
    params.allow_typos_on_numeric_tokens = false;
    EXPECT_THAT(typos_of(parse(params)), ElementsAre(0, 0, 0, 1));
}

TEST(QueryTerms, BetweenQuotesAreAPhraseWithoutTyposOrPrefixes) {
    auto parsed = parse(advanced(R"(kettle "smart phone" lamps)"));
    EXPECT_THAT(words_of(parsed), ElementsAre("kettle", "smart", "phone", "lamps"));
    EXPECT_THAT(parsed.phrases, ElementsAre(Pair(1, 3)));
    EXPECT_THAT(typos_of(parsed), ElementsAre(1, 0, 0, 1));
    EXPECT_THAT(prefixes_of(parsed), ElementsAre("lamps"));

    // Nothing is still being typed once the quote is closed, spaces inside or not.
    for (const auto* text : {R"(red "smart phone")", R"(red "smart phone " )", R"("lamp")"}) {
        EXPECT_THAT(prefixes_of(parse(advanced(text))), IsEmpty()) << text;
    }
    auto all = advanced(R"(kettle"smart phone " "lamp ")");
    all.query_type = data::QueryType::kPrefixAll;
    EXPECT_THAT(prefixes_of(parse(all)), ElementsAre("kettle"));
}

TEST(QueryTerms, AreNoPhraseWhereTheQuoteIsOpenOrTheSyntaxOff) {
    auto parsed = parse(advanced(R"("smart phone)"));
    EXPECT_THAT(parsed.phrases, IsEmpty());
    EXPECT_THAT(typos_of(parsed), ElementsAre(1, 1));
    EXPECT_THAT(prefixes_of(parsed), ElementsAre("phone"));
    EXPECT_THAT(parse(query(R"("smart phone")")).phrases, IsEmpty());
    auto params = advanced(R"("smart phone" -lamp)");
    params.advanced_exact_phrase = false;
    parsed = parse(params);
    EXPECT_THAT(parsed.phrases, IsEmpty());
    EXPECT_THAT(parsed.excluded, ElementsAre("lamp"));
}

TEST(QueryTerms, AreExcludedByADashBeforeThem) {
    auto parsed = parse(advanced("smart-phone -lamp - red"));
    EXPECT_THAT(words_of(parsed), ElementsAre("smart", "phone", "red"));
    EXPECT_THAT(parsed.excluded, ElementsAre("lamp"));
    parsed = parse(advanced("-lamp"));
    EXPECT_THAT(words_of(parsed), IsEmpty());
    EXPECT_FALSE(parsed.is_empty());
    EXPECT_THAT(words_of(parse(query("-lamp"))), ElementsAre("lamp"));
    auto params = advanced("red -lamp");
    params.advanced_exclude_words = false;
    EXPECT_THAT(words_of(parse(params)), ElementsAre("red", "lamp"));
}

TEST(QueryTerms, LeaveOutStopWordsButNeverAll) {
    auto params = query("The lamp of the");
    params.remove_stop_words = {"en"};
    EXPECT_THAT(words_of(parse(params)), ElementsAre("lamp", "the"));
    EXPECT_THAT(prefixes_of(parse(params)), ElementsAre("the"));
    params.query_type = data::QueryType::kPrefixNone;
    EXPECT_THAT(words_of(parse(params)), ElementsAre("lamp"));
    params.query = "to be or";
    EXPECT_THAT(words_of(parse(params)), ElementsAre("to", "be", "or"));
    params.query = "für the Küche";
    params.remove_stop_words = {"de", "xx"};
    EXPECT_THAT(words_of(parse(params)), ElementsAre("the", "kuche"));
}

TEST(QueryTerms, AreOptionalWhereListedAndInSimilarQueries) {
    auto params = query("red Lamp table");
    params.optional_words = {"lamp Crème", "TABLE"};
    auto parsed = parse(params);
    EXPECT_FALSE(parsed.terms[0].is_optional);
    EXPECT_TRUE(parsed.terms[1].is_optional);
    EXPECT_TRUE(parsed.terms[2].is_optional);

    data::SearchParams similar;
    similar.similar_query = "red lamp";
    parsed = parse(similar);
    EXPECT_THAT(prefixes_of(parsed), IsEmpty());
    for (const auto& term : parsed.terms) EXPECT_TRUE(term.is_optional);
    similar.query = "table";
    EXPECT_THAT(words_of(parse(similar)), ElementsAre("table"));
}

TEST(QueryTerms, AreFewAndInsideTheTextWhateverIsTyped) {
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        support::Rng rng(seed);
        auto params = advanced("");
        static const std::vector<std::string> kPieces = {"\"", "-",  " ",    "a",    "the", "lamp",
                                                         "é",  "茶", "\xC3", "\xFF", "ß",   "\n"};
        for (std::uint32_t i = rng.below(150); i > 0; --i) params.query += rng.pick(kPieces);
        params.remove_stop_words = {"en"};
        const auto parsed = parse(params);
        EXPECT_LE(parsed.terms.size(), kMaxQueryTerms);
        std::uint32_t at = 0;
        for (const auto& term : parsed.terms) {
            EXPECT_FALSE(term.word.empty());
            EXPECT_LE(at, term.begin);
            EXPECT_LT(term.begin, term.end);
            at = term.end;
        }
        EXPECT_LE(at, params.query.size());
        for (const auto& [begin, end] : parsed.phrases) {
            EXPECT_LT(begin + 1, end);
            EXPECT_LE(end, parsed.terms.size());
        }
    }
}

} // namespace
} // namespace aisle::search
