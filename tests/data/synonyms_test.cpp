// Properties of data/synonyms.h and data/synonym_index.h:
//   1. Every type is read in any spelling of its letters' case, and written as the protocol does;
//      what was written is read back equal.
//   2. What is missing, unknown, empty, too long or of the wrong type is refused by name, and
//      the set stays as it was.
//   3. Saving replaces by objectID; a batch may replace everything; removing is by objectID.
//   4. A search looks into every text, aside from case and accents, by type and in pages.
//   5. The index finds what stands for a row of words, with its typos, and nothing for a part.
//   6. Over random writes, a set holds what a map from ids to entries holds.
#include "data/synonyms.h"

#include <algorithm>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"
#include "data/json.h"

namespace aisle::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

Synonym parse(const std::string& json) {
    const auto document = parse_json(json);
    return parse_synonym(JsonAt(document));
}

std::string message_of(const auto& call) {
    try {
        static_cast<void>(call());
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
        return error.what();
    }
    return "no error";
}

constexpr const char* kFive = R"([
    {"objectID":"e","type":"synonym","synonyms":["TV","telly","flat screen"]},
    {"objectID":"d","type":"ONEWAYSYNONYM","input":"tablet","synonyms":["iPad"]},
    {"objectID":"c","type":"AltCorrection1","word":"crème","corrections":["cream"]},
    {"objectID":"b","type":"altcorrection2","word":"oven","corrections":["stove","cooker"]},
    {"objectID":"a","type":"placeholder","placeholder":"<size>","replacements":["s","m"]}])";

TEST(Synonyms, AreReadInAnySpellingAndWrittenInOne) {
    const auto set = SynonymSet::parse(kFive);
    EXPECT_EQ(set.size(), 5U);
    EXPECT_EQ(to_json(*set.find("d")),
              R"({"objectID":"d","type":"oneWaySynonym","input":"tablet","synonyms":["iPad"]})");
    EXPECT_EQ(to_json(*set.find("b")), R"({"objectID":"b","type":"altCorrection2","word":"oven",)"
                                       R"("corrections":["stove","cooker"]})");
    EXPECT_EQ(set.find("a")->source, "<size>");
    const auto again = SynonymSet::parse(set.to_json());
    EXPECT_EQ(again.to_json(), set.to_json());
    for (const auto* id : {"a", "b", "c", "d", "e"}) {
        EXPECT_EQ(parse(to_json(*set.find(id))), *set.find(id));
    }
    EXPECT_EQ(set.find("f"), nullptr);
}

TEST(Synonyms, AreRefusedByTheNameOfWhatIsWrong) {
    const auto message = [](const std::string& json) {
        return message_of([&] { return parse(json); });
    };
    EXPECT_THAT(message(R"({"type":"synonym","synonyms":["a","b"]})"),
                HasSubstr("\"objectID\" is missing"));
    EXPECT_THAT(message(R"({"objectID":"","type":"synonym","synonyms":["a","b"]})"),
                HasSubstr("objectID: expected a text that is not empty"));
    EXPECT_THAT(message(R"({"objectID":"1","type":"alias","synonyms":["a","b"]})"),
                HasSubstr("type: expected synonym, oneWaySynonym"));
    EXPECT_THAT(message(R"({"objectID":"1","type":"synonym","synonyms":["a"]})"),
                HasSubstr("synonyms: expected 2 to 1000 texts, got 1"));
    EXPECT_THAT(message(R"({"objectID":"1","type":"synonym","synonyms":["a","--"]})"),
                HasSubstr("synonyms[1]: expected a text with at least one word, got \"--\""));
    EXPECT_THAT(message(R"({"objectID":"1","type":"synonym","synonyms":["a",7]})"),
                HasSubstr("synonyms[1]: expected a string, got 7"));
    EXPECT_THAT(message(R"({"objectID":"1","type":"oneWaySynonym","synonyms":["a"]})"),
                HasSubstr("\"input\" is missing"));
    EXPECT_THAT(message(R"({"objectID":"1","type":"altCorrection1","word":"a","synonyms":["b"]})"),
                HasSubstr("synonyms: no member of a synonym of type altCorrection1"));
    EXPECT_THAT(message(R"({"objectID":"1","type":"synonym","synonym":["a","b"]})"),
                HasSubstr("did you mean synonyms?"));
    EXPECT_THAT(
        message(R"({"objectID":"1","type":"placeholder","placeholder":"x","replacements":["b"]})"),
        HasSubstr("placeholder: expected a name between < and >"));
    EXPECT_THAT(message("[]"), HasSubstr("expected"));
}

TEST(Synonyms, TakeBackWhatASearchAdded) {
    EXPECT_EQ(parse(R"({"objectID":"1","type":"synonym","synonyms":["a","b"],
                        "_highlightResult":{}})")
                  .words,
              (std::vector<std::string>{"a", "b"}));
}

