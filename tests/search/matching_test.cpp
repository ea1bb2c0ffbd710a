// Properties of search/matching.h and search/expansion.h:
//   1. The products of a query are those that comparing every word of every record finds: for
//      words, prefixes, typos, words written apart or together, phrases and excluded words.
//   2. For whole words they are those that Xapian's own matcher finds in the same words, for AND
//      and for OR.
//   3. Where all text is one field, relevance weighs the products of a word as Xapian's BM25 does
//      with the same parameters.
//   4. The typos and words a product has by its sets are those the scan of its text counts.
//   5. Other forms of a word match in the languages asked for, and in no others.
//   6. What terms stand for is the same whether it is kept or found anew, whatever was asked
//      before, and when more was asked than is kept.
//   7. The products with several whole words are those in all their postings, however many.
//   8. Typos are those that the scan of texts counts, too, where the sets of a term are kept.
#include "search/matching.h"

#include <xapian.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "data/text.h"
#include "indexer/xapian_export.h"
#include "search/term_alternatives.h"
#include "search/text_search.h"
#include "search/word_products.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/random_request.h"
#include "tests/support/reference_text.h"

namespace aisle::search {
namespace {

using support::BuiltIndex;
using support::Rng;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// An index of random products, and the same products as JSON.
struct Fixture {
    explicit Fixture(std::uint64_t seed, std::uint32_t num_products = 150,
                     data::Settings of_index = support::catalogue_settings())
        : settings(std::move(of_index)),
          texts(support::random_catalogue(seed, {.num_products = num_products})),
          built(support::build({texts}, settings)) {
        for (const auto& text : texts) records.emplace_back(text);
        attributes = support::text_attributes(records, settings);
    }

    [[nodiscard]] const Snapshot& snapshot() const { return *built.snapshot; }

    data::Settings settings;
    std::vector<std::string> texts;
    BuiltIndex built;
    std::vector<support::JsonRecord> records;
    std::vector<support::TextAttribute> attributes;
};

/// The query of `params` in the only segment.
struct Matched {
    Matched(const Snapshot& snapshot, const data::SearchParams& params)
        : query(parse_query(params, snapshot.settings)),
          index(snapshot.segments[0].text()),
          alternatives(expand(query, index, params, *snapshot.segments[0].term_alternatives)),
          idf(query.terms.size(), 1.0),
          scanner({index, query, alternatives, idf, params}),
          matches(match_text(query, alternatives, snapshot.segments[0], scanner)) {}

    ParsedQuery query;
    const data::TextIndex& index;
    std::vector<Alternatives> alternatives;
    std::vector<double> idf;
    TokenScanner scanner;
    TextMatches matches;
};

data::SearchParams whole_words(const std::string& query) {
    data::SearchParams params;
    params.query = query;
    params.query_type = data::QueryType::kPrefixNone;
    params.typo_tolerance = data::TypoTolerance::kOff;
    return params;
}

TEST(Matching, FindsWhatComparingEveryWordFinds) {
    int num_found = 0;
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        const Fixture fixture(seed);
        for (int i = 0; i < 60; ++i) {
            Rng rng(seed * 100 + static_cast<std::uint64_t>(i));
            const auto params = support::random_request(rng);
            const auto query = support::read_query(params);
            std::vector<data::Ordinal> expected;
            for (data::Ordinal product = 0; product < fixture.records.size(); ++product) {
                const auto words =
                    support::words_of(fixture.records[product], fixture.attributes, false);
                if (support::match_words(query, words, fixture.attributes, params)) {
                    expected.push_back(product);
                }
            }
            Matched matched(fixture.snapshot(), params);
            ASSERT_EQ(matched.matches.products.to_vector(), expected) << params.query;
            num_found += !expected.empty();
            if (matched.scanner.decides_matches() || query.words.empty()) continue;
            for (const auto product : expected) {
                const auto details = matched.scanner.scan(product);
                EXPECT_TRUE(details.is_match);
                EXPECT_EQ(matched.matches.num_typos(product), details.typos) << params.query;
                EXPECT_EQ(matched.matches.num_words(product), details.num_words) << params.query;
            }
        }
    }
    EXPECT_GT(num_found, 100);
}

TEST(Matching, FindsTheProductsThatAllPostingsHave) {
    const auto built = support::build({support::random_catalogue(9, {.num_products = 3000})},
                                      support::catalogue_settings());
    const auto& index = built.snapshot->segments[0].text();
    int num_long = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed);
        std::string query;
        std::vector<data::Ordinal> expected(index.num_products());
        std::iota(expected.begin(), expected.end(), 0U);
        for (auto num_words = rng.between(2, 4); num_words > 0; --num_words) {
            const data::WordId word = rng.below(index.num_words());
            query += std::string(index.word(word)) + " ";
            const auto with_word = products_with(index, {word, word + 1}).to_vector();
            num_long += with_word.size() >= data::PostingProducts::kFewestForBits;
            std::vector<data::Ordinal> both;
            std::set_intersection(expected.begin(), expected.end(), with_word.begin(),
                                  with_word.end(), std::back_inserter(both));
            expected = std::move(both);
        }
        Matched matched(*built.snapshot, whole_words(query));
        EXPECT_EQ(matched.matches.products.to_vector(), expected) << query;
    }
    EXPECT_GT(num_long, 50);
}

