// Properties of numbered_texts.h, sorted_texts.h and merged_texts.h, over many seeds:
//   1. Texts have the numbers of their first appearance, whatever their lengths, and come back by
//      them. What was never added is not found.
//   2. Sorting is that of the standard library, the last of equal ones first.
//   3. Merged lists say the same as a set of all texts.
#include "indexer/numbered_texts.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "indexer/merged_texts.h"
#include "indexer/sorted_texts.h"
#include "tests/support/rng.h"

namespace aisle::indexer {
namespace {

using support::Rng;

constexpr std::uint64_t kSeeds = 50;

/// Texts that often begin alike, also with zeros, and repeat.
std::vector<std::string> random_texts(std::uint64_t seed) {
    Rng rng(seed);
    static const std::string kStart = "a common beginning of many texts that differ later";
    std::vector<std::string> texts;
    for (std::uint32_t i = rng.below(3000); i > 0; --i) {
        std::string text = kStart.substr(0, rng.below(static_cast<std::uint32_t>(kStart.size())));
        if (rng.chance(0.5)) text.clear();
        for (std::uint32_t j = rng.below(12); j > 0; --j) {
            text += rng.chance(0.1) ? static_cast<char>(rng.below(256))
                                    : static_cast<char>(rng.below(2) * 'a');
        }
        texts.push_back(text);
    }
    return texts;
}

TEST(NumberedTexts, NumbersTextsAsTheyCome) {
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const auto texts = random_texts(seed);
        NumberedTexts numbered;
        std::map<std::string, std::uint32_t> expected;
        for (const auto& text : texts) {
            const auto next = static_cast<std::uint32_t>(expected.size());
            ASSERT_EQ(numbered.number_of(text), expected.try_emplace(text, next).first->second);
        }
        const auto list = numbered.take();
        ASSERT_EQ(list.size(), expected.size());
        for (const auto& [text, number] : expected) ASSERT_EQ(list[number], text);
        EXPECT_EQ(numbered.number_of("new"), 0U) << "there are none afterwards";
    }
}

TEST(TextNumbers, FindsWhatWasAdded) {
    const auto texts = random_texts(7);
    const std::set<std::string> added(
        texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(texts.size() / 2));
    const std::vector<std::string> by_number(added.begin(), added.end());
    const auto text_at = [&](std::uint32_t number) { return std::string_view(by_number[number]); };
    TextNumbers numbers;
    EXPECT_EQ(numbers.find("", hash_text(""), text_at), TextNumbers::kNoNumber);
    for (const auto& text : by_number) EXPECT_TRUE(numbers.find_or_add(text, text_at).second);
    for (const auto& text : texts) {
        const auto number = numbers.find(text, hash_text(text), text_at);
        ASSERT_EQ(number != TextNumbers::kNoNumber, added.contains(text));
        ASSERT_TRUE(!added.contains(text) || by_number[number] == text);
    }
}

TEST(SortTexts, SortsAsTheStandardLibraryDoes) {
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const auto texts = random_texts(seed);
        std::vector<std::uint32_t> expected(texts.size());
        std::iota(expected.begin(), expected.end(), 0U);
        std::sort(expected.begin(), expected.end(), [&](auto a, auto b) {
            return texts[a] != texts[b] ? texts[a] < texts[b] : a > b;
        });
        EXPECT_EQ(sort_texts({texts.begin(), texts.end()}), expected);
    }
}

TEST(MergeTexts, MergesAsASetDoes) {
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        std::vector<std::vector<std::string>> lists;
        std::vector<TextList> sealed;
        std::set<std::string_view> all;
        for (std::uint64_t i = 0; i < 4; ++i) {
            lists.push_back(random_texts(4 * seed + i));
            auto& list = sealed.emplace_back();
            for (const auto& text : lists.back()) list.add(text);
        }
        for (const auto& list : lists) all.insert(list.begin(), list.end());
        const auto merged = merge_texts({&sealed[0], &sealed[1], nullptr, &sealed[2], &sealed[3]});
        ASSERT_EQ(merged.sorted, std::vector<std::string_view>(all.begin(), all.end()));
        ASSERT_EQ(merged.ids_of_list.size(), 5U);
        EXPECT_TRUE(merged.ids_of_list[2].empty());
        for (std::size_t i = 0; i < lists.size(); ++i) {
            const auto& ids = merged.ids_of_list[i < 2 ? i : i + 1];
            ASSERT_EQ(ids.size(), lists[i].size());
            for (std::size_t j = 0; j < ids.size(); ++j) {
                ASSERT_EQ(merged.sorted[ids[j]], lists[i][j]);
            }
        }
    }
}

} // namespace
} // namespace aisle::indexer
