// Properties of search/near_words.h, search/near_bounds.h, search/term_words.h and
// search/word_sets.h:
//   1. Where NearWords tells a proximity, it is that of the scan of the text; it tells most.
//   2. Words stand side by side when the scan finds the least proximity there is.
//   3. No product has its words nearer than their bound says, also with typos, synonyms and words
//      side by side; mostly the bound is what the scan finds.
//   4. The ranges of a term share no word, and each word is in the first alternative that has it.
//   5. A kept set holds the products of its words, cut by their best place, and those of which
//      one is a whole value.
//   6. Products cut by kept distances have the proximity that the scan finds; so have those with
//      all words side by side.
#include "search/near_words.h"

#include <gtest/gtest.h>

#include <map>

#include "search/near_bounds.h"
#include "search/pair_distances.h"
#include "search/text_search.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"

namespace aisle::search {
namespace {

using support::Rng;

data::SearchParams random_words(Rng& rng) {
    data::SearchParams params;
    for (std::uint32_t i = rng.between(2, 4); i > 0; --i) {
        std::string word = rng.pick(support::vocabulary());
        if (word.size() >= 4 && rng.chance(0.2)) std::swap(word[1], word[2]);
        params.query += word + " ";
    }
    if (rng.chance(0.3)) params.query_type = data::QueryType::kPrefixNone;
    params.min_proximity = rng.chance(0.8) ? 1 : rng.between(2, 7);
    return params;
}

TEST(NearWords, TellsTheProximityThatTheScanFinds) {
    const auto built = support::build({support::random_catalogue(3, {.num_products = 400})},
                                      support::catalogue_settings());
    const data::Deadline never;
    int num_told = 0;
    int num_told_with_typos = 0;
    int num_near = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed);
        const auto params = random_words(rng);
        TextSearch text(*built.snapshot, params, never);
        const auto& matches = text.matches().front();
        const NearWords near(matches.text, matches.view->text(), params.min_proximity);
        matches.matching.products.for_each([&](data::Ordinal product) {
            const auto expected = matches.scanner->scan(product).proximity;
            const auto levels = matches.text.typo_levels(product);
            if (const auto proximity = near.proximity(product)) {
                EXPECT_EQ(*proximity, expected) << params.query;
                ++num_told;
                num_told_with_typos += *levels != 0;
            }
            if (levels && near.can_tell(*levels) && params.min_proximity == 1) {
                const bool is_least = expected == text.query().terms.size() - 1;
                EXPECT_EQ(near.are_side_by_side(product), is_least) << params.query;
                num_near += is_least;
            }
        });
    }
    EXPECT_GT(num_told, 100);
    EXPECT_GT(num_told_with_typos, 20);
    EXPECT_GT(num_near, 5);
}

/// Texts that reading a pair is always worth.
constexpr std::size_t kAnyCost = std::size_t{1} << 32U;

TEST(PairDistances, CutProductsByTheProximityThatTheScanFinds) {
    const auto built = support::build({support::random_catalogue(7, {.num_products = 400})},
                                      support::catalogue_settings());
    const data::Deadline never;
    int num_cut = 0;
    int num_cut_with_typos = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed);
        const auto params = random_words(rng);
        TextSearch text(*built.snapshot, params, never);
        const auto& matches = text.matches().front();
        const auto& index = matches.view->text();
        if (text.query().terms.size() < 2) continue;
        const NearWords near(matches.text, index, params.min_proximity);
        std::map<TypoLevels, std::vector<data::Ordinal>> by_levels;
        matches.matching.products.for_each([&](data::Ordinal product) {
            const auto levels = matches.text.typo_levels(product);
            if (levels && near.can_tell(*levels)) by_levels[*levels].push_back(product);
        });
        for (const auto& entry : by_levels) {
            const TypoLevels levels = entry.first;
            const auto ties = OrdinalSet::from_sorted(entry.second, index.num_products());
            EXPECT_EQ(matches.text.typo_levels(ties), levels);
            const auto pairs =
                find_pairs(levels, matches.text, {index, *matches.view->pair_distances}, kAnyCost);
            if (!pairs) continue;
            const auto cut = cut_by_distances(ties, *pairs, params.min_proximity);
            std::size_t num_products = 0;
            for (std::uint32_t sum = 0; sum < cut.size(); ++sum) {
                num_products += cut[sum].size();
                cut[sum].for_each([&](data::Ordinal product) {
                    EXPECT_EQ(matches.scanner->scan(product).proximity, sum) << params.query;
                    ++num_cut;
                    num_cut_with_typos += levels != 0;
                });
            }
            EXPECT_EQ(num_products, ties.size());
            if (params.min_proximity > 1) continue;
            const auto least = text.query().terms.size() - 1;
            EXPECT_EQ(side_by_side_among(ties, *pairs),
                      cut.size() > least ? cut[least] : OrdinalSet(index.num_products()));
        }
    }
    EXPECT_GT(num_cut, 100);
    EXPECT_GT(num_cut_with_typos, 20);
}