TEST(Matching, CountsTheTyposThatTheScanCountsWhereSetsAreKept) {
    const auto built = support::build({support::random_catalogue(11, {.num_products = 3000})},
                                      support::catalogue_settings());
    int num_kept = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        Rng rng(seed % 40); // some of them again
        data::SearchParams params;
        for (auto num_words = rng.between(1, 2); num_words > 0; --num_words) {
            auto word = rng.pick(support::vocabulary());
            if (word.size() >= 5 && rng.chance(0.5)) std::swap(word[1], word[2]);
            params.query += word + " ";
        }
        if (rng.chance(0.3)) params.optional_words = {"*"};
        Matched matched(*built.snapshot, params);
        const auto& text = matched.matches;
        for (const auto& term : text.terms) num_kept += term.any.size() >= 1024;
        const auto by_typos = text.by_num_typos(text.products);
        std::size_t num_products = 0;
        for (std::uint32_t typos = 0; typos < by_typos.size(); ++typos) {
            num_products += by_typos[typos].size();
            by_typos[typos].for_each([&](data::Ordinal product) {
                ASSERT_EQ(matched.scanner.scan(product).typos, typos) << params.query;
            });
        }
        EXPECT_EQ(num_products, text.products.size());
        EXPECT_EQ(text.without_typos(text.products), by_typos[0]) << params.query;
    }
    EXPECT_GT(num_kept, 10);
}

bool are_same(const std::vector<Alternatives>& a, const std::vector<Alternatives>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                          [](const auto& left, const auto& right) {
                              return left.kind == right.kind && left.typos == right.typos &&
                                     left.words.begin == right.words.begin &&
                                     left.words.end == right.words.end && left.rest == right.rest;
                          });
    });
}

TEST(Matching, KeepsWhatTermsStandFor) {
    const Fixture fixture(7);
    const auto& index = fixture.snapshot().segments[0].text();
    TermAlternatives kept;
    Rng rng(7);
    std::size_t num_bytes = 0;
    for (int i = 0; i < 2'000; ++i) {
        auto params = support::random_request(rng);
        if (rng.chance(0.3)) params.ignore_plurals = {rng.chance(0.5) ? "en" : "de"};
        if (rng.chance(0.5)) params.query += std::to_string(i); // not seen before
        const auto query = parse_query(params, fixture.settings);
        TermAlternatives none;
        ASSERT_TRUE(
            are_same(expand(query, index, params, kept), expand(query, index, params, none)))
            << params.query;
        num_bytes += query.terms.size() * BoundedCache<Alternatives>::kBytesPerEntry;
    }
    EXPECT_GT(num_bytes, TermAlternatives::kMinBytes) << "all of it is kept";
}

std::string pick_words(std::size_t count, Rng& rng) {
    std::string query;
    for (std::size_t i = 0; i < count; ++i) query += rng.pick(support::vocabulary()) + " ";
    return query;
}

Xapian::Database xapian_database(const BuiltIndex& built) {
    const auto path = built.directory->path() / "words.glass";
    indexer::export_to_xapian(built.segment_paths[0].parent_path(), path);
    return Xapian::Database(path.string());
}

TEST(Matching, FindsTheSameProductsAsXapiansMatcher) {
    const Fixture fixture(7, 400);
    const auto database = xapian_database(fixture.built);
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed);
        auto params = whole_words(pick_words(rng.between(1, 4), rng));
        const bool any = rng.chance(0.5);
        if (any) params.optional_words = {params.query};
        std::vector<std::string> terms;
        for (const auto& token : data::tokenize(params.query)) terms.push_back(token.word);

        Xapian::Enquire enquire(database);
        enquire.set_query(Xapian::Query(any ? Xapian::Query::OP_OR : Xapian::Query::OP_AND,
                                        terms.begin(), terms.end()));
        std::vector<data::Ordinal> expected;
        const auto found = enquire.get_mset(0, database.get_doccount());
        for (auto it = found.begin(); it != found.end(); ++it) expected.push_back(*it - 1);
        std::sort(expected.begin(), expected.end());

        const Matched matched(fixture.snapshot(), params);
        EXPECT_EQ(matched.matches.products.to_vector(), expected) << params.query;
    }
}

