// Properties of synonyms and the store's dictionaries in a search (search/rewrites.h and what
// uses it):
//   1. Over random catalogues, synonyms and queries, a search finds what the query rewritten in
//      all possible ways finds literally, with the fewest typos of any of the ways; by sets of
//      words and by scanning.
//   2. A product that has a query word never ranks below one that has its synonym instead, in
//      the same text; with alternativesAsExact empty it is told apart by `exact`.
//   3. Several words stand for one, one for several, several for several, also twice in a query,
//      and a word found through a synonym has no synonyms of its own.
//   4. Corrections count as typos; without typo tolerance they do not exist.
//   5. The last word has its synonyms once it is a whole word; phrases and `synonyms: false`
//      have none; placeholders stand for their replacements; dropped stop words are remembered.
//   6. Single words count as exact by default, several only when asked for.
//   7. Words that came from a synonym are highlighted, also in attributes that are not searched.
//   8. Stop words, plurals and compounds of the store's dictionaries are used.
#include "search/searcher.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "data/index_directory.h"
#include "data/text.h"
#include "indexer/index_builder.h"

namespace aisle::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// An index of products with a title and a note, gone with the test.
class Store {
public:
    struct Product {
        std::string title;
        std::string note;
    };

    /// Products are named "0", "1", ... in their order.
    explicit Store(const std::vector<Product>& products) {
        std::string name = (std::filesystem::temp_directory_path() / "aisle-syn-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp " + name);
        directory_ = name;
        const auto settings =
            data::Settings::parse(R"({"searchableAttributes": ["title", "note"]})");
        std::size_t at = 0;
        const indexer::RecordSupply next = [&]() -> std::optional<indexer::RawRecord> {
            if (at == products.size()) return std::nullopt;
            const std::string json = R"({"objectID": ")" + std::to_string(at) + R"(", "title": ")" +
                                     products[at].title + R"(", "note": ")" + products[at].note +
                                     R"("})";
            return indexer::RawRecord{json, ++at, ""};
        };
        const data::IndexDirectory index(directory_, "products");
        indexer::BuildOptions options;
        options.on_error = indexer::OnError::kFail;
        const auto report = indexer::build_index(index, settings, {}, next, options);
        snapshot_.settings = settings;
        snapshot_.segments.emplace_back(std::make_shared<const data::Segment>(
            index.generation_path(report.generation) / "segment-0"));
    }

    static Store of_titles(const std::vector<std::string>& titles) {
        std::vector<Product> products;
        for (const auto& title : titles) products.push_back({title, ""});
        return Store(products);
    }

    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    ~Store() {
        std::error_code error;
        std::filesystem::remove_all(directory_, error);
    }

    void set_synonyms(const std::string& json) {
        snapshot_.synonyms =
            std::make_shared<const data::SynonymSet>(data::SynonymSet::parse(json));
    }

    void set_synonyms(std::vector<data::Synonym> synonyms) {
        snapshot_.synonyms =
            std::make_shared<const data::SynonymSet>(data::SynonymSet().with(std::move(synonyms)));
    }

    void set_dictionary(data::Dictionary dictionary, const std::string& batch) {
        snapshot_.dictionaries = std::make_shared<const data::Dictionaries>(
            data::Dictionaries().with_batch(dictionary, batch));
    }

    [[nodiscard]] SearchResult search(const data::SearchParams& params) const {
        return aisle::search::search(snapshot_, params);
    }

    [[nodiscard]] std::vector<std::string> ids(const data::SearchParams& params) const {
        std::vector<std::string> ids;
        for (const auto& hit : search(params).hits) ids.push_back(id_of(hit));
        return ids;
    }

    [[nodiscard]] std::vector<std::string> ids(const std::string& query) const {
        return ids(params_for(query));
    }

    [[nodiscard]] std::string id_of(const Hit& hit) const {
        return std::string(
            snapshot_.segments[hit.candidate.segment].columns().object_id(hit.candidate.product));
    }

    [[nodiscard]] data::SearchParams params_for(const std::string& query) const {
        auto params = snapshot_.settings.query_defaults;
        params.query = query;
        params.hits_per_page = 1000;
        params.get_ranking_info = true;
        return params;
    }

private:
    std::filesystem::path directory_;
    Snapshot snapshot_;
};

data::Synonym multi_way(const std::string& id, const std::vector<std::string>& words) {
    return {id, data::SynonymType::kSynonym, "", words};
}

