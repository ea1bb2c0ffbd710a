#include <algorithm>
#include <chrono>

#include "api/answer_text.h"
#include "api/call_input.h"
#include "api/handlers.h"
#include "api/search_answers.h"
#include "api/search_response.h"
#include "api/visible_products.h"
#include "data/columns.h"
#include "data/error.h"
#include "search/searcher.h"

namespace aisle::api {

namespace {

using Clock = std::chrono::steady_clock;

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
bool answer_entry(SearchAnswers& answers, const data::JsonAt& entry, const Call& call,
                  JsonWriter& writer) {
    const auto& snapshot = answers.snapshot_of(require_string(entry, "indexName"));
    if (optional_string(entry.value(), "type") == "facet") {
        answer_facet_search(snapshot, require_string(entry, "facet"), entry, call, writer);
        return false;
    }
    return answers.answer(snapshot, entry).has_full_page;
}

} // namespace

Response search_one(const Service& service, const Call& call) {
    AnswerText text;
    SearchAnswers answers(service, call, text, SearchAnswers::Number::kOne);
    const auto& snapshot = answers.snapshot_of(call.captures[0]);
    const auto body = read_object(call);
    const auto answered = answers.answer(snapshot, data::JsonAt(body));
    Response response = text.finish();
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
    AnswerText text;
    JsonWriter& writer = text.writer();
    writer.StartObject();
    writer.Key("results");
    writer.StartArray();
    SearchAnswers answers(service, call, text, SearchAnswers::Number::kMany);
    bool is_enough = false;
    for (rapidjson::SizeType i = 0; i < requests.value().Size(); ++i) {
        const auto entry = requests.element(i);
        if (is_enough) {
            write_unprocessed(require_string(entry, "indexName"), writer);
            continue;
        }
        const bool is_full = answer_entry(answers, entry, call, writer);
        is_enough = is_full && strategy == "stopIfEnoughMatches";
    }
    writer.EndArray();
    writer.EndObject();
    return text.finish();
}

Response search_facet_values(const Service& service, const Call& call) {
    const auto snapshot = require_index(service, call, call.captures[0]);
    const auto body = read_object(call);
    AnswerText text;
    answer_facet_search(snapshot, call.captures[1], data::JsonAt(body), call, text.writer());
    return text.finish();
}

} // namespace aisle::api
