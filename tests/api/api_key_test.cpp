// Properties of keys as values:
//   1. What a client may choose is read, in any form clients send it; the rest has its default.
//   2. What is wrong is refused with the member, the value and what would be right.
//   3. The stored form gives the same key back, for random keys; a damaged one is an error.
//   4. The protocol's form has every member, the rights in the order they were given.
//   5. Patterns match as a slow matcher says, for random patterns and texts.
#include "api/api_key.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/restrictions.h"
#include "tests/api/support/refusal.h"

namespace aisle::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ApiKey parse(const char* json) {
    const auto document = data::parse_json(json);
    return parse_api_key(data::JsonAt(document));
}

TEST(ApiKey, IsReadFromWhatClientsSend) {
    const ApiKey key = parse(R"({"acl": ["browse", "search"], "description": "for ü",
        "indexes": ["products*", "*_de"], "maxHitsPerQuery": 20, "maxQueriesPerIPPerHour": 1000,
        "queryParameters": "filters=brand%3Ax&hitsPerPage=5", "referers": ["https://a.example/*"],
        "validity": 3600, "value": "ignored", "createdAt": 5})");
    EXPECT_THAT(key.acl, ElementsAre(Acl::kBrowse, Acl::kSearch));
    EXPECT_TRUE(key.allows(Acl::kSearch));
    EXPECT_FALSE(key.allows(Acl::kAddObject));
    EXPECT_EQ(key.description, "for ü");
    EXPECT_THAT(key.indexes, ElementsAre("products*", "*_de"));
    EXPECT_EQ(key.max_hits_per_query, 20U);
    EXPECT_EQ(key.max_queries_per_ip_per_hour, 1000U);
    EXPECT_EQ(key.query_parameters, "filters=brand%3Ax&hitsPerPage=5");
    EXPECT_THAT(key.referers, ElementsAre("https://a.example/*"));
    EXPECT_EQ(key.validity_s, 3600);
    EXPECT_EQ(key.value, "");
    EXPECT_EQ(key.created_at_ms, 0);
    EXPECT_EQ(parse(R"({"acl":["search"],"indexes":null,"description":null})"),
              parse(R"({"acl":["search"]})"));
}

TEST(ApiKey, TakesQueryParametersAsAnObjectToo) {
    const ApiKey key = parse(R"({"acl":["search"],"queryParameters":{"filters":"a:\"x & y\"",
        "facetFilters":[["b:1","b:2"]],"hitsPerPage":5,"userToken":null}})");
    const auto restrictions = parse_restrictions(key.query_parameters);
    EXPECT_EQ(restrictions.filter.children.size(), 2U);
    EXPECT_EQ(restrictions.overrides, (data::UrlParams{{"hitsPerPage", "5"}}));
}

TEST(ApiKey, KnowsEveryRightByItsName) {
    for (const auto name : all_acl_names()) {
        const auto acl = find_acl(name);
        ASSERT_TRUE(acl) << name;
        EXPECT_EQ(acl_name(*acl), name);
    }
    EXPECT_FALSE(find_acl("Search"));
    EXPECT_FALSE(find_acl("admin"));
    EXPECT_FALSE(find_acl(""));
}

TEST(ApiKey, IsRefusedWhenItIsWrong) {
    const std::pair<const char*, const char*> wrong[] = {
        {"[]", "expected an object"},
        {"{}", "acl is missing"},
        {R"({"acl":[]})", "acl: expected at least one right, got []"},
        {R"({"acl":"search"})", "acl: expected an array, got \"search\""},
        {R"({"acl":["serch"]})", "acl[0]: unknown right serch; did you mean search?"},
        {R"({"acl":["search",1]})", "acl[1]: expected a string, got 1"},
        {R"({"acl":["search"],"indexs":["a"]})",
         "indexs: unknown member of a key; did you mean indexes?"},
        {R"({"acl":["search"],"indexes":"a"})", "indexes: expected an array"},
        {R"({"acl":["search"],"indexes":[""]})", "indexes[0]: expected a pattern"},
        {R"({"acl":["search"],"maxHitsPerQuery":-1})", "maxHitsPerQuery: expected an integer"},
        {R"({"acl":["search"],"maxQueriesPerIPPerHour":"9"})", "maxQueriesPerIPPerHour"},
        {R"({"acl":["search"],"validity":1e18})", "validity: expected an integer from 0"},
        {R"({"acl":["search"],"description":5})", "description: expected a string, got 5"},
        {R"({"acl":["search"],"referers":{}})", "referers: expected an array"},
        {R"({"acl":["search"],"queryParameters":"filters=a:"})", "queryParameters: filters"},
        {R"({"acl":["search"],"queryParameters":"colour=red"})",
         "queryParameters: colour: unknown parameter"},
        {R"({"acl":["search"],"queryParameters":5})", "queryParameters: expected a string"},
    };
    for (const auto& [json, message] : wrong) {
        EXPECT_THAT(refusal([&, sent = json] { (void)parse(sent); }), HasSubstr(message)) << json;
    }
}

