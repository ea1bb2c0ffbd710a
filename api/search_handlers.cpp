#include <algorithm>
#include <chrono>
#include <map>
#include <optional>

#include "api/call_input.h"
#include "api/handlers.h"
#include "api/personal_search.h"
#include "api/recommendation.h"
#include "api/search_response.h"
#include "api/visible_products.h"
#include "data/columns.h"
#include "data/error.h"
#include "search/match_cache.h"
#include "search/searcher.h"

namespace aisle::api {

namespace {

using Clock = std::chrono::steady_clock;

struct Answered {
    std::uint64_t num_hits;
    bool has_full_page;
};

/// What the queries of one call share: queries on one index see the same snapshot, all are as of
/// the same moment, and equal work is done once.
class SharedWork {
public:
    SharedWork(const Service& service, const Call& call) : service_(service), call_(call) {}

    const SnapshotPointer& snapshot_of(const std::string& index) {
        const auto [entry, is_new] = snapshots_.try_emplace(index);
        if (is_new) entry->second = require_index(service_, call_, index);
        return entry->second;
    }

    void share(search::SearchOptions& options) {
        options.now = now_;
        options.cache = &cache_;
    }

private:
    const Service& service_;
    const Call& call_;
    std::int64_t now_ = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::map<std::string, SnapshotPointer> snapshots_;
    search::MatchCache cache_; ///< borrows the snapshots
};

/// What the search of a known shopper is ordered by, too.
std::optional<search::Personalisation> personalise_search(const Service& service,
                                                          const SnapshotPointer& snapshot,
                                                          const data::SearchParams& params) {
    if (!params.enable_personalization || params.user_token.empty()) return std::nullopt;
    const auto& index = trained_index(*snapshot);
    return personalise({snapshot, service.models.find(index),
                        service.events.pasts().find(index, params.user_token)},
                       params.personalization_impact);
}

/// Where an answer comes from and goes to.
struct Answering {
    const Service& service;
    const Call& call;
    JsonWriter& writer;
};

/// Writes the answer to one search.
Answered answer_search(const Answering& answering, const SnapshotPointer& snapshot,
                       const data::JsonAt& request, SharedWork* shared = nullptr) {
    const auto started = Clock::now();
    const Call& call = answering.call;
    const auto params = call.access.search_params(request, snapshot->settings);
    auto options = search_options(call, snapshot);
    options.personalise = [&](const data::SearchParams& edited) {
        return personalise_search(answering.service, snapshot, edited);
    };
    if (shared != nullptr) shared->share(options);
    auto result = search::search(*snapshot, params, options);
    write_search_response({*snapshot, params, request.value(), result, call.access, started},
                          answering.writer);
    return {result.num_hits, result.num_hits >= params.length.value_or(params.hits_per_page)};
}

/// Throws: Error{kInvalidRequest} unless values of the attribute can be searched.
void require_searchable_facet(const search::Snapshot& snapshot, const std::string& facet) {
    const auto& declared = snapshot.settings.attributes_for_faceting;
    const bool is_searchable =
        std::any_of(declared.begin(), declared.end(), [&](const data::FacetAttribute& attribute) {
            return data::strip_variants(attribute.path) == data::strip_variants(facet) &&
                   attribute.searchable;
        });
    if (is_searchable) return;
    throw data::Error(data::ErrorCode::kInvalidRequest,
                      "Cannot search in `" + facet + "` attribute, you need to add `searchable(" +
                          facet + ")` to attributesForFaceting.");
}

void answer_facet_search(const SnapshotPointer& snapshot, const std::string& facet,
                         const data::JsonAt& request, const Call& call, JsonWriter& writer) {
    const auto started = Clock::now();
    require_searchable_facet(*snapshot, facet);
    const auto params = call.access.search_params(request, snapshot->settings);
    const auto hits =
        search::search_facet(*snapshot, params, facet, search_options(call, snapshot));
    writer.StartObject();
    writer.Key("facetHits");
    writer.StartArray();
    for (const auto& [value, count, highlighted] : hits) {
        writer.StartObject();
        writer.Key("value");
        writer.String(value);
        writer.Key("highlighted");
        writer.String(highlighted);
        writer.Key("count");
        writer.Uint64(count);
        writer.EndObject();
    }
    writer.EndArray();
    writer.Key("exhaustiveFacetsCount");
    writer.Bool(true);
    writer.Key("processingTimeMS");
    writer.Int64(elapsed_ms(started));
    writer.EndObject();
}

std::string optional_string(const rapidjson::Value& object, const char* name) {
    const auto found = object.FindMember(name);
    return found != object.MemberEnd() && found->value.IsString()
               ? std::string(data::string_of(found->value))
               : std::string();
}

/// Writes an answer in place of one that was not worked out.
void write_unprocessed(const std::string& index, JsonWriter& writer) {
    writer.StartObject();
    writer.Key("hits");
    writer.StartArray();
    writer.EndArray();
    for (const char* name : {"nbHits", "page", "nbPages", "hitsPerPage"}) {
        writer.Key(name);
        writer.Uint(0);
    }
    writer.Key("processed");
    writer.Bool(false);
    writer.Key("index");
    writer.String(index);
    writer.Key("query");
    writer.String("");
    writer.Key("params");
    writer.String("");
    writer.Key("processingTimeMS");
    writer.Uint(0);
    writer.EndObject();
}

/// Writes one entry of a multi-query; returns whether it filled its page.
bool answer_entry(const Answering& answering, SharedWork& shared, const data::JsonAt& entry) {
    const auto& snapshot = shared.snapshot_of(require_string(entry, "indexName"));
    if (optional_string(entry.value(), "type") == "facet") {
        answer_facet_search(snapshot, require_string(entry, "facet"), entry, answering.call,
                            answering.writer);
        return false;
    }
    return answer_search(answering, snapshot, entry, &shared).has_full_page;
}

Response finish(const rapidjson::StringBuffer& buffer) {
    return json_response({buffer.GetString(), buffer.GetSize()});
}

} // namespace

Response search_one(const Service& service, const Call& call) {
    const auto snapshot = require_index(service, call, call.captures[0]);
    const auto body = read_object(call);
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    const auto answered = answer_search({service, call, writer}, snapshot, data::JsonAt(body));
    Response response = finish(buffer);
    response.num_hits = answered.num_hits;
    return response;
}

Response search_many(const Service& service, const Call& call) {
    const auto body = read_object(call);
    const data::JsonAt requests(requests_of(body), "requests");
    const std::string strategy = optional_string(body, "strategy");
    if (!strategy.empty() && strategy != "none" && strategy != "stopIfEnoughMatches") {
        throw data::Error(data::ErrorCode::kInvalidRequest,
                          "strategy: expected none or stopIfEnoughMatches, got " + strategy);
    }
    if (const auto num_queries = requests.value().Size(); num_queries > 1) {
        service.keys.charge(call.access, num_queries - 1); // the router charged for one
    }
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("results");
    writer.StartArray();
    SharedWork shared(service, call);
    bool is_enough = false;
    for (rapidjson::SizeType i = 0; i < requests.value().Size(); ++i) {
        const auto entry = requests.element(i);
        if (is_enough) {
            write_unprocessed(require_string(entry, "indexName"), writer);
            continue;
        }
        const bool is_full = answer_entry({service, call, writer}, shared, entry);
        is_enough = is_full && strategy == "stopIfEnoughMatches";
    }
    writer.EndArray();
    writer.EndObject();
    return finish(buffer);
}

Response search_facet_values(const Service& service, const Call& call) {
    const auto snapshot = require_index(service, call, call.captures[0]);
    const auto body = read_object(call);
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    answer_facet_search(snapshot, call.captures[1], data::JsonAt(body), call, writer);
    return finish(buffer);
}

} // namespace aisle::api