TEST(NearBounds, AreNotMoreThanTheProximityThatTheScanFinds) {
    const auto small = support::build({support::random_catalogue(5, {.num_products = 400})},
                                      support::catalogue_settings());
    const auto large = support::build({support::random_catalogue(6, {.num_products = 3000})},
                                      support::catalogue_settings()); // bits find its postings
    const data::Deadline never;
    std::size_t num_products = 0;
    std::size_t num_exact = 0;
    for (std::uint64_t seed = 0; seed < 360; ++seed) {
        Rng rng(seed);
        const auto params = random_words(rng);
        const auto& built = seed % 6 == 0 ? large : small;
        TextSearch text(*built.snapshot, params, never);
        const auto& matches = text.matches().front();
        if (text.query().terms.empty()) continue;
        const NearBounds bounds(matches.text, matches.view->text(), params.min_proximity);
        const auto products = matches.matching.products.to_vector();
        const auto found = bounds.find(products);
        ASSERT_EQ(found.size(), products.size());
        for (std::size_t i = 0; i < products.size(); ++i) {
            const auto expected = matches.scanner->scan(products[i]).proximity;
            EXPECT_LE(bounds.least(), found[i]);
            EXPECT_LE(found[i], expected) << params.query;
            EXPECT_LE(expected, bounds.most());
            num_exact += found[i] == expected;
        }
        num_products += products.size();
    }
    EXPECT_GT(num_products, 100U);
    EXPECT_GT(num_exact * 2, num_products);
}

TEST(TermWords, PutsEachWordIntoTheFirstAlternativeThatHasIt) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Rng rng(seed);
        Alternatives alternatives;
        for (std::uint32_t i = rng.below(12); i > 0; --i) {
            Alternative alternative;
            alternative.words.begin = rng.below(30);
            alternative.words.end = alternative.words.begin + 1 + rng.below(10);
            if (rng.chance(0.1)) alternative.rest = {1};
            alternatives.push_back(alternative);
        }
        for (std::size_t i = 0; i < alternatives.size(); ++i) {
            alternatives[i].typos = static_cast<std::uint8_t>(i); // tells it apart
        }
        std::vector<int> owner(50, -1);
        for (std::size_t i = alternatives.size(); i-- > 0;) {
            if (!alternatives[i].rest.empty()) continue;
            for (auto w = alternatives[i].words.begin; w < alternatives[i].words.end; ++w) {
                owner[w] = static_cast<int>(i);
            }
        }
        std::vector<int> found(50, -1);
        for (const auto& [words, typos, kind] : term_words(alternatives)) {
            for (auto w = words.begin; w < words.end; ++w) {
                EXPECT_EQ(found[w], -1) << "in two ranges";
                found[w] = typos;
            }
        }
        EXPECT_EQ(found, owner);
    }
}

TEST(WordSets, HoldTheProductsOfTheirWordsByTheirBestPlace) {
    const auto built = support::build({support::random_catalogue(4, {.num_products = 3000})},
                                      support::catalogue_settings());
    const auto& index = built.snapshot->segments[0].text();
    WordSets sets;
    Rng rng(1);
    int num_kept = 0;
    for (int i = 0; i < 200; ++i) {
        data::WordRange words;
        words.begin = rng.below(index.num_words());
        words.end = std::min(index.num_words(), words.begin + 1 + rng.below(20));
        const auto set = sets.find(index, words);
        EXPECT_EQ(set != nullptr, index.postings(words).size() >= WordSets::kFewestPostings);
        if (set == nullptr) continue;
        EXPECT_EQ(sets.find(index, words), set);
        std::vector<std::uint32_t> best(index.num_products(), data::kNoId);
        std::vector<bool> is_whole(index.num_products());
        const auto postings = index.postings(words);
        index.products().for_each(words, [&](std::size_t p, data::Ordinal product) {
            best[product] = std::min(best[product], postings.places[p].order());
            if (postings.places[p].is_whole_value()) is_whole[product] = true;
        });
        const auto whole_values = set->whole_values.to_set();
        std::vector<OrdinalSet> by_place;
        for (const auto& products : set->by_place) by_place.push_back(products.to_set());
        ASSERT_EQ(by_place.size(), WordSet::kNumPlaces);
        for (data::Ordinal product = 0; product < best.size(); ++product) {
            EXPECT_EQ(set->products.contains(product), best[product] != data::kNoId);
            EXPECT_EQ(whole_values.contains(product), is_whole[product]);
            for (std::uint32_t place = 0; place < WordSet::kNumPlaces; ++place) {
                EXPECT_EQ(by_place[place].contains(product), best[product] == place);
            }
        }
        ++num_kept;
    }
    EXPECT_GT(num_kept, 10);
}

} // namespace
} // namespace aisle::search
