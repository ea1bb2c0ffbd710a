#include "api/search_response.h"

#include <algorithm>
#include <cmath>

#include "api/random_hex.h"
#include "data/url_params.h"

namespace aisle::api {

namespace {

/// True when the response has a member of that name.
bool is_asked_for(const data::SearchParams& params, std::string_view name) {
    const auto& fields = params.response_fields;
    return !fields || std::find(fields->begin(), fields->end(), "*") != fields->end() ||
           std::find(fields->begin(), fields->end(), name) != fields->end();
}

/// Writes the lasting members of one response, those that were asked for.
class ResponseWriter {
public:
    ResponseWriter(const SearchAnswer& answer, JsonWriter& writer)
        : answer_(answer), params_(answer.result.params), result_(answer.result), writer_(writer) {}

    void write() {
        write_hits();
        write_paging();
        write_facets();
        write_ranges();
        write_impact();
        write_exhaustive();
        write_query();
        write_extras();
    }

private:
    /// Writes the name of a member; false when it was not asked for.
    bool begin(const char* name) {
        if (!is_asked_for(params_, name)) return false;
        writer_.Key(name);
        return true;
    }

    void put_key(const std::string& name) {
        writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    }

    void put(const char* name, std::uint64_t value) {
        if (begin(name)) writer_.Uint64(value);
    }

    void put(const char* name, const std::string& value) {
        if (begin(name)) writer_.String(value);
    }

    void write_hits() {
        if (!begin("hits")) return;
        HitWriter hits(answer_.snapshot, params_,
                       result_.highlighter ? &*result_.highlighter : nullptr,
                       answer_.access.allows(Acl::kSeeUnretrievableAttributes));
        writer_.StartArray();
        for (const auto& hit : result_.hits) hits.write(hit, writer_);
        writer_.EndArray();
    }

    void write_paging() {
        put("nbHits", result_.num_hits);
        if (params_.length) {
            put("offset", params_.offset.value_or(0));
            put("length", *params_.length);
            return;
        }
        put("page", params_.page);
        put("nbPages", num_pages(result_.num_hits, params_));
        put("hitsPerPage", params_.hits_per_page);
    }

    void write_facets() {
        if (params_.facets.empty() && params_.disjunctive_facets.empty()) return;
        if (begin("facets")) {
            writer_.StartObject();
            for (const auto& facet : result_.facets) {
                if (facet.values.empty()) continue;
                put_key(facet.attribute);
                write_values(facet.values);
            }
            writer_.EndObject();
        }
        write_facet_stats();
        if (begin("exhaustiveFacetsCount")) writer_.Bool(true);
    }

    void write_facet_stats() {
        const bool has_stats = std::any_of(result_.facets.begin(), result_.facets.end(),
                                           [](const auto& f) { return f.stats.has_value(); });
        if (!has_stats || !begin("facets_stats")) return;
        writer_.StartObject();
        for (const auto& facet : result_.facets) {
            if (!facet.stats) continue;
            put_key(facet.attribute);
            writer_.StartObject();
            put_number("min", facet.stats->min);
            put_number("max", facet.stats->max);
            put_number("avg", facet.stats->avg);
            put_number("sum", facet.stats->sum);
            writer_.EndObject();
        }
        writer_.EndObject();
    }

    void put_number(const char* name, double value) {
        writer_.Key(name);
        write_number(value, writer_);
    }

    void write_ranges() {
        if (params_.facet_ranges.empty() || !begin("facetRanges")) return;
        writer_.StartObject();
        for (const auto& counts : result_.ranges) {
            put_key(counts.attribute);
            writer_.StartArray();
            for (const auto& range : counts.ranges) {
                writer_.StartObject();
                put_number("from", range.from);
                put_number("to", range.to);
                writer_.Key("count");
                writer_.Uint64(range.count);
                if (!range.label.empty()) {
                    writer_.Key("label");
                    writer_.String(range.label);
                }
                writer_.EndObject();
            }
            writer_.EndArray();
        }
        writer_.EndObject();
    }

    void write_values(const std::vector<std::pair<std::string, std::uint64_t>>& values) {
        writer_.StartObject();
        for (const auto& [value, count] : values) {
            put_key(value);
            writer_.Uint64(count);
        }
        writer_.EndObject();
    }