using Words = std::vector<std::string>;

Words words_of(const std::string& text) {
    Words words;
    for (auto& token : data::tokenize(text)) words.push_back(std::move(token.word));
    return words;
}

std::string join(const Words& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

// --- the oracle ---------------------------------------------------------------------------

/// Words in a row of the query, and what stands for them.
struct OracleRewrite {
    std::size_t begin;
    std::size_t end;
    Words words;
    std::uint32_t typos;
};

std::vector<OracleRewrite> rewrites_of(const Words& query,
                                       const std::vector<data::Synonym>& synonyms) {
    std::vector<OracleRewrite> rewrites;
    const auto add = [&](const std::string& from, const std::string& to, std::uint32_t typos) {
        const Words source = words_of(from);
        for (std::size_t at = 0; at + source.size() <= query.size() && from != to; ++at) {
            if (std::equal(source.begin(), source.end(), query.begin() + at)) {
                rewrites.push_back({at, at + source.size(), words_of(to), typos});
            }
        }
    };
    for (const auto& synonym : synonyms) {
        for (const auto& word : synonym.words) {
            switch (synonym.type) {
            case data::SynonymType::kSynonym:
                for (const auto& other : synonym.words) add(other, word, 0);
                break;
            case data::SynonymType::kOneWay:
                add(synonym.source, word, 0);
                break;
            case data::SynonymType::kAltCorrection1:
                add(synonym.source, word, 1);
                break;
            case data::SynonymType::kAltCorrection2:
                add(synonym.source, word, 2);
                break;
            case data::SynonymType::kPlaceholder:
                add(word, synonym.source, 0);
                break;
            }
        }
    }
    return rewrites;
}

bool holds_row(const Words& text, const Words& row) {
    return std::search(text.begin(), text.end(), row.begin(), row.end()) != text.end();
}

/// The fewest typos by which a product matches one of the rewritten queries. A way to rewrite
/// uses any of the rewrites, overlapping ones too; the words that none of them covers must be
/// there as typed.
class Oracle {
public:
    Oracle(const Words& query, const std::vector<data::Synonym>& synonyms)
        : query_(query), rewrites_(rewrites_of(query, synonyms)) {}

    std::optional<std::uint32_t> fewest_typos(const std::vector<Words>& texts) const {
        const auto is_there = [&](const Words& row) {
            return std::any_of(texts.begin(), texts.end(),
                               [&](const Words& text) { return holds_row(text, row); });
        };
        std::vector<OracleRewrite> usable;
        for (const auto& rewrite : rewrites_) {
            if (is_there(rewrite.words)) usable.push_back(rewrite);
        }
        // Per word the ways to cover it; the words one after another, each rewrite paid once.
        std::optional<std::uint32_t> best;
        std::set<std::size_t> used;
        const auto cover = [&](const auto& self, std::size_t at, std::uint32_t typos) -> void {
            if (at == query_.size()) {
                best = std::min(best.value_or(typos), typos);
                return;
            }
            if (is_there({query_[at]})) self(self, at + 1, typos);
            for (std::size_t i = 0; i < usable.size(); ++i) {
                if (at < usable[i].begin || at >= usable[i].end) continue;
                const bool is_new = used.insert(i).second;
                self(self, at + 1, typos + (is_new ? usable[i].typos : 0));
                if (is_new) used.erase(i);
            }
        };
        cover(cover, 0, 0);
        return best;
    }

private:
    Words query_;
    std::vector<OracleRewrite> rewrites_;
};

/// Random texts of few words, three letters each: too short for typos, and no two of them
/// written together are a third.
class RandomTexts {
public:
    explicit RandomTexts(std::uint32_t seed) : random_(seed) {}

    std::uint32_t below(std::uint32_t bound) {
        return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(random_);
    }

    std::string text(std::uint32_t min_words, std::uint32_t max_words) {
        static const Words kWords = {"bag", "cap", "cup", "fan", "hat", "jug", "lid", "mat",
                                     "mug", "pan", "pen", "pot", "rug", "tin", "tub", "van"};
        Words words;
        const std::uint32_t count = min_words + below(max_words - min_words + 1);
        while (words.size() < count) {
            words.push_back(kWords[below(static_cast<std::uint32_t>(kWords.size()))]);
        }
        return join(words);
    }

    std::vector<data::Synonym> synonyms(std::uint32_t count) {
        std::vector<data::Synonym> synonyms;
        for (std::uint32_t i = 0; i < count; ++i) {
            const auto type = static_cast<data::SynonymType>(below(5));
            data::Synonym synonym{std::to_string(i), type, "", {}};
            const bool corrects = type == data::SynonymType::kAltCorrection1 ||
                                  type == data::SynonymType::kAltCorrection2;
            if (type != data::SynonymType::kSynonym) synonym.source = text(1, corrects ? 1 : 2);
            const std::uint32_t num_words = 2 + below(2);
            while (synonym.words.size() < num_words) synonym.words.push_back(text(1, 2));
            synonyms.push_back(std::move(synonym));
        }
        return synonyms;
    }

private:
    std::mt19937 random_;
};

TEST(Synonyms, FindWhatTheRewrittenQueriesFind) {
    std::size_t num_found = 0;
    for (std::uint32_t seed = 0; seed < 12; ++seed) {
        RandomTexts random(seed);
        std::vector<Store::Product> products;
        for (int i = 0; i < 60; ++i) products.push_back({random.text(1, 3), random.text(0, 4)});
        Store store(products);
        for (int round = 0; round < 20; ++round) {
            const auto synonyms = random.synonyms(1 + random.below(6));
            store.set_synonyms(synonyms);
            const std::string query = random.text(1, 4);
            const Oracle oracle(words_of(query), synonyms);
            std::map<std::string, std::uint32_t> expected;
            for (std::size_t p = 0; p < products.size(); ++p) {
                const auto typos =
                    oracle.fewest_typos({words_of(products[p].title), words_of(products[p].note)});
                if (typos) expected[std::to_string(p)] = *typos;
            }
            num_found += expected.size();
            auto params = store.params_for(query);
            for (const bool scans : {false, true}) {
                if (scans) params.restrict_searchable_attributes = {"title", "note"};
                if (scans) params.disable_prefix_on_attributes = {"title"};
                std::map<std::string, std::uint32_t> found;
                for (const auto& hit : store.search(params).hits) {
                    found[store.id_of(hit)] = hit.ranking_info->match.typos;
                }
                EXPECT_EQ(found, expected) << "seed " << seed << ", \"" << query << "\"";
            }
        }
    }
    EXPECT_GT(num_found, 1000U);
}

TEST(Synonyms, NeverRankASynonymAboveTheTypedWord) {
    for (std::uint32_t seed = 0; seed < 30; ++seed) {
        RandomTexts random(seed);
        Words query = words_of(random.text(1, 3));
        std::sort(query.begin(), query.end());
        query.erase(std::unique(query.begin(), query.end()), query.end());
        const std::size_t replaced = random.below(static_cast<std::uint32_t>(query.size()));
        Words with_synonym = query;
        with_synonym[replaced] = "synonym";
        const Words before(random.below(3), "before");
        const Words after(random.below(3), "after");
        const auto around = [&](const Words& words) {
            return join({join(before), join(words), join(after)});
        };
        // The synonym has the better objectID, so that it comes first where nothing decides.
        Store store = Store::of_titles({around(with_synonym), around(query)});
        store.set_synonyms({multi_way("s", {query[replaced], "synonym"})});
        auto params = store.params_for(join(query));
        EXPECT_THAT(store.ids(params), ElementsAre("1", "0")) << join(query);
        params.alternatives_as_exact = {};
        params.exact_on_single_word = data::ExactOnSingleWord::kWord;
        const auto result = store.search(params);
        ASSERT_EQ(result.hits.size(), 2U);
        EXPECT_EQ(store.id_of(result.hits[0]), "1");
        EXPECT_GT(result.hits[0].ranking_info->match.num_exact,
                  result.hits[1].ranking_info->match.num_exact);
    }
}

TEST(Synonyms, StandForOneWordOrForSeveral) {
    Store store = Store::of_titles(
        {"Flat screen stand", "TV stand", "Telly stand", "Screen, flat, for a stand", "Stand"});
    store.set_synonyms({multi_way("tv", {"TV", "telly", "flat screen"})});
    EXPECT_THAT(store.ids("tv stand"), UnorderedElementsAre("0", "1", "2"));
    EXPECT_THAT(store.ids("flat screen stand"), UnorderedElementsAre("0", "1", "2", "3"));
    EXPECT_THAT(store.ids("telly stand"), UnorderedElementsAre("0", "1", "2"));
    EXPECT_EQ(store.ids("flat screen stand").front(), "0");
    EXPECT_EQ(store.ids("tv stand").front(), "1");
}

TEST(Synonyms, WorkTwiceInOneQuery) {
    Store store = Store::of_titles(
        {"sofa anthracite", "couch grey", "sofa red", "settee slate gray", "grey anthracite"});
    store.set_synonyms({multi_way("couch", {"couch", "sofa", "settee"}),
                        multi_way("grey", {"grey", "anthracite", "slate gray"})});
    EXPECT_THAT(store.ids("couch grey"), UnorderedElementsAre("0", "1", "3"));
    EXPECT_EQ(store.ids("couch grey").front(), "1");
    EXPECT_EQ(store.ids("settee slate gray").front(), "3");
    EXPECT_THAT(store.ids("settee slate gray"), UnorderedElementsAre("0", "1", "3"));
}

TEST(Synonyms, AreNotChained) {
    Store store = Store::of_titles({"trainers", "sneakers", "plimsolls"});
    store.set_synonyms(
        {multi_way("1", {"trainers", "sneakers"}), multi_way("2", {"sneakers", "plimsolls"})});
    EXPECT_THAT(store.ids("trainers"), ElementsAre("0", "1"));
    EXPECT_THAT(store.ids("sneakers"), UnorderedElementsAre("0", "1", "2"));
}

TEST(Synonyms, OneWayDoNotWorkBackwards) {
    Store store = Store::of_titles({"tablet", "ipad"});
    store.set_synonyms(
        R"([{"objectID":"t","type":"onewaysynonym","input":"tablet","synonyms":["ipad"]}])");
    EXPECT_THAT(store.ids("tablet"), ElementsAre("0", "1"));
    EXPECT_THAT(store.ids("ipad"), ElementsAre("1"));
}

TEST(Synonyms, CorrectionsCountAsTypos) {
    Store store = Store::of_titles({"oven", "cooker", "stove"});
    store.set_synonyms(
        R"([{"objectID":"1","type":"altCorrection1","word":"oven","corrections":["stove"]},
            {"objectID":"2","type":"AltCorrection2","word":"oven","corrections":["cooker"]}])");
    auto params = store.params_for("oven");
    EXPECT_THAT(store.ids(params), ElementsAre("0", "2", "1"));
    EXPECT_EQ(store.search(params).hits[2].ranking_info->match.typos, 2U);
    params.typo_tolerance = data::TypoTolerance::kStrict;
    EXPECT_THAT(store.ids(params), ElementsAre("0", "2"));
    params.typo_tolerance = data::TypoTolerance::kOff;
    EXPECT_THAT(store.ids(params), ElementsAre("0"));
}

