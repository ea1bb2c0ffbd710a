#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/json.h"

namespace aisle::data {

/// The models of the recommend endpoint: the protocol's, then ours in the same style.
enum class RecommendModel : std::uint8_t {
    kRelatedProducts,
    kBoughtTogether,
    kLookingSimilar,
    kTrendingItems,
    kTrendingFacets,
    kRecommendedForYou,
    kNextItem,
    kCompleteCart,
    kBuyAgain,
    kRecentlyViewed,
    kBecauseYou,
};

/// One request for recommendations, checked.
struct RecommendRequest {
    std::string index_name;
    RecommendModel model = RecommendModel::kRelatedProducts;
    double threshold = 0; ///< 0 to 100
    std::size_t max_recommendations = 30;
    std::vector<std::string> object_ids; ///< objectID, or the objectIDs of a session or a cart
    std::string user_token;              ///< empty: nobody's
    std::string facet_name;
    std::string facet_value;
    double diversity = 0;                                  ///< 0 to 1
    const rapidjson::Value* query_parameters = nullptr;    ///< an object of the body, or null
    const rapidjson::Value* fallback_parameters = nullptr; ///< likewise
};

/// Most requests of one body, and most products of one request.
inline constexpr rapidjson::SizeType kMaxRecommendRequests = 50;
inline constexpr rapidjson::SizeType kMaxRecommendSeeds = 100;

/// Reads `{"requests": [...]}`. The requests point into `body`, which must outlive them.
/// Throws: Error{kInvalidRequest} with the path of what is wrong and what would be right.
[[nodiscard]] std::vector<RecommendRequest> parse_recommend_requests(const rapidjson::Value& body);

} // namespace aisle::data
