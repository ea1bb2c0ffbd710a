// Properties of answers to searches:
//   1. Asked again and again, on one snapshot and the next, with any key, alone or with others, a
//      search is answered as it is where nothing is kept (over random requests).
//   2. Every answer has its own queryID, and echoes its own request.
//   3. Members that responseFields leaves out are missing from kept answers, too.
//   4. What is ordered for one shopper is not kept, also where a rule has asked for that.
//   5. A key that was changed, and a secured key with other filters, get their own answers.
//   6. An answer is given no longer than the rules behind it hold.
#include "api/search_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/handlers.h"
#include "tests/api/support/test_store.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"

namespace aisle::api {
namespace {

constexpr const char* kFound = "aisle_kept_answers_found_total ";

class SearchAnswersTest : public testing::Test {
protected:
    SearchAnswersTest() { show(1, {}); }

    /// Publishes another catalogue.
    void show(std::uint64_t seed, const std::string& rules) {
        built_ =
            support::build(support::split(support::random_catalogue(seed, {.num_products = 60}), 2),
                           support::catalogue_settings());
        built_.snapshot->index_name = "i";
        if (!rules.empty()) {
            built_.snapshot->rules =
                std::make_shared<const data::RuleSet>(data::RuleSet::parse(rules));
        }
        indexes_.put("i", built_.snapshot);
    }

    [[nodiscard]] rapidjson::Document ask(AnswerCache& answers, const std::string& body,
                                          const Access& access, bool is_many = false) {
        const Service service{indexes_,  store_.store(), keys_, metrics_, files_,
                              requests_, events_,        rate_, models_,  answers};
        Request request;
        request.body = is_many ? R"({"requests": [)" + body + "]}" : body;
        const Call call{request, {"i"}, {}, access, {}};
        const auto response = is_many ? search_many(service, call) : search_one(service, call);
        std::string text;
        append_body(response, text);
        return data::parse_json(text);
    }

    /// The same without what no two answers need to have in common.
    [[nodiscard]] std::string lasting(AnswerCache& answers, const std::string& body,
                                      const Access& access, bool is_many = false) {
        auto answer = ask(answers, body, access, is_many);
        const auto strip = [](rapidjson::Value& one) {
            for (const char* name : {"queryID", "serverTimeMS", "processingTimeMS"}) {
                one.RemoveMember(name);
            }
        };
        if (is_many) {
            for (auto& one : answer["results"].GetArray()) strip(one);
        } else {
            strip(answer);
        }
        return data::to_json_text(answer);
    }

    [[nodiscard]] std::uint64_t num_found() const {
        const auto text = metrics_.render();
        const auto at = text.find(std::string("\n") + kFound);
        return std::stoull(text.substr(at + 1 + std::string(kFound).size()));
    }

    /// A key of the store whose queryParameters are these.
    [[nodiscard]] static Access with_key(const std::string& query_parameters) {
        ApiKey key;
        key.value = "k";
        key.acl = {Acl::kSearch};
        key.query_parameters = query_parameters;
        return {.is_admin = false,
                .key = std::make_shared<const KeyEntry>(key),
                .signed_restrictions = {},
                .rate_subject = {}};
    }

    static Access admin() {
        return {.is_admin = true, .key = {}, .signed_restrictions = {}, .rate_subject = {}};
    }