TEST(Synonyms, NeedAWholeWordAndNoPhrase) {
    Store store = Store::of_titles({"television", "flat screen", "tv"});
    store.set_synonyms({multi_way("tv", {"tv", "television", "flat screen"})});
    EXPECT_THAT(store.ids("flat scr"), ElementsAre("1"));
    EXPECT_THAT(store.ids("flat screen"), ElementsAre("1", "0", "2"));
    auto params = store.params_for("\"flat screen\"");
    params.advanced_syntax = true;
    EXPECT_THAT(store.ids(params), ElementsAre("1"));
    params = store.params_for("tv");
    params.synonyms = false;
    EXPECT_THAT(store.ids(params), ElementsAre("2"));
}

TEST(Synonyms, ReplacePlaceholders) {
    Store store = Store::of_titles({"Lamp <colour>", "Lamp blue", "Lamp red"});
    store.set_synonyms(
        R"([{"objectID":"c","type":"placeholder","placeholder":"<colour>",
             "replacements":["red","green"]}])");
    EXPECT_THAT(store.ids("lamp red"), ElementsAre("2", "0"));
    EXPECT_THAT(store.ids("lamp green"), ElementsAre("0"));
    EXPECT_THAT(store.ids("lamp blue"), ElementsAre("1"));
}