TEST(Synonyms, AreSavedByTheirId) {
    const auto five = SynonymSet::parse(kFive);
    const auto changed = save_synonym(five, "e", R"({"type":"synonym","synonyms":["x","y"]})");
    EXPECT_EQ(changed.size(), 5U);
    EXPECT_THAT(changed.find("e")->words, ElementsAre("x", "y"));
    EXPECT_THAT(five.find("e")->words, SizeIs(3));
    EXPECT_THAT(message_of([&] {
                    return save_synonym(
                        five, "e", R"({"objectID":"f","type":"synonym","synonyms":["x","y"]})");
                }),
                HasSubstr("objectID: expected the id of the path, \"e\", got \"f\""));
    const char* two = R"([{"objectID":"e","type":"synonym","synonyms":["x","y"]},
                          {"objectID":"e","type":"synonym","synonyms":["x","z"]}])";
    EXPECT_THAT(save_synonyms(five, two, false).find("e")->words, ElementsAre("x", "z"));
    EXPECT_EQ(save_synonyms(five, two, false).size(), 5U);
    EXPECT_EQ(save_synonyms(five, two, true).size(), 1U);
    EXPECT_EQ(five.without("e").size(), 4U);
    EXPECT_EQ(five.without("nobody").size(), 5U);
    EXPECT_THAT(message_of([&] {
                    return save_synonyms(five,
                                         R"([{"objectID":"1","type":"synonym","synonyms":["x","y"]},
                                                 {"objectID":"2","type":"synonym"}])",
                                         false);
                }),
                HasSubstr("[1]: the member \"synonyms\" is missing"));
}

TEST(Synonyms, AreFoundByAnyText) {
    const auto set = SynonymSet::parse(kFive);
    const auto ids = [&](const std::string& json) {
        std::vector<std::string> found;
        for (const auto* hit : set.search(parse_synonym_search(json)).hits) {
            found.push_back(hit->object_id);
        }
        return found;
    };
    EXPECT_THAT(ids("{}"), ElementsAre("a", "b", "c", "d", "e"));
    EXPECT_THAT(ids(R"({"query":"CREME"})"), ElementsAre("c"));
    EXPECT_THAT(ids(R"({"query":"stov"})"), ElementsAre("b"));
    EXPECT_THAT(ids(R"({"query":"ipad"})"), ElementsAre("d"));
    EXPECT_THAT(ids(R"({"type":"synonym,altcorrection1"})"), ElementsAre("c", "e"));
    EXPECT_THAT(ids(R"({"hitsPerPage":2,"page":1})"), ElementsAre("c", "d"));
    EXPECT_THAT(ids(R"({"hitsPerPage":2,"page":3})"), IsEmpty());
    EXPECT_EQ(set.search(parse_synonym_search(R"({"hitsPerPage":2,"page":3})")).num_hits, 5U);
    EXPECT_THAT(message_of([] { return parse_synonym_search(R"({"type":"alias"})"); }),
                HasSubstr("type: expected synonym"));
    EXPECT_THAT(message_of([] { return parse_synonym_search(R"({"hitPerPage":2})"); }),
                HasSubstr("did you mean hitsPerPage?"));
}

TEST(Synonyms, AreLookedUpByRowsOfWords) {
    const auto set = SynonymSet::parse(kFive);
    const auto index = set.index("");
    const auto find = [&](const WordRow& row) {
        std::vector<std::pair<WordRow, int>> found;
        for (const auto* group : index->find(row)) {
            for (const auto& words : group->rows) found.emplace_back(words, group->typos);
        }
        return found;
    };
    using Pair = std::pair<WordRow, int>;
    EXPECT_THAT(find({"flat", "screen"}), UnorderedElementsAre(Pair({"tv"}, 0), Pair({"telly"}, 0),
                                                               Pair({"flat", "screen"}, 0)));
    EXPECT_THAT(find({"flat"}), IsEmpty());
    EXPECT_THAT(find({"flatscreen"}), IsEmpty());
    EXPECT_THAT(find({"ipad"}), IsEmpty());
    EXPECT_THAT(find({"creme"}), ElementsAre(Pair({"cream"}, 1)));
    EXPECT_THAT(find({"oven"}), ElementsAre(Pair({"stove"}, 2), Pair({"cooker"}, 2)));
    EXPECT_THAT(find({"m"}), ElementsAre(Pair({"size"}, 0)));
    EXPECT_EQ(index->longest_row(), 2U);
}

TEST(Synonyms, AreCutLikeTheTextsOfTheIndex) {
    const auto set =
        SynonymSet::parse(R"([{"objectID":"1","type":"synonym","synonyms":["C++","cpp"]}])");
    EXPECT_THAT(set.index("+")->find(WordRow{"c"}), IsEmpty());
    EXPECT_THAT(set.index("+")->find(WordRow{"c++"}), SizeIs(1));
    EXPECT_THAT(set.index("")->find(WordRow{"c"}), SizeIs(1));
}

TEST(Synonyms, HoldWhatWasSavedLast) {
    std::mt19937 random(7);
    SynonymSet empty;
    auto set = std::make_unique<const SynonymSet>(empty);
    std::map<std::string, Synonym> expected;
    for (int step = 0; step < 500; ++step) {
        const std::string id = std::to_string(random() % 20);
        if (random() % 3 == 0) {
            set = std::make_unique<const SynonymSet>(set->without(id));
            expected.erase(id);
            continue;
        }
        const Synonym synonym{id, SynonymType::kSynonym, "", {"word", std::to_string(step)}};
        set = std::make_unique<const SynonymSet>(set->with({synonym}));
        expected[id] = synonym;
    }
    ASSERT_EQ(set->size(), expected.size());
    for (const auto& [id, synonym] : expected) EXPECT_EQ(*set->find(id), synonym);
}

} // namespace
} // namespace aisle::data
