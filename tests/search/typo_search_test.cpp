// Properties of search/typo_search.h:
//   1. The walk through the dictionary finds exactly the words that comparing with every word
//      finds, with the same number of typos; for prefixes as well, and for words of any script.
//   2. An edit distance is that of the plain matrix, up to the limit.
//   3. A word that lacks letters is as far away as that says, and so are its prefixes.
//   4. Words longer than anyone types are no crash.
#include "search/typo_search.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "data/text.h"
#include "tests/support/built_index.h"
#include "tests/support/reference_text.h"
#include "tests/support/rng.h"

namespace aisle::search {
namespace {

using support::Rng;

/// Words of few letters, so that many are near each other.
std::string random_word(Rng& rng) {
    static const std::vector<std::string> kLetters = {"a", "b", "c", "ab", "ж", "茶", "1"};
    std::string word;
    for (std::uint32_t i = rng.between(1, 9); i > 0; --i) word += rng.pick(kLetters);
    return data::tokenize(word).front().word; // ideographs are words of their own
}

std::map<std::string, std::uint32_t> found_words(const data::TextIndex& index,
                                                 const std::string& typed, std::uint32_t max_edits,
                                                 bool is_prefix) {
    std::map<std::string, std::uint32_t> found;
    for (const auto& [words, typos] : find_typos(index, typed, max_edits, is_prefix)) {
        for (auto id = words.begin; id < words.end; ++id) {
            const auto [entry, is_new] = found.emplace(index.word(id), typos);
            entry->second = std::min(entry->second, typos);
        }
    }
    return found;
}

TEST(TypoSearch, FindsWhatComparingWithEveryWordFinds) {
    Rng rng(1);
    std::set<std::string> words;
    while (words.size() < 400) words.insert(random_word(rng));
    std::string text;
    for (const auto& word : words) text += word + " ";
    const auto built = support::build({{R"({"objectID":"1","name":")" + text + "\"}"}}, {});
    const auto& index = built.snapshot->segments[0].text();
    for (int i = 0; i < 250; ++i) {
        const std::string typed = random_word(rng);
        const std::uint32_t max_edits = rng.below(3);
        const bool is_prefix = rng.chance(0.5);
        std::map<std::string, std::uint32_t> expected;
        for (const auto& word : words) {
            const auto typos = support::typos_between(typed, word, is_prefix, max_edits);
            if (typos) expected.emplace(word, *typos);
        }
        EXPECT_EQ(found_words(index, typed, max_edits, is_prefix), expected)
            << typed << ", " << max_edits << " edits" << (is_prefix ? ", prefix" : "");
    }
}

TEST(TypoSearch, MeasuresTheEditDistanceOfThePlainMatrix) {
    Rng rng(2);
    for (int i = 0; i < 4000; ++i) {
        const std::string a = random_word(rng);
        const std::string b = random_word(rng);
        const std::uint32_t limit = rng.below(5);
        EXPECT_EQ(edit_distance(a, b, limit),
                  std::min(support::plain_edit_distance(a, b), limit + 1))
            << a << " " << b;
    }
}

TEST(LacksLetters, NeverSaysSoOfAWordThatIsNear) {
    Rng rng(7);
    int num_lacking = 0;
    for (int i = 0; i < 5'000; ++i) {
        const auto word = random_word(rng);
        const auto typed = random_word(rng);
        const std::uint32_t limit = rng.below(3);
        if (!lacks_letters(word, typed, limit)) continue;
        ++num_lacking;
        for (std::size_t end = 0; end <= word.size(); ++end) {
            const auto prefix = word.substr(0, end);
            ASSERT_GT(support::plain_edit_distance(prefix, typed), limit) << typed << " " << prefix;
        }
    }
    EXPECT_GT(num_lacking, 100);
    EXPECT_TRUE(lacks_letters("headphones", "table", 2));
    EXPECT_FALSE(lacks_letters("headphones", "heat", 1));
}

TEST(TypoSearch, CountsOneTypoForEachKindOfEdit) {
    EXPECT_EQ(edit_distance("kettle", "ketle", 2), 1U);
    EXPECT_EQ(edit_distance("kettle", "kettlle", 2), 1U);
    EXPECT_EQ(edit_distance("kettle", "keztle", 2), 1U);
    EXPECT_EQ(edit_distance("kettle", "ketlte", 2), 1U);
    EXPECT_EQ(edit_distance("größe", "grösse", 2), 2U) << "letters, not bytes";
}

TEST(TypoSearch, SurvivesWordsThatNobodyTypes) {
    const std::string longest(data::kMaxWordBytes, 'x');
    const auto built = support::build({{R"({"objectID":"1","name":")" + longest + " xyz\"}"}}, {});
    const auto& index = built.snapshot->segments[0].text();
    for (const bool is_prefix : {false, true}) {
        (void)find_typos(index, longest, 2, is_prefix);
        (void)find_typos(index, std::string(500, 'y'), 2, is_prefix);
        EXPECT_TRUE(found_words(index, "xyy", 1, is_prefix).contains("xyz"));
    }
    EXPECT_EQ(edit_distance(longest, std::string(500, 'y'), 2), 3U);
}

} // namespace
} // namespace aisle::search