TEST(Matching, WeighsTheProductsOfAWordAsXapiansBm25) {
    const Fixture fixture(8, 300, data::Settings()); // no searchableAttributes: one field
    const auto database = xapian_database(fixture.built);
    for (const auto& word : support::vocabulary()) {
        auto params = whole_words(word);
        params.ranking = {"relevance"};
        const auto terms = data::tokenize(word);
        Matched matched(fixture.snapshot(), params);
        if (terms.size() != 1 || matched.matches.products.size() < 2) continue;
        Xapian::Enquire enquire(database);
        // k1 and b as in indexer/bm25f.cpp; no length floor.
        enquire.set_weighting_scheme(Xapian::BM25Weight(0.6, 0, 1, 0.75, 0));
        enquire.set_query(Xapian::Query(terms[0].word));
        const auto ranked = enquire.get_mset(0, database.get_doccount());
        const double best = ranked.begin().get_weight();
        const double best_of_ours = matched.scanner.scan(*ranked.begin() - 1).relevance;
        for (auto it = ranked.begin(); it != ranked.end(); ++it) {
            const double ours = matched.scanner.scan(*it - 1).relevance;
            EXPECT_NEAR(ours / best_of_ours, it.get_weight() / best, 0.01) << word;
        }
    }
}

std::vector<std::string> matches_of(const std::vector<std::string>& names,
                                    const data::SearchParams& params) {
    std::vector<std::string> records;
    for (const auto& name : names) {
        records.push_back(R"({"objectID":")" + std::to_string(records.size()) + R"(","name":")" +
                          name + "\"}");
    }
    const auto built = support::build({records}, data::Settings());
    std::vector<std::string> found;
    Matched(*built.snapshot, params).matches.products.for_each([&](data::Ordinal product) {
        found.push_back(names[product]);
    });
    return found;
}

TEST(Matching, TakesOtherFormsOfAWordInTheLanguagesAskedFor) {
    const std::vector<std::string> names = {"kettle", "kettles", "kettling", "petals"};
    auto params = whole_words("kettles");
    EXPECT_THAT(matches_of(names, params), ElementsAre("kettles"));
    params.ignore_plurals = {"en"};
    EXPECT_THAT(matches_of(names, params), testing::Contains("kettle"));
    EXPECT_THAT(matches_of(names, params), testing::Not(testing::Contains("petals")));
    params.ignore_plurals = {"xx"};
    EXPECT_THAT(matches_of(names, params), ElementsAre("kettles"));
}

TEST(Matching, FindsNoWordInTheMiddleOfAnother) {
    data::SearchParams params;
    params.query = "vim";
    EXPECT_THAT(matches_of({"beforeneovim", "vimeo"}, params), ElementsAre("vimeo"));
}

TEST(Matching, FindsWordsWrittenApartOrTogether) {
    data::SearchParams params;
    params.query = "smart phone";
    EXPECT_THAT(matches_of({"smartphone", "phone smart", "phonesmart"}, params),
                ElementsAre("smartphone", "phone smart"));
    params.query = "smartphone";
    EXPECT_THAT(matches_of({"a smart phone", "phone, smart", "smart blue phone"}, params),
                ElementsAre("a smart phone"));
    params.typo_tolerance = data::TypoTolerance::kOff;
    EXPECT_THAT(matches_of({"a smart phone"}, params), IsEmpty());
}

TEST(Matching, RanksAMistypedFirstLetterOneTypoWorse) {
    const auto built = support::build({{R"({"objectID":"0","name":"kettle"})"}}, {});
    for (const auto& [typed, typos] : {std::pair{"kettle", 0}, {"ketle", 1}, {"pettle", 2}}) {
        data::SearchParams params;
        params.query = typed;
        Matched matched(*built.snapshot, params);
        ASSERT_EQ(matched.matches.products.size(), 1U) << typed;
        EXPECT_EQ(matched.matches.num_typos(0), static_cast<std::uint32_t>(typos)) << typed;
    }
}

} // namespace
} // namespace aisle::search