ApiKey random_key(unsigned seed) {
    std::mt19937 random(seed);
    const auto text = [&] {
        static constexpr const char* kTexts[] = {"a*", "*", "\"q\"", "x\\y", "ü", "two words"};
        return std::string(kTexts[random() % std::size(kTexts)]);
    };
    ApiKey key;
    key.value = "key" + std::to_string(random());
    for (auto i = 1 + random() % 5; i > 0; --i) {
        key.acl.push_back(static_cast<Acl>(random() % all_acl_names().size()));
    }
    key.description = text();
    for (auto i = random() % 3; i > 0; --i) key.indexes.push_back(text());
    for (auto i = random() % 3; i > 0; --i) key.referers.push_back(text());
    key.max_hits_per_query = random() % 2 == 0 ? 0 : 20;
    key.max_queries_per_ip_per_hour = random() % 2 == 0 ? 0 : 20;
    key.query_parameters = random() % 2 == 0 ? "" : "filters=a:1&userToken=%C3%BC";
    key.validity_s = static_cast<std::int64_t>(random() % 100);
    key.created_at_ms = 1'700'000'000'000 + static_cast<std::int64_t>(random());
    if (random() % 2 == 0) key.expires_at_ms = key.created_at_ms + key.validity_s * 1000;
    return key;
}

TEST(ApiKey, ComesBackFromItsStoredForm) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        const ApiKey key = random_key(seed);
        const auto stored = data::parse_json(to_stored_json(key));
        EXPECT_EQ(parse_stored_key(stored), key) << "seed " << seed;
    }
}

TEST(ApiKey, DamagedInStoreIsAnErrorThatSaysSo) {
    for (const char* json : {"5", "{}", R"({"value":"a"})", R"({"value":"a","acl":[]})",
                             R"({"value":5,"acl":["search"]})", R"({"acl":["search"]})",
                             R"({"value":"a","acl":["search"],"createdAt":"x"})"}) {
        const auto document = data::parse_json(json);
        try {
            (void)parse_stored_key(document);
            ADD_FAILURE() << json;
        } catch (const data::Error& error) {
            EXPECT_EQ(error.code(), data::ErrorCode::kCorruptData) << json;
            EXPECT_THAT(error.what(), HasSubstr("damaged stored key"));
        }
    }
}

TEST(ApiKey, ShowsEveryMemberOfTheProtocol) {
    ApiKey key = parse(R"({"acl":["settings","search"],"description":"mine","validity":60})");
    key.value = "v";
    key.created_at_ms = 1'700'000'000'123;
    key.expires_at_ms = 1'700'000'060'123;
    EXPECT_EQ(to_protocol_json(key),
              R"({"value":"v","createdAt":1700000000123,"acl":["settings","search"],"validity":60,)"
              R"("description":"mine","indexes":[],"maxHitsPerQuery":0,"maxQueriesPerIPPerHour":0,)"
              R"("queryParameters":"","referers":[]})");
    EXPECT_THAT(to_protocol_json(key, false), HasSubstr(R"("description":"<redacted>")"));
}

/// Tries every way to spread `text` over the stars.
bool matches_slowly(std::string_view pattern, std::string_view text) {
    if (pattern.empty()) return text.empty();
    if (pattern.front() != '*') {
        return !text.empty() && text.front() == pattern.front() &&
               matches_slowly(pattern.substr(1), text.substr(1));
    }
    for (std::size_t taken = 0; taken <= text.size(); ++taken) {
        if (matches_slowly(pattern.substr(1), text.substr(taken))) return true;
    }
    return false;
}

TEST(Pattern, MatchesAsTryingEverythingDoes) {
    std::mt19937 random(3);
    const auto letters = [&](unsigned most) {
        std::string text;
        for (auto i = random() % (most + 1); i > 0; --i) text += "ab"[random() % 2];
        return text;
    };
    for (int round = 0; round < 20'000; ++round) {
        const std::string pattern = std::string(random() % 2 == 0 ? "" : "*") + letters(3) +
                                    std::string(random() % 2 == 0 ? "" : "*");
        const std::string text = letters(5);
        EXPECT_EQ(matches_pattern(pattern, text), matches_slowly(pattern, text))
            << pattern << " on " << text;
    }
}

TEST(Pattern, HasStarsOnlyAtItsEnds) {
    EXPECT_FALSE(matches_pattern("a*b", "axb"));
    EXPECT_TRUE(matches_pattern("a*b", "a*b"));
    EXPECT_TRUE(matches_any({"x", "*.example"}, "shop.example"));
    EXPECT_FALSE(matches_any({}, "shop.example"));
}

} // namespace
} // namespace aisle::api
