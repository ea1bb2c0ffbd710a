#include <chrono>
#include <cmath>

#include "api/call_input.h"
#include "api/handlers.h"
#include "api/random_hex.h"
#include "api/recommendation.h"
#include "api/search_response.h"
#include "data/recommend_request.h"

namespace aisle::api {

namespace {

void write_values(const std::string& facet, const std::vector<RecommendationAnswer::Value>& values,
                  JsonWriter& writer) {
    for (const auto& [text, score] : values) {
        writer.StartObject();
        writer.Key("facetName");
        writer.String(facet);
        writer.Key("facetValue");
        writer.String(text);
        writer.Key("_score");
        write_score(score, writer);
        writer.EndObject();
    }
}

/// Writes the hits of one of the two lists; returns how many.
std::size_t write_hits(const search::Snapshot& snapshot, const Call& call,
                       search::SearchResult& result, const std::vector<RecommendationNote>* notes,
                       JsonWriter& writer) {
    HitWriter hits(snapshot, result.params, result.highlighter ? &*result.highlighter : nullptr,
                   call.access.allows(Acl::kSeeUnretrievableAttributes));
    for (std::size_t i = 0; i < result.hits.size(); ++i) {
        hits.write(result.hits[i], writer, notes != nullptr ? &(*notes)[i] : nullptr);
    }
    return result.hits.size();
}

struct Shown {
    std::size_t num_hits = 0;
    std::size_t max_hits = 0;
    std::chrono::steady_clock::time_point started;
};

/// The members that an answer has in common with that of a search.
void write_frame(const search::Snapshot& snapshot, const data::SearchParams& params,
                 const Shown& shown, JsonWriter& writer) {
    const auto put = [&](const char* name, std::uint64_t value) {
        writer.Key(name);
        writer.Uint64(value);
    };
    put("nbHits", shown.num_hits);
    put("page", 0);
    put("nbPages", 1);
    put("hitsPerPage", shown.max_hits);
    writer.Key("exhaustiveNbHits");
    writer.Bool(true);
    writer.Key("exhaustiveTypo");
    writer.Bool(true);
    writer.Key("exhaustive");
    writer.StartObject();
    writer.Key("nbHits");
    writer.Bool(true);
    writer.Key("typo");
    writer.Bool(true);
    writer.EndObject();
    writer.Key("query");
    writer.String(params.query);
    writer.Key("index");
    writer.String(snapshot.index_name);
    writer.Key("processingTimeMS");
    writer.Int64(elapsed_ms(shown.started));
    if (params.click_analytics) {
        writer.Key("queryID");
        writer.String(random_hex(16));
    }
}

void answer_request(const Service& service, const Call& call, const data::RecommendRequest& request,
                    JsonWriter& writer) {
    Shown shown{0, request.max_recommendations, std::chrono::steady_clock::now()};
    const auto snapshot = require_index(service, call, request.index_name);
    const auto models = service.models.find(trained_index(*snapshot));
    auto answer =
        answer_recommendation({call, snapshot, models.get(), service.events.pasts()}, request);
    writer.StartObject();
    writer.Key("hits");
    writer.StartArray();
    write_values(request.facet_name, answer.values, writer);
    shown.num_hits = answer.values.size();
    if (answer.hits) {
        shown.num_hits += write_hits(*snapshot, call, *answer.hits, &answer.notes, writer);
    }
    if (answer.fallback) {
        shown.num_hits += write_hits(*snapshot, call, *answer.fallback, nullptr, writer);
    }
    writer.EndArray();
    write_frame(*snapshot, answer.params, shown, writer);
    writer.EndObject();
}

} // namespace

Response get_recommendations(const Service& service, const Call& call) {
    const auto body = read_object(call);
    const auto requests = data::parse_recommend_requests(body);
    if (requests.size() > 1) {
        // The router charged for one.
        service.keys.charge(call.access, static_cast<std::uint32_t>(requests.size() - 1));
    }
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("results");
    writer.StartArray();
    for (const auto& request : requests) answer_request(service, call, request, writer);
    writer.EndArray();
    writer.EndObject();
    return json_response({buffer.GetString(), buffer.GetSize()});
}

} // namespace aisle::api
