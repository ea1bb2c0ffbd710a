#include "data/recommend_request.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

// Each model is a row of a table: its name, and what a request for it has to say. Members that
// nobody knows are ignored, as the protocol's clients send some that only their own page uses.

namespace aisle::data {
namespace {

constexpr std::int64_t kMostRecommendations = 30;

struct ModelRow {
    std::string_view name;
    RecommendModel model;
    bool needs_objects;
    bool needs_user;
    bool needs_facet;
};

constexpr ModelRow kModels[] = {
    {"related-products", RecommendModel::kRelatedProducts, true, false, false},
    {"bought-together", RecommendModel::kBoughtTogether, true, false, false},
    {"looking-similar", RecommendModel::kLookingSimilar, true, false, false},
    {"trending-items", RecommendModel::kTrendingItems, false, false, false},
    {"trending-facets", RecommendModel::kTrendingFacets, false, false, true},
    {"recommended-for-you", RecommendModel::kRecommendedForYou, false, true, false},
    {"next-item", RecommendModel::kNextItem, true, false, false},
    {"complete-cart", RecommendModel::kCompleteCart, true, false, false},
    {"buy-again", RecommendModel::kBuyAgain, false, true, false},
    {"recently-viewed", RecommendModel::kRecentlyViewed, false, true, false},
    {"because-you", RecommendModel::kBecauseYou, false, true, false},
};

const ModelRow& read_model(const JsonAt& at) {
    const auto name = at.as_string();
    const auto found = std::find_if(std::begin(kModels), std::end(kModels),
                                    [&](const auto& row) { return row.name == name; });
    if (found != std::end(kModels)) return *found;
    std::string names;
    for (const auto& row : kModels) {
        if (!names.empty()) names += ", ";
        names += row.name;
    }
    at.fail("one of " + names);
}

double read_share(const JsonAt& at, double highest) {
    const double number = at.as_number();
    if (number < 0 || number > highest) {
        at.fail("a number of 0 to " + std::to_string(static_cast<int>(highest)));
    }
    return number;
}

const rapidjson::Value* read_object(const JsonAt& at) {
    at.require_object();
    return &at.value();
}

std::string read_object_id(const JsonAt& at) {
    if (at.as_string().empty()) at.fail("an objectID");
    return std::string(at.as_string());
}

void read_object_ids(const JsonAt& at, RecommendRequest& request) {
    at.require_array();
    if (at.value().Empty() || at.value().Size() > kMaxRecommendSeeds) at.fail("1 to 100 objectIDs");
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i) {
        const JsonAt element = at.element(i);
        request.object_ids.push_back(read_object_id(element));
    }
}

struct Member {
    std::string_view name;
    void (*read)(const JsonAt& at, RecommendRequest& request);
};

constexpr Member kMembers[] = {
    {"indexName", [](const JsonAt& at, auto& r) { r.index_name = at.as_string(); }},
    {"model", [](const JsonAt& at, auto& r) { r.model = read_model(at).model; }},
    {"threshold", [](const JsonAt& at, auto& r) { r.threshold = read_share(at, 100); }},
    {"maxRecommendations",
     [](const JsonAt& at, auto& r) {
         const auto count = at.as_integer(0, kMostRecommendations);
         // The protocol's clients send 0 for as many as there are.
         r.max_recommendations =
             static_cast<std::size_t>(count == 0 ? kMostRecommendations : count);
     }},
    {"objectID", [](const JsonAt& at, auto& r) { r.object_ids = {read_object_id(at)}; }},
    {"objectIDs", read_object_ids},
    {"userToken", [](const JsonAt& at, auto& r) { r.user_token = at.as_string(); }},
    {"facetName", [](const JsonAt& at, auto& r) { r.facet_name = at.as_string(); }},
    {"facetValue", [](const JsonAt& at, auto& r) { r.facet_value = at.as_string(); }},
    {"diversity", [](const JsonAt& at, auto& r) { r.diversity = read_share(at, 1); }},
    {"queryParameters", [](const JsonAt& at, auto& r) { r.query_parameters = read_object(at); }},
    {"fallbackParameters",
     [](const JsonAt& at, auto& r) { r.fallback_parameters = read_object(at); }},
};

void require(const JsonAt& at, bool is_there, const char* name) {
    if (!is_there) at.fail_with(std::string("expected a member ") + name);
}

RecommendRequest parse_request(const JsonAt& at) {
    at.require_object();
    RecommendRequest request;
    for (const auto& entry : at.value().GetObject()) {
        if (entry.value.IsNull()) continue;
        const JsonAt member = at.member(entry);
        for (const Member& known : kMembers) {
            if (known.name == string_of(entry.name)) known.read(member, request);
        }
    }
    // Whose recommendations may also be said where a search says it.
    if (request.user_token.empty() && request.query_parameters != nullptr) {
        const auto* token = find_member(*request.query_parameters, "userToken");
        if (token != nullptr && token->IsString()) request.user_token = string_of(*token);
    }
    require(at, !request.index_name.empty(), "indexName");
    require(at, find_member(at.value(), "model") != nullptr, "model");
    require(at, find_member(at.value(), "threshold") != nullptr, "threshold");
    const ModelRow& row = kModels[static_cast<std::size_t>(request.model)];
    require(at, !row.needs_objects || !request.object_ids.empty(), "objectID");
    require(at, !row.needs_user || !request.user_token.empty(), "userToken");
    require(at, !row.needs_facet || !request.facet_name.empty(), "facetName");
    require(at, request.facet_value.empty() || !request.facet_name.empty(), "facetName");
    return request;
}

} // namespace

std::vector<RecommendRequest> parse_recommend_requests(const rapidjson::Value& body) {
    const JsonAt root(body);
    root.require_object();
    std::vector<RecommendRequest> requests;
    for (const auto& entry : body.GetObject()) {
        if (string_of(entry.name) != "requests") continue;
        const JsonAt list = root.member(entry);
        list.require_array();
        if (list.value().Size() > kMaxRecommendRequests) list.fail("at most 50 requests");
        for (rapidjson::SizeType i = 0; i < list.value().Size(); ++i) {
            const JsonAt element = list.element(i);
            requests.push_back(parse_request(element));
        }
        return requests;
    }
    root.fail_with("expected a member requests");
}

} // namespace aisle::data
