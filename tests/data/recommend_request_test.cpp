// Requests for recommendations:
//   1. All members of a request are read, those of several requests apart.
//   2. Each model requires what it needs: products, a person, a facet.
//   3. What is wrong is named by its path.

#include "data/recommend_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "data/error.h"

namespace aisle::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A request for a model, with members more.
std::string request(const std::string& model, const std::string& members = "") {
    return R"({"indexName":"shop","threshold":0,"model":")" + model + "\"" +
           (members.empty() ? "" : "," + members) + "}";
}

std::string refusal(const std::string& one) {
    const auto body = parse_json(R"({"requests":[)" + one + "]}");
    try {
        (void)parse_recommend_requests(body);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
        return error.what();
    }
    return "accepted";
}

TEST(RecommendRequest, AllMembersAreRead) {
    const auto body = parse_json(R"({"requests":[
        {"indexName":"shop","model":"bought-together","threshold":42.1,"objectID":"x",
         "maxRecommendations":7,"diversity":0.5,"queryParameters":{"userToken":"u"},
         "fallbackParameters":{},"unknown":1},
        {"indexName":"other","model":"trending-items","threshold":0,"maxRecommendations":0,
         "facetName":"brand","facetValue":"Lumina"},
        {"indexName":"shop","model":"complete-cart","threshold":0,"objectIDs":["a","b"]}]})");
    const auto requests = parse_recommend_requests(body);
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_EQ(requests[0].model, RecommendModel::kBoughtTogether);
    EXPECT_EQ(requests[0].threshold, 42.1);
    EXPECT_EQ(requests[0].max_recommendations, 7U);
    EXPECT_EQ(requests[0].diversity, .5);
    EXPECT_EQ(requests[0].user_token, "u");
    EXPECT_THAT(requests[0].object_ids, ElementsAre("x"));
    EXPECT_NE(requests[0].query_parameters, nullptr);
    EXPECT_NE(requests[0].fallback_parameters, nullptr);
    EXPECT_EQ(requests[1].index_name, "other");
    EXPECT_EQ(requests[1].facet_value, "Lumina");
    EXPECT_EQ(requests[1].max_recommendations, 30U);
    EXPECT_EQ(requests[1].query_parameters, nullptr);
    EXPECT_THAT(requests[2].object_ids, ElementsAre("a", "b"));
}

TEST(RecommendRequest, EachModelRequiresWhatItNeeds) {
    for (const char* model :
         {"related-products", "bought-together", "looking-similar", "next-item", "complete-cart"}) {
        EXPECT_THAT(refusal(request(model)), HasSubstr("expected a member objectID")) << model;
        EXPECT_EQ(refusal(request(model, R"("objectID":"x")")), "accepted") << model;
    }
    for (const char* model :
         {"recommended-for-you", "buy-again", "recently-viewed", "because-you"}) {
        EXPECT_THAT(refusal(request(model)), HasSubstr("userToken")) << model;
        EXPECT_EQ(refusal(request(model, R"("userToken":"u")")), "accepted") << model;
    }
    EXPECT_THAT(refusal(request("trending-facets")), HasSubstr("facetName"));
    EXPECT_EQ(refusal(request("trending-items")), "accepted");
    EXPECT_THAT(refusal(request("trending-items", R"("facetValue":"x")")), HasSubstr("facetName"));
}

TEST(RecommendRequest, WhatIsWrongIsNamedByItsPath) {
    EXPECT_THAT(refusal("5"), HasSubstr("requests[0]"));
    EXPECT_THAT(refusal(request("best")), HasSubstr("requests[0].model: expected one of related"));
    EXPECT_THAT(refusal(R"({"indexName":"shop","model":"trending-items"})"),
                HasSubstr("threshold"));
    EXPECT_THAT(refusal(R"({"model":"trending-items","threshold":0})"), HasSubstr("indexName"));
    EXPECT_THAT(refusal(request("trending-items", R"("threshold":101)")),
                HasSubstr("requests[0].threshold: expected a number of 0 to 100"));
    EXPECT_THAT(refusal(request("trending-items", R"("maxRecommendations":31)")),
                HasSubstr("maxRecommendations"));
    EXPECT_THAT(refusal(request("next-item", R"("objectIDs":["a",""])")),
                HasSubstr("objectIDs[1]"));
    EXPECT_THAT(refusal(request("trending-items", R"("queryParameters":"a=1")")),
                HasSubstr("queryParameters"));
    const auto body = parse_json("{}");
    EXPECT_THROW((void)parse_recommend_requests(body), Error);
}

} // namespace
} // namespace aisle::data
