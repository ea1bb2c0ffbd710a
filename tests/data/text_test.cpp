// Properties of data/text.h:
//   1. Words are runs of letters and digits, folded and without diacritics; everything else
//      separates, except the separators that are indexed.
//   2. Characters of scripts without spaces are words of their own.
//   3. Tokens stand in order inside of the text and between separators, for any bytes.
//   4. A word tokenised again is itself; a long word is cut between characters.
//   5. Folding keeps separators.
//   6. What is UTF-8 is told wherever it stands between bytes of ASCII.
#include "data/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/rng.h"

namespace aisle::data {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> words(std::string_view text, std::string_view separators = "") {
    std::vector<std::string> found;
    for (const auto& token : tokenize(text, separators)) found.push_back(token.word);
    return found;
}

TEST(Tokenizer, CutsWordsAtWhateverIsNoLetterOrDigit) {
    EXPECT_THAT(words("Red-Lamp, 4K (new!)"), ElementsAre("red", "lamp", "4k", "new"));
    EXPECT_THAT(words("a\u2014b \u00A0c"), ElementsAre("a", "b", "c"));
    EXPECT_THAT(words(""), IsEmpty());
    EXPECT_THAT(words(" \t.,\u2026"), IsEmpty());
    EXPECT_THAT(words("a\xFF"
                      "b"),
                ElementsAre("a", "b"))
        << "no UTF-8 separates";
}

TEST(Tokenizer, FoldsCaseAndStripsDiacritics) {
    EXPECT_THAT(words("Crème BRÛLÉE Straße"), ElementsAre("creme", "brulee", "strasse"));
    EXPECT_THAT(words("Cre\u0300me"), ElementsAre("creme")) << "decomposed";
    EXPECT_THAT(words("Ærø Łódź Đà ﬁn"), ElementsAre("aero", "lodz", "da", "fin"));
    EXPECT_THAT(words("ΛΟΓΟΣ Жёлтый"), ElementsAre("λογοσ", "желтыи"));
}

TEST(Tokenizer, KeepsTheSeparatorsThatAreIndexed) {
    EXPECT_THAT(words("c++ c# a-b"), ElementsAre("c", "c", "a", "b"));
    EXPECT_THAT(words("c++ c# a-b", "+#"), ElementsAre("c++", "c#", "a", "b"));
    EXPECT_THAT(words("a·b c", "·"), ElementsAre("a·b", "c"));
}

TEST(Tokenizer, TakesIdeographsForWords) {
    EXPECT_THAT(words("緑茶pot ひ"), ElementsAre("緑", "茶", "pot", "ひ"));
    EXPECT_THAT(words("한국어 차"), ElementsAre("한국어", "차"));
}

TEST(Tokenizer, StaysInsideOfTheTextWhateverItsBytes) {
    static const std::vector<std::string> kPieces = {
        "a",        "Z", "9", " ",    "-", "é",      "e\u0301", "ß",    "茶", "\xC3",
        "\xE8\x8C", "½", "İ", "\xF0", "😀", "\u0301", "한",      "\x80", "+"};
    for (std::uint64_t seed = 0; seed < 5000; ++seed) {
        support::Rng rng(seed);
        std::string text;
        for (std::uint32_t i = rng.below(40); i > 0; --i) text += rng.pick(kPieces);
        const std::string separators = rng.chance(0.3) ? "+" : "";
        std::uint32_t at = 0;
        for (const auto& [word, begin, end] : tokenize(text, separators)) {
            ASSERT_FALSE(word.empty());
            ASSERT_LE(at, begin);
            ASSERT_LT(begin, end);
            ASSERT_LE(end, text.size());
            at = end;
            // The bytes of a word, on their own, are that word.
            const auto again =
                tokenize(std::string_view(text).substr(begin, end - begin), separators);
            ASSERT_EQ(again.size(), 1U) << text;
            EXPECT_EQ(again[0].word, word);
        }
    }
}

TEST(Tokenizer, GivesAWordAgainForItself) {
    for (const auto& word : words("Crème Straße Ærø ЖЁЛТЫЙ 茶 한국 2000 ΛΟΓΟΣ")) {
        EXPECT_THAT(words(word), ElementsAre(word));
        EXPECT_EQ(fold(word), word);
    }
}

TEST(Tokenizer, CutsLongWordsBetweenCharacters) {
    for (const std::string letter : {"x", "ж", "한"}) {
        for (const std::string before : {"", "a", "ab"}) {
            std::string text = before;
            while (text.size() < 3 * kMaxWordBytes) text += letter;
            const auto found = words(text + " end");
            ASSERT_EQ(found.size(), 2U);
            EXPECT_LE(found[0].size(), kMaxWordBytes);
            EXPECT_GT(found[0].size(), kMaxWordBytes - letter.size());
            EXPECT_EQ((found[0].size() - before.size()) % letter.size(), 0U);
        }
    }
}

TEST(Fold, KeepsSeparators) {
    EXPECT_EQ(fold("Sol & Crème, 10\""), "sol & creme, 10\"");
    EXPECT_EQ(fold("a\xFF"
                   "B"),
              "a\xFF"
              "b");
    EXPECT_EQ(fold(""), "");
}

TEST(IsUtf8, TellsWhateverStandsBefore) {
    const std::vector<std::string> right = {"",
                                            "a",
                                            "\xC3\xA9",
                                            "\xE2\x82\xAC",
                                            "\xED\x9F\xBF",
                                            "\xEE\x80\x80",
                                            "\xF0\x9F\x98\x80",
                                            "\xF4\x8F\xBF\xBF"};
    const std::vector<std::string> wrong = {"\xFF",
                                            "\x80",
                                            "\xC3",
                                            "\xE2\x82",
                                            "\xF0\x9F\x98",
                                            "\xC0\xAF",
                                            "\xC1\xBF",
                                            "\xE0\x80\xAF",
                                            "\xED\xA0\x80",
                                            "\xF0\x80\x80\xAF",
                                            "\xF4\x90\x80\x80",
                                            "\xF8\x88\x80\x80\x80",
                                            "\xE2\x28\xA1"};
    for (std::size_t before = 0; before <= 17; ++before) {
        for (std::size_t after = 0; after <= 17; ++after) {
            const auto between = [&](const std::string& text) {
                return std::string(before, 'x') + text + std::string(after, '"');
            };
            for (const auto& text : right) EXPECT_TRUE(is_utf8(between(text))) << between(text);
            for (const auto& text : wrong) EXPECT_FALSE(is_utf8(between(text))) << between(text);
        }
    }
}

TEST(CountCodepoints, CountsLetters) {
    EXPECT_EQ(count_codepoints(""), 0U);
    EXPECT_EQ(count_codepoints("aé茶😀"), 4U);
}

} // namespace
} // namespace aisle::data
