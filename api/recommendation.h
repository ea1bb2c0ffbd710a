#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/hit_writer.h"
#include "api/index_models.h"
#include "api/index_registry.h"
#include "api/service.h"
#include "data/recommend_request.h"
#include "data/search_params.h"
#include "search/result.h"

namespace aisle::api {

/// One answer of the recommend endpoint: products, or values of a facet.
struct RecommendationAnswer {
    struct Value {
        std::string text;
        double score = 0;
    };

    data::SearchParams params;                    ///< of the recommended hits
    std::optional<search::SearchResult> hits;     ///< in the order of their scores
    std::vector<RecommendationNote> notes;        ///< of each hit
    std::optional<search::SearchResult> fallback; ///< what fills up
    std::vector<Value> values;                    ///< of trending-facets
};

/// What a request for recommendations is answered from.
struct RecommendationInputs {
    const Call& call;
    const SnapshotPointer& snapshot;
    const IndexModels* models; ///< null: none were trained
    const ShopperPasts& pasts;
};

/// The index whose events and models a replica shares with its primary, or its own name.
[[nodiscard]] const std::string& trained_index(const search::Snapshot& snapshot);

/// Answers one request. What it shows passes the filters of its query parameters, and what the
/// caller's key forces, exactly as the hits of a search do.
/// Throws: Error{kInvalidRequest} for parameters that a search would refuse, Error{kDeadline}.
[[nodiscard]] RecommendationAnswer answer_recommendation(const RecommendationInputs& inputs,
                                                         const data::RecommendRequest& request);

} // namespace aisle::api