    support::TestStore store_;
    support::BuiltIndex built_;
    IndexRegistry indexes_;
    KeyRing keys_{store_.data()};
    Metrics metrics_;
    StaticFiles files_;
    RequestLog requests_;
    EventStore events_{store_.data(), [](const std::string& problem) { ADD_FAILURE() << problem; }};
    EventRate rate_;
    ModelRegistry models_{store_.data(),
                          [](const std::string& problem) { ADD_FAILURE() << problem; }};
    AnswerCache kept_{1U << 22U, metrics_};
    AnswerCache none_{0, metrics_};
};

std::string random_body(std::mt19937& random) {
    static const std::vector<std::vector<std::string>> kMembers = {
        {R"("query": "red")", R"("query": "shoe")", R"("query": "sh")", R"("query": "")"},
        {R"("hitsPerPage": 3)", R"("hitsPerPage": 20)", R"("page": 1)", ""},
        {R"("facets": ["*"])", R"("facets": ["brand"], "maxValuesPerFacet": 2)", ""},
        {R"("clickAnalytics": true)", ""},
        {R"("userToken": "anna")", R"("userToken": "ben")", ""},
        {R"("responseFields": ["hits", "nbHits"])", R"("getRankingInfo": true)", "", ""},
        {R"("indexName": "i")"},
    };
    std::string body;
    for (const auto& choices : kMembers) {
        const auto& choice = choices[random() % choices.size()];
        if (!choice.empty()) body += (body.empty() ? "" : ", ") + choice;
    }
    return "{" + body + "}";
}

TEST_F(SearchAnswersTest, AreThoseOfASearchWithNothingKept) {
    std::mt19937 random(1);
    std::vector<Access> callers = {admin(), with_key("hitsPerPage=2"), with_key("query=red")};
    for (const char* filters : {"filters=brand:acme", "filters=NOT brand:acme", "userToken=anna"}) {
        callers.push_back(callers[1]);
        callers.back().signed_restrictions =
            std::make_shared<const Restrictions>(parse_restrictions(filters));
    }
    for (int round = 0; round < 6; ++round) {
        show(static_cast<std::uint64_t>(round), {});
        std::vector<std::string> bodies(15);
        for (auto& body : bodies) body = random_body(random);
        for (int i = 0; i < 400; ++i) {
            auto body = bodies[random() % bodies.size()];
            const bool is_many = random() % 3 == 0;
            if (is_many) body += "," + bodies[random() % bodies.size()];
            const auto& access = callers[random() % callers.size()];
            ASSERT_EQ(lasting(kept_, body, access, is_many), lasting(none_, body, access, is_many))
                << body;
        }
    }
    EXPECT_GT(num_found(), 600U);
}

TEST_F(SearchAnswersTest, HaveTheirOwnIdsAndEcho) {
    std::set<std::string> ids;
    for (int i = 0; i < 6; ++i) {
        const auto answer = ask(kept_,
                                R"({"query": "red", "clickAnalytics": true, "userToken": "u)" +
                                    std::to_string(i) + "\"}",
                                admin());
        ids.insert(answer["queryID"].GetString());
        EXPECT_THAT(answer["params"].GetString(),
                    testing::HasSubstr("userToken=u" + std::to_string(i)));
        EXPECT_GE(answer["processingTimeMS"].GetInt(), 1);
        EXPECT_GE(answer["serverTimeMS"].GetInt(), 1);
    }
    EXPECT_EQ(ids.size(), 6U);
    EXPECT_EQ(num_found(), 4U);
}

TEST_F(SearchAnswersTest, HaveOnlyTheMembersAskedFor) {
    const std::vector<std::vector<std::string>> choices = {
        {"nbHits"}, {"nbHits", "processingTimeMS"}, {}};
    for (const auto& fields : choices) {
        std::string list;
        for (const auto& field : fields) list += (list.empty() ? "\"" : ", \"") + field + '"';
        for (int i = 0; i < 4; ++i) {
            const auto answer =
                ask(kept_, R"({"query": "", "responseFields": [)" + list + "]}", admin());
            std::vector<std::string> names;
            for (const auto& [name, value] : std::as_const(answer).GetObject()) {
                names.emplace_back(name.GetString());
            }
            EXPECT_EQ(names, fields);
        }
    }
    EXPECT_EQ(num_found(), 6U);
}

TEST_F(SearchAnswersTest, AreNotKeptForAKnownShopper) {
    const std::string body = R"({"query": "", "userToken": "anna", "enablePersonalization": true})";
    for (int i = 0; i < 4; ++i) EXPECT_EQ(ask(kept_, body, admin())["page"].GetInt(), 0);
    EXPECT_EQ(num_found(), 0U);

    show(1, R"([{"objectID": "a", "condition": {"pattern": "", "anchoring": "is"},
                 "consequence": {"params": {"enablePersonalization": true}}}])");
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(ask(kept_, R"({"query": "", "userToken": "anna"})", admin())["page"].GetInt(), 0);
    }
    EXPECT_EQ(num_found(), 0U);
}

TEST_F(SearchAnswersTest, AreThoseOfTheKeyAsItIsNow) {
    const std::string body = R"({"query": ""})";
    auto access = with_key("hitsPerPage=2");
    for (int i = 0; i < 4; ++i) EXPECT_EQ(ask(kept_, body, access)["hits"].Size(), 2U);
    EXPECT_EQ(num_found(), 2U);
    access = with_key("hitsPerPage=3"); // the same value
    EXPECT_EQ(ask(kept_, body, access)["hits"].Size(), 3U);
    EXPECT_EQ(num_found(), 2U);
    access.signed_restrictions =
        std::make_shared<const Restrictions>(parse_restrictions("hitsPerPage=1"));
    EXPECT_EQ(ask(kept_, body, access)["hits"].Size(), 3U) << "the key decides";
    access.signed_restrictions =
        std::make_shared<const Restrictions>(parse_restrictions("filters=brand:none"));
    EXPECT_EQ(ask(kept_, body, access)["hits"].Size(), 0U);
}

TEST_F(SearchAnswersTest, EndWithTheRulesBehindThem) {
    const auto now = KeyRing::now_ms() / 1000;
    show(1, R"([{"objectID": "a", "condition": {"pattern": "", "anchoring": "is"},
                 "consequence": {"params": {"filters": "brand:none"}},
                 "validity": [{"from": 0, "until": )" +
                std::to_string(now + 2) + "}]}]");
    const auto num_hits = [&] {
        return ask(kept_, R"({"query": ""})", admin())["nbHits"].GetInt();
    };
    for (int i = 0; i < 3; ++i) EXPECT_EQ(num_hits(), 0);
    EXPECT_GE(num_found(), 1U);
    EXPECT_TRUE(support::TestStore::eventually([&] { return num_hits() == 60; }));
    EXPECT_GE(KeyRing::now_ms() / 1000, now + 2);
}

} // namespace
} // namespace aisle::api
