#include "api/restrictions.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "api/api_key.h"
#include "data/error.h"
#include "data/filter_lists.h"
#include "data/filter_parser.h"
#include "data/param_values.h"
#include "data/search_params_parser.h"
#include "data/search_params_table.h"

// A restriction is only worth something if no request can undo it. Three things could:
//
//   - disjunctive facets count without the facetFilters of their attribute. So forced filters of
//     all four kinds become one condition in `filters`, which nothing ever leaves out.
//   - a parameter that is forced may be overruled by another one: boxes win over a point and a
//     radius, length over hitsPerPage. kCompanions lists what falls back to the settings' default
//     when a parameter is forced.
//   - a name nobody knows or a value nobody can read might have been meant as a restriction.
//     Such a key is refused rather than served without it.

namespace aisle::api {

namespace {

using data::Filter;
using data::JsonAt;
using data::SearchParams;

[[noreturn]] void fail(const std::string& message) {
    throw data::Error(data::ErrorCode::kInvalidRequest, message);
}

std::int64_t read_moment(const std::string& text) {
    std::int64_t seconds = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, seconds);
    if (error != std::errc{} || stop != end) {
        fail("validUntil: expected Unix seconds, got " + data::excerpt(text));
    }
    return seconds;
}

std::vector<IpRange> read_sources(const JsonAt& at) {
    std::vector<IpRange> ranges;
    for (const auto& item : data::read_names(at)) {
        const auto range = parse_ip_range(item);
        if (!range) at.fail("addresses or ranges such as 192.0.2.0/24");
        ranges.push_back(*range);
    }
    return ranges;
}

void and_filter(Filter condition, Filter& filter) {
    if (condition.kind == Filter::Kind::kTrue) return;
    if (filter.kind == Filter::Kind::kTrue) {
        filter = std::move(condition);
        return;
    }
    if (filter.kind != Filter::Kind::kAnd) {
        Filter both;
        both.kind = Filter::Kind::kAnd;
        both.children.push_back(std::move(filter));
        filter = std::move(both);
    }
    filter.children.push_back(std::move(condition));
}

/// Reads one of the four filter parameters. Returns: false when `name` is none of them.
bool add_filter(const std::string& name, const JsonAt& at, Filter& filter) {
    if (name == "filters") {
        and_filter(data::parse_filters(at.as_string()), filter);
    } else if (name == "facetFilters") {
        and_filter(data::parse_facet_filters(at), filter);
    } else if (name == "numericFilters") {
        and_filter(data::parse_numeric_filters(at), filter);
    } else if (name == "tagFilters") {
        and_filter(data::parse_tag_filters(at), filter);
    } else {
        return false;
    }
    return true;
}

void apply(const data::UrlParams& overrides, SearchParams& params) {
    const auto object = data::to_rapidjson(overrides);
    data::apply_search_params(JsonAt(object), params);
}

void add_override(const std::string& name, const std::string& value, Restrictions& restrictions) {
    // A params string inside would be one more place to look for filters; no client writes one.
    if (name == "params") fail("params: expected the parameters themselves");
    const auto object = data::to_rapidjson({{name, value}});
    if (object.ObjectEmpty()) return; // "undefined", from an old client: not set
    SearchParams scratch;
    data::apply_search_params(JsonAt(object), scratch); // throws when name or value is wrong
    if (name == "userToken") restrictions.user_token = value;
    restrictions.overrides.emplace_back(name, value);
}

/// Parameters that never decide whether a product is found. Any other may.
constexpr std::array<std::string_view, 7> kHarmless = {
    "analytics",   "analyticsTags", "attributesToRetrieve", "clickAnalytics",
    "hitsPerPage", "userToken",     "enablePersonalization"};

/// What falls back to the settings' default when a parameter is forced, and is not forced too.
struct Companion {
    std::string_view forced;
    void (*reset)(const SearchParams& defaults, SearchParams& params);
};

void reset_geo(const SearchParams& defaults, SearchParams& params) {
    params.geo = defaults.geo;
}

void reset_price_context(const SearchParams& defaults, SearchParams& params) {
    params.price_context = defaults.price_context;
}

void reset_query(const SearchParams& defaults, SearchParams& params) {
    params.similar_query = defaults.similar_query;
    params.optional_words = defaults.optional_words;
    params.remove_words_if_no_results = defaults.remove_words_if_no_results;
}

void reset_facets(const SearchParams& defaults, SearchParams& params) {
    params.disjunctive_facets = defaults.disjunctive_facets;
    params.facet_ranges = defaults.facet_ranges;
}

constexpr std::array kCompanions = {
    Companion{"aroundLatLng", reset_geo},  Companion{"insideBoundingBox", reset_geo},
    Companion{"insidePolygon", reset_geo}, Companion{"priceContext", reset_price_context},
    Companion{"query", reset_query},       Companion{"facets", reset_facets},
};

} // namespace

bool Restrictions::allows_index(std::string_view index) const {
    return std::all_of(indexes.begin(), indexes.end(),
                       [&](const auto& patterns) { return matches_any(patterns, index); });
}

bool Restrictions::allows_source(std::string_view ip) const {
    if (sources.empty()) return true;
    const auto address = parse_ip(ip);
    if (!address) return false;
    return std::all_of(sources.begin(), sources.end(), [&](const auto& ranges) {
        return std::any_of(ranges.begin(), ranges.end(),
                           [&](const IpRange& range) { return range.contains(*address); });
    });
}

bool Restrictions::hides_products() const {
    return filter.kind != Filter::Kind::kTrue ||
           std::any_of(overrides.begin(), overrides.end(), [](const auto& override) {
               return std::find(kHarmless.begin(), kHarmless.end(), override.first) ==
                      kHarmless.end();
           });
}

bool Restrictions::overrides_parameter(std::string_view name) const {
    return std::any_of(overrides.begin(), overrides.end(),
                       [&](const auto& override) { return override.first == name; });
}

Restrictions parse_restrictions(std::string_view url_params) {
    Restrictions restrictions;
    for (const auto& [name, value] : data::decode_url_params(url_params)) {
        const rapidjson::Value text(rapidjson::StringRef(value.data(), value.size()));
        const JsonAt at(text, name);
        if (name == "validUntil") {
            const auto moment = read_moment(value);
            restrictions.valid_until_s =
                std::min(moment, restrictions.valid_until_s.value_or(moment));
        } else if (name == "restrictIndices") {
            restrictions.indexes.push_back(data::read_names(at));
        } else if (name == "restrictSources") {
            restrictions.sources.push_back(read_sources(at));
        } else {
            if (!add_filter(name, at, restrictions.filter)) {
                add_override(name, value, restrictions);
            }
            if (name == "userToken") continue;
            restrictions.search_terms += data::encode_url_text(name) + '=';
            restrictions.search_terms += data::encode_url_text(value) + '&';
        }
    }
    return restrictions;
}

void force(const Restrictions& restrictions, const data::Settings& settings, SearchParams& params) {
    force_parameters(restrictions, settings, params);
    and_filter(restrictions.filter, params.filters);
}

void force_parameters(const Restrictions& restrictions, const data::Settings& settings,
                      SearchParams& params) {
    for (const auto& companion : kCompanions) {
        if (restrictions.overrides_parameter(companion.forced)) {
            companion.reset(settings.query_defaults, params);
        }
    }
    apply(restrictions.overrides, params);
    if (restrictions.overrides_parameter("hitsPerPage") &&
        !restrictions.overrides_parameter("length") && params.length) {
        params.length = std::min(*params.length, params.hits_per_page);
    }
}

} // namespace aisle::api
