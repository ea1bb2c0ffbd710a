// Properties of data/dictionaries.h:
//   1. A batch adds, replaces and deletes entries by objectID, after clearing when asked to; a bad
//      request is refused by name and applies nothing.
//   2. Words are compared normalised, per language; a stop word may be disabled.
//   3. Every form of a plural leads to all others; compounds are found in the query's languages.
//   4. Built-in entries can be switched off per dictionary and language, and on again.
//   5. What is stored is read back; searches look into every word, by language and in pages.
#include "data/dictionaries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"

namespace aisle::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Parts = std::vector<std::string>;

constexpr const char* kStopWords = R"({"requests":[
    {"action":"addEntry","body":{"objectID":"1","language":"en","word":"Buy"}},
    {"action":"addEntry","body":{"objectID":"2","language":"en","word":"the","state":"disabled"}},
    {"action":"addEntry","body":{"objectID":"3","language":"de","word":"günstig"}}]})";
constexpr const char* kPlurals = R"({"requests":[{"action":"addEntry","body":{"objectID":"1",
    "language":"de","words":["Kaktus","Kakteen","Kaktusse"]}}]})";
constexpr const char* kCompounds = R"({"requests":[{"action":"addEntry","body":{"objectID":"1",
    "language":"de","word":"Hundehütte","decomposition":["Hund","Hütte"],"type":"custom"}}]})";

Dictionaries all_three() {
    return Dictionaries()
        .with_batch(Dictionary::kStopWords, kStopWords)
        .with_batch(Dictionary::kPlurals, kPlurals)
        .with_batch(Dictionary::kCompounds, kCompounds);
}

std::string message_of(const auto& call) {
    try {
        static_cast<void>(call());
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

TEST(Dictionaries, KnowStopWordsPerLanguage) {
    const auto all = all_three();
    EXPECT_EQ(all.is_stop_word("buy", "en"), true);
    EXPECT_EQ(all.is_stop_word("the", "en"), false);
    EXPECT_EQ(all.is_stop_word("buy", "de"), std::nullopt);
    EXPECT_EQ(all.is_stop_word("gunstig", "de"), true);
}

TEST(Dictionaries, KnowTheFormsOfAWord) {
    const auto all = all_three();
    EXPECT_THAT(all.plurals("kakteen", "de"), ElementsAre("kaktus", "kaktusse"));
    EXPECT_THAT(all.plurals("kakteen", "en"), IsEmpty());
}

TEST(Dictionaries, KnowThePartsOfCompounds) {
    const auto all = all_three();
    EXPECT_THAT(all.parts("hundehutte", {"de"}), ElementsAre(Parts{"hund", "hutte"}));
    EXPECT_THAT(all.parts("hundehutte", {}), ElementsAre(Parts{"hund", "hutte"}));
    EXPECT_THAT(all.parts("hundehutte", {"nl"}), IsEmpty());
}

TEST(Dictionaries, AreChangedInBatches) {
    const auto all = all_three();
    const auto changed = all.with_batch(Dictionary::kStopWords, R"({"requests":[
        {"action":"deleteEntry","body":{"objectID":"1"}},
        {"action":"addEntry","body":{"objectID":"2","language":"en","word":"shop"}}]})");
    EXPECT_EQ(changed.size(Dictionary::kStopWords), 2U);
    EXPECT_EQ(changed.is_stop_word("buy", "en"), std::nullopt);
    EXPECT_EQ(changed.is_stop_word("the", "en"), std::nullopt);
    EXPECT_EQ(changed.is_stop_word("shop", "en"), true);
    EXPECT_EQ(changed.size(Dictionary::kPlurals), 1U);
    // Clearing comes first, wherever it is written.
    const auto cleared = all.with_batch(Dictionary::kStopWords, R"({"requests":[
        {"action":"addEntry","body":{"objectID":"9","language":"en","word":"shop"}}],
        "clearExistingDictionaryEntries":true})");
    EXPECT_EQ(cleared.size(Dictionary::kStopWords), 1U);
    EXPECT_EQ(all.size(Dictionary::kStopWords), 3U);
}