TEST(Synonyms, AreKnownByTheirStopWordsToo) {
    Store store = Store::of_titles({"tnf jacket", "North Face jacket"});
    store.set_synonyms({multi_way("tnf", {"The North Face", "TNF"})});
    auto params = store.params_for("the north face jacket");
    params.remove_stop_words = {"en"};
    EXPECT_THAT(store.ids(params), ElementsAre("1", "0"));
    params.query = "north face jacket";
    EXPECT_THAT(store.ids(params), ElementsAre("1"));
}

TEST(Synonyms, RespectOptionalAndRemovedWords) {
    Store store = Store::of_titles({"telly stand", "stand", "telly"});
    store.set_synonyms({multi_way("tv", {"tv", "telly"})});
    auto params = store.params_for("tv stand");
    params.optional_words = {"tv"};
    EXPECT_THAT(store.ids(params), ElementsAre("0", "1"));
    params = store.params_for("tv unobtainable");
    EXPECT_THAT(store.ids(params), IsEmpty());
    params.remove_words_if_no_results = data::RemoveWords::kLastWords;
    EXPECT_THAT(store.ids(params), ElementsAre("2", "0"));
}

TEST(Synonyms, CountAsExactWhenAskedFor) {
    Store store = Store::of_titles({"telly", "flat screen"});
    store.set_synonyms({multi_way("tv", {"tv", "telly", "flat screen"})});
    auto params = store.params_for("tv");
    const auto num_exact = [&](const std::string& id) {
        for (const auto& hit : store.search(params).hits) {
            if (store.id_of(hit) == id) return hit.ranking_info->match.num_exact;
        }
        return 99U;
    };
    EXPECT_EQ(num_exact("0"), 1U);
    EXPECT_EQ(num_exact("1"), 0U);
    params.alternatives_as_exact = {"multiWordsSynonym"};
    EXPECT_EQ(num_exact("0"), 0U);
    EXPECT_EQ(num_exact("1"), 1U);
}