    void write_impact() {
        if (!params_.facet_impact || !begin("facetImpact")) return;
        writer_.StartObject();
        for (const auto& impact : result_.impacts) {
            if (impact.values.empty()) continue;
            put_key(impact.attribute);
            write_values(impact.values);
        }
        writer_.EndObject();
    }

    void write_exhaustive() {
        if (begin("exhaustiveNbHits")) writer_.Bool(true);
        if (begin("exhaustiveTypo")) writer_.Bool(true);
        if (!begin("exhaustive")) return;
        writer_.StartObject();
        writer_.Key("facetsCount");
        writer_.Bool(true);
        writer_.Key("nbHits");
        writer_.Bool(true);
        writer_.Key("typo");
        writer_.Bool(true);
        writer_.EndObject();
    }

    void write_query() {
        put("query", answer_.params.query);
        if (!result_.query_after_removal.empty()) {
            put("queryAfterRemoval", result_.query_after_removal);
        }
        put("index", answer_.snapshot.index_name);
        if (begin("renderingContent")) {
            const auto& json = params_.rendering_content_json;
            if (json.empty()) {
                writer_.StartObject();
                writer_.EndObject();
            } else {
                writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
            }
        }
    }

    void write_extras() {
        if (params_.geo.around && begin("aroundLatLng")) {
            writer_.String(std::to_string(params_.geo.around->lat) + "," +
                           std::to_string(params_.geo.around->lng));
        }
        if (result_.automatic_radius_m) {
            put("automaticRadius", std::to_string(std::llround(*result_.automatic_radius_m)));
        }
        if (params_.get_ranking_info) {
            writer_.Key("parsedQuery");
            writer_.String(result_.parsed_query);
            writer_.Key("indexUsed");
            writer_.String(answer_.snapshot.index_name);
            writer_.Key("serverUsed");
            writer_.String("aisle");
            write_applied_rules();
        }
        write_user_data();
    }

    void write_applied_rules() {
        if (result_.rules.ids.empty()) return;
        writer_.Key("appliedRules");
        writer_.StartArray();
        for (const auto& id : result_.rules.ids) {
            writer_.StartObject();
            writer_.Key("objectID");
            writer_.String(id);
            writer_.EndObject();
        }
        writer_.EndArray();
    }

    void write_user_data() {
        const auto& objects = result_.rules.user_data;
        if (objects.empty() || !begin("userData")) return;
        writer_.StartArray();
        for (const auto& json : objects) {
            writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
        }
        writer_.EndArray();
    }

    const SearchAnswer& answer_;
    const data::SearchParams& params_; ///< as searched
    search::SearchResult& result_;
    JsonWriter& writer_;
};

} // namespace

void write_lasting_members(const SearchAnswer& answer, JsonWriter& writer) {
    ResponseWriter(answer, writer).write();
}

PassingMembers passing_members(const data::SearchParams& searched) {
    return {.params = is_asked_for(searched, "params"),
            .query_id = searched.click_analytics && is_asked_for(searched, "queryID"),
            .server_time = is_asked_for(searched, "serverTimeMS"),
            .processing_time = is_asked_for(searched, "processingTimeMS")};
}

void write_passing_members(const PassingMembers& members, const rapidjson::Value& request,
                           std::chrono::steady_clock::time_point started, JsonWriter& writer) {
    if (members.params) {
        writer.Key("params");
        writer.String(data::encode_params_echo(request));
    }
    if (members.query_id) {
        writer.Key("queryID");
        writer.String(random_hex(16));
    }
    const auto ms = elapsed_ms(started);
    if (members.server_time) {
        writer.Key("serverTimeMS");
        writer.Int64(ms);
    }
    if (members.processing_time) {
        writer.Key("processingTimeMS");
        writer.Int64(ms);
    }
}

std::int64_t elapsed_ms(std::chrono::steady_clock::time_point started) {
    const auto elapsed = std::chrono::steady_clock::now() - started;
    return std::max<std::int64_t>(
        1, std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count());
}

std::uint64_t num_pages(std::uint64_t num_hits, const data::SearchParams& params) {
    if (params.hits_per_page == 0) return 0;
    const std::uint64_t reachable = std::min<std::uint64_t>(num_hits, params.pagination_limited_to);
    return (reachable + params.hits_per_page - 1) / params.hits_per_page;
}

} // namespace aisle::api