TEST(Dictionaries, RefuseByTheNameOfWhatIsWrong) {
    const auto message = [](Dictionary dictionary, const std::string& body) {
        return message_of([&] {
            return Dictionaries().with_batch(
                dictionary, R"({"requests":[{"action":"addEntry","body":)" + body + "}]}");
        });
    };
    EXPECT_THAT(message(Dictionary::kStopWords, R"({"objectID":"1","word":"a"})"),
                HasSubstr("requests[0].body: the member \"language\" is missing"));
    EXPECT_THAT(message(Dictionary::kStopWords, R"({"objectID":"1","language":"xx","word":"a"})"),
                HasSubstr("requests[0].body.language: expected language codes"));
    EXPECT_THAT(message(Dictionary::kStopWords, R"({"objectID":"1","language":"en","word":"a b"})"),
                HasSubstr("requests[0].body.word: expected a single word, got \"a b\""));
    EXPECT_THAT(message(Dictionary::kPlurals, R"({"objectID":"1","language":"en","words":["a"]})"),
                HasSubstr("requests[0].body.words: expected at least two words"));
    EXPECT_THAT(message(Dictionary::kPlurals, R"({"objectID":"1","language":"en","word":"a"})"),
                HasSubstr("requests[0].body.word: no member of an entry of plurals"));
    EXPECT_THAT(message_of([] {
                    return Dictionaries().with_batch(
                        Dictionary::kPlurals, R"({"requests":[{"action":"add","body":{}}]})");
                }),
                HasSubstr("requests[0].action: expected one of addEntry, deleteEntry"));
    EXPECT_THAT(message_of([] { return parse_dictionary_name("colours"); }),
                HasSubstr("there is no dictionary \"colours\""));
}

TEST(Dictionaries, SwitchBuiltInEntriesOff) {
    const auto off = Dictionaries().with_settings(
        R"({"disableStandardEntries":{"stopwords":{"en":true,"de":false}}})");
    EXPECT_FALSE(off.uses_standard(Dictionary::kStopWords, "en"));
    EXPECT_TRUE(off.uses_standard(Dictionary::kStopWords, "de"));
    EXPECT_TRUE(off.uses_standard(Dictionary::kPlurals, "en"));
    EXPECT_EQ(off.settings_json(),
              R"({"disableStandardEntries":{"stopwords":{"de":false,"en":true}}})");
    const auto on = off.with_settings(R"({"disableStandardEntries":{"stopwords":null}})");
    EXPECT_TRUE(on.uses_standard(Dictionary::kStopWords, "en"));
    EXPECT_THAT(message_of([] {
                    return Dictionaries().with_settings(
                        R"({"disableStandardEntries":{"stopwords":{"english":true}}})");
                }),
                HasSubstr("english"));
}

TEST(Dictionaries, AreStoredWhole) {
    const auto all =
        all_three().with_settings(R"({"disableStandardEntries":{"plurals":{"fr":true}}})");
    const auto again = Dictionaries::parse(all.to_json());
    EXPECT_EQ(again.to_json(), all.to_json());
    EXPECT_EQ(again.is_stop_word("the", "en"), false);
    EXPECT_FALSE(again.uses_standard(Dictionary::kPlurals, "fr"));
    EXPECT_EQ(Dictionaries::parse(Dictionaries().to_json()).to_json(), Dictionaries().to_json());
}

TEST(Dictionaries, AreSearchedByAnyWord) {
    const auto all = all_three();
    const auto ids = [&](Dictionary dictionary, const std::string& json) {
        std::vector<std::string> found;
        for (const auto* hit : all.search(dictionary, parse_dictionary_search(json)).hits) {
            found.push_back(hit->object_id);
        }
        return found;
    };
    EXPECT_THAT(ids(Dictionary::kStopWords, R"({"query":""})"), ElementsAre("1", "2", "3"));
    EXPECT_THAT(ids(Dictionary::kStopWords, R"({"query":"","language":"de"})"), ElementsAre("3"));
    EXPECT_THAT(ids(Dictionary::kStopWords, R"({"query":"","hitsPerPage":2,"page":1})"),
                ElementsAre("3"));
    EXPECT_THAT(ids(Dictionary::kPlurals, R"({"query":"kakteen"})"), ElementsAre("1"));
    EXPECT_THAT(ids(Dictionary::kCompounds, R"({"query":"HUTTE"})"), ElementsAre("1"));
}

} // namespace
} // namespace aisle::data