TEST(Synonyms, AreHighlighted) {
    Store store = Store::of_titles({"telly on a flat screen"});
    store.set_synonyms({multi_way("tv", {"tv", "telly", "flat screen"})});
    auto result = store.search(store.params_for("tv"));
    const auto marked = result.highlighter->highlight("Telly, flat screen, screen, TV");
    EXPECT_EQ(marked.value, "<em>Telly</em>, <em>flat</em> <em>screen</em>, screen, <em>TV</em>");
    EXPECT_EQ(marked.level, MatchLevel::kFull);
    EXPECT_THAT(marked.matched_words, ElementsAre("tv"));
    result = store.search(store.params_for("flat screen"));
    EXPECT_THAT(result.highlighter->highlight("telly").matched_words,
                ElementsAre("flat", "screen"));
}

TEST(Dictionaries, AddAndDisableStopWords) {
    Store store = Store::of_titles({"tea", "the tea", "cheap tea"});
    store.set_dictionary(data::Dictionary::kStopWords, R"({"requests":[
        {"action":"addEntry","body":{"objectID":"1","language":"en","word":"cheap"}},
        {"action":"addEntry","body":{"objectID":"2","language":"en","word":"the",
                                     "state":"disabled"}}]})");
    auto params = store.params_for("cheap tea");
    params.remove_stop_words = {"en"};
    EXPECT_THAT(store.ids(params), UnorderedElementsAre("0", "1", "2"));
    params.query = "the tea";
    EXPECT_THAT(store.ids(params), ElementsAre("1"));
}

TEST(Dictionaries, HoldFormsOfWordsAndPartsOfCompounds) {
    Store store = Store::of_titles({"kaktus", "kakteen", "Hunde Hütte", "Hütte Hunde"});
    store.set_dictionary(data::Dictionary::kPlurals, R"({"requests":[{"action":"addEntry",
        "body":{"objectID":"1","language":"de","words":["Kaktus","Kakteen"]}}]})");
    auto params = store.params_for("kakteen");
    EXPECT_THAT(store.ids(params), ElementsAre("1"));
    params.ignore_plurals = {"de"};
    EXPECT_THAT(store.ids(params), UnorderedElementsAre("0", "1"));
    store.set_dictionary(data::Dictionary::kCompounds, R"({"requests":[{"action":"addEntry",
        "body":{"objectID":"1","language":"de","word":"Hundehütte",
                "decomposition":["Hunde","Hütte"]}}]})");
    params = store.params_for("hundehütte");
    EXPECT_THAT(store.ids(params), ElementsAre("2"));
    EXPECT_EQ(store.search(params).hits[0].ranking_info->match.typos, 0U);
    params.decompound_query = false;
    params.typo_tolerance = data::TypoTolerance::kOff;
    EXPECT_THAT(store.ids(params), IsEmpty());
}

} // namespace
} // namespace aisle::search
