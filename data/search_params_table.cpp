#include "data/search_params_table.h"

#include <algorithm>
#include <array>
#include <limits>

#include "data/commerce_params.h"
#include "data/filter_lists.h"
#include "data/filter_parser.h"
#include "data/geo_params.h"
#include "data/param_values.h"

// The one list of what a search or the settings may say. An entry is a name, where it may stand,
// and a function that reads the value into the typed field. Most fields are a flag, a count, a
// text, a list or a choice, so a template over the member writes that function; the rest have one
// of their own. The list is sorted, which a static_assert keeps true.

namespace aisle::data {
namespace {

using Place = ParamPlace;
using Names = std::vector<std::string>;

constexpr std::uint32_t kAny = std::numeric_limits<std::int32_t>::max();

template <auto Member>
void flag(const JsonAt& at, SearchParams& params) {
    params.*Member = read_flag(at);
}

template <auto Member, std::uint32_t Low, std::uint32_t High>
void count(const JsonAt& at, SearchParams& params) {
    params.*Member = read_count(at, Low, High);
}

template <auto Member>
void text(const JsonAt& at, SearchParams& params) {
    params.*Member = at.as_string();
}

template <auto Member>
void names(const JsonAt& at, SearchParams& params) {
    params.*Member = read_names(at);
}

template <auto Member>
void names_or_null(const JsonAt& at, SearchParams& params) {
    params.*Member = at.value().IsNull() ? Names() : read_names(at);
}

/// A choice whose words stand in the order of the enumerators.
template <auto Member, const auto& Words>
void choice(const JsonAt& at, SearchParams& params) {
    using Enum = std::remove_reference_t<decltype(params.*Member)>;
    params.*Member = static_cast<Enum>(read_choice(at, Words));
}

constexpr std::string_view kQueryTypes[] = {"prefixLast", "prefixAll", "prefixNone"};
constexpr std::string_view kRemoveWords[] = {"none", "lastWords", "firstWords", "allOptional"};
constexpr std::string_view kExactOnSingleWord[] = {"attribute", "none", "word"};
constexpr std::string_view kFacetOrders[] = {"count", "alpha"};
constexpr std::string_view kCriteria[] = {"typo",      "geo",   "words",  "filters",  "proximity",
                                          "attribute", "exact", "custom", "relevance"};
constexpr std::string_view kAlternatives[] = {"ignorePlurals", "singleWordSynonym",
                                              "multiWordsSynonym", "ignoreConjugations"};
constexpr std::string_view kSyntaxFeatures[] = {"exactPhrase", "excludeWords"};

template <auto Member>
void languages(const JsonAt& at, SearchParams& params) {
    params.*Member = read_languages(at);
}

/// A switch for the languages of the query, or the languages.
template <auto Member>
void languages_or_flag(const JsonAt& at, SearchParams& params) {
    const rapidjson::Value& value = at.value();
    const std::string_view word = value.IsString() ? string_of(value) : std::string_view();
    const bool is_flag = value.IsBool() || value.IsInt() || word == "true" || word == "false" ||
                         word == "1" || word == "0";
    if (is_flag)
        params.*Member = read_flag(at) ? Names{kEveryQueryLanguage} : Names{};
    else
        params.*Member = read_languages(at);
}

void typo_tolerance(const JsonAt& at, SearchParams& params) {
    const std::string_view word = at.value().IsString() ? string_of(at.value()) : "";
    if (word == "min")
        params.typo_tolerance = TypoTolerance::kMin;
    else if (word == "strict")
        params.typo_tolerance = TypoTolerance::kStrict;
    else if (at.value().IsString() && word != "true" && word != "false")
        at.fail("true, false, \"min\" or \"strict\"");
    else
        params.typo_tolerance = read_flag(at) ? TypoTolerance::kOn : TypoTolerance::kOff;
}

void distinct(const JsonAt& at, SearchParams& params) {
    const bool is_word = at.value().IsString() && !parse_filter_number(string_of(at.value()));
    params.distinct =
        at.value().IsBool() || is_word ? (read_flag(at) ? 1 : 0) : read_count(at, 0, 4);
}

void syntax_features(const JsonAt& at, SearchParams& params) {
    const Names features = read_names(at);
    for (const std::string& feature : features) require_choice(at, feature, kSyntaxFeatures);
    const auto has = [&](std::string_view feature) {
        return std::find(features.begin(), features.end(), feature) != features.end();
    };
    params.advanced_exact_phrase = has("exactPhrase");
    params.advanced_exclude_words = has("excludeWords");
}

void alternatives_as_exact(const JsonAt& at, SearchParams& params) {
    params.alternatives_as_exact = read_names(at);
    for (const std::string& item : params.alternatives_as_exact)
        require_choice(at, item, kAlternatives);
}

void ranking(const JsonAt& at, SearchParams& params) {
    params.ranking = read_names(at);
    for (const std::string& criterion : params.ranking) {
        const bool known =
            !sort_attribute(criterion).empty() ||
            std::find(std::begin(kCriteria), std::end(kCriteria), criterion) != std::end(kCriteria);
        if (!known)
            at.fail_with("expected the name of a criterion, asc(attribute) or desc(attribute), "
                         "got \"" +
                         excerpt(criterion) + "\"" + suggestion(criterion, kCriteria));
    }
}

void custom_ranking(const JsonAt& at, SearchParams& params) {
    params.custom_ranking = read_names(at);
    for (const std::string& criterion : params.custom_ranking) {
        if (sort_attribute(criterion).empty())
            at.fail_with("expected asc(attribute) or desc(attribute), got \"" + excerpt(criterion) +
                         "\"");
    }
}

/// "attribute", "attribute:20" or "*:20".
void attributes_to_snippet(const JsonAt& at, SearchParams& params) {
    params.attributes_to_snippet.clear();
    for (const std::string& item : read_names(at)) {
        SnippetAttribute attribute{.path = item};
        const std::size_t colon = item.rfind(':');
        if (colon != std::string::npos) {
            const auto words = parse_filter_number(item.substr(colon + 1));
            if (!words || *words < 0 || *words > 1000 || colon == 0)
                at.fail_with("expected \"attribute:words\" with at most 1000 words, got \"" +
                             excerpt(item) + "\"");
            attribute = {.path = item.substr(0, colon),
                         .num_words = static_cast<std::uint32_t>(*words)};
        }
        params.attributes_to_snippet.push_back(std::move(attribute));
    }
}

void rendering_content(const JsonAt& at, SearchParams& params) {
    with_structure(at, [&](const JsonAt& content) {
        content.require_object();
        params.rendering_content_json = to_json_text(content.value());
    });
}

void filters(const JsonAt& at, SearchParams& params) {
    params.filters = parse_filters(at.as_string());
}

void facet_filters(const JsonAt& at, SearchParams& params) {
    params.facet_filters = parse_facet_filters(at);
}

void numeric_filters(const JsonAt& at, SearchParams& params) {
    params.numeric_filters = parse_numeric_filters(at);
}

void tag_filters(const JsonAt& at, SearchParams& params) {
    params.tag_filters = parse_tag_filters(at);
}

void optional_filters(const JsonAt& at, SearchParams& params) {
    params.optional_filters = parse_optional_filters(at);
}

void around_lat_lng(const JsonAt& at, SearchParams& params) {
    params.geo.around.reset();
    if (!at.value().IsString() || at.value().GetStringLength() > 0)
        params.geo.around = parse_geo_point(at);
}

void around_radius(const JsonAt& at, SearchParams& params) {
    parse_around_radius(at, params.geo);
}

void around_precision(const JsonAt& at, SearchParams& params) {
    params.geo.precision_m = parse_around_precision(at);
}

void minimum_around_radius(const JsonAt& at, SearchParams& params) {
    params.geo.minimum_radius_m = read_count(at, 1, kAny);
}

void inside_bounding_box(const JsonAt& at, SearchParams& params) {
    params.geo.boxes = parse_boxes(at);
}

void inside_polygon(const JsonAt& at, SearchParams& params) {
    params.geo.polygons = parse_polygons(at);
}

void price_context(const JsonAt& at, SearchParams& params) {
    with_structure(at, [&](const JsonAt& context) {
        PriceContext merged = params.price_context.value_or(PriceContext());
        apply_price_context(context, merged);
        params.price_context = std::move(merged);
    });
}

void availability(const JsonAt& at, SearchParams& params) {
    with_structure(at,
                   [&](const JsonAt& stock) { params.availability = parse_availability(stock); });
}

void facet_ranges(const JsonAt& at, SearchParams& params) {
    with_structure(at,
                   [&](const JsonAt& ranges) { params.facet_ranges = parse_facet_ranges(ranges); });
}

using P = SearchParams;

constexpr auto kParams = std::to_array<ParamEntry>({
    {"advancedSyntax", Place::kBoth, flag<&P::advanced_syntax>},
    {"advancedSyntaxFeatures", Place::kBoth, syntax_features},
    {"allowTyposOnNumericTokens", Place::kBoth, flag<&P::allow_typos_on_numeric_tokens>},
    {"alternativesAsExact", Place::kBoth, alternatives_as_exact},
    {"analytics", Place::kSearch, nullptr},
    {"analyticsTags", Place::kSearch, nullptr},
    {"aroundLatLng", Place::kSearch, around_lat_lng},
    {"aroundLatLngViaIP", Place::kSearch, nullptr},
    {"aroundPrecision", Place::kSearch, around_precision},
    {"aroundRadius", Place::kSearch, around_radius},
    {"attributeCriteriaComputedByMinProximity", Place::kBoth, nullptr},
    {"attributesToHighlight", Place::kBoth, names<&P::attributes_to_highlight>},
    {"attributesToRetrieve", Place::kBoth, names<&P::attributes_to_retrieve>},
    {"attributesToSnippet", Place::kBoth, attributes_to_snippet},
    {"availability", Place::kSearch, availability},
    {"cacheable", Place::kSearch, nullptr},
    {"clickAnalytics", Place::kSearch, flag<&P::click_analytics>},
    {"cursor", Place::kSearch, nullptr},
    {"customRanking", Place::kSetting, custom_ranking},
    {"decompoundQuery", Place::kBoth, flag<&P::decompound_query>},
    {"defaultPriceContext", Place::kSetting, price_context},
    {"disableExactOnAttributes", Place::kBoth, names<&P::disable_exact_on_attributes>},
    {"disablePrefixOnAttributes", Place::kSetting, names<&P::disable_prefix_on_attributes>},
    {"disableTypoToleranceOnAttributes", Place::kBoth, names<&P::disable_typo_on_attributes>},
    {"disableTypoToleranceOnWords", Place::kSetting, names<&P::disable_typo_on_words>},
    {"disjunctiveFacets", Place::kSearch, names<&P::disjunctive_facets>},
    {"distinct", Place::kBoth, distinct},
    {"enableABTest", Place::kSearch, nullptr},
    {"enablePersonalization", Place::kBoth, flag<&P::enable_personalization>},
    {"enableReRanking", Place::kBoth, nullptr},
    {"enableRules", Place::kBoth, flag<&P::enable_rules>},
    {"exactOnSingleWordQuery", Place::kBoth, choice<&P::exact_on_single_word, kExactOnSingleWord>},
    {"explain", Place::kSearch, nullptr},
    {"extensions", Place::kSearch, nullptr},
    {"facet", Place::kSearch, nullptr},
    {"facetFilters", Place::kSearch, facet_filters},
    {"facetImpact", Place::kSearch, flag<&P::facet_impact>},
    {"facetQuery", Place::kSearch, text<&P::facet_query>},
    {"facetRanges", Place::kBoth, facet_ranges},
    {"facetingAfterDistinct", Place::kSearch, flag<&P::faceting_after_distinct>},
    {"facets", Place::kSearch, names<&P::facets>},
    {"filters", Place::kSearch, filters},
    {"getRankingInfo", Place::kSearch, flag<&P::get_ranking_info>},
    {"highlightPostTag", Place::kBoth, text<&P::highlight_post_tag>},
    {"highlightPreTag", Place::kBoth, text<&P::highlight_pre_tag>},
    {"hitsPerPage", Place::kBoth, count<&P::hits_per_page, 0, 1000>},
    {"ignorePlurals", Place::kBoth, languages_or_flag<&P::ignore_plurals>},
    {"indexName", Place::kSearch, nullptr},
    {"injectedItems", Place::kSearch, nullptr},
    {"insideBoundingBox", Place::kSearch, inside_bounding_box},
    {"insidePolygon", Place::kSearch, inside_polygon},
    {"length", Place::kSearch, count<&P::length, 0, 1000>},
    {"maxFacetHits", Place::kBoth, count<&P::max_facet_hits, 0, 100>},
    {"maxValuesPerFacet", Place::kBoth, count<&P::max_values_per_facet, 0, 1000>},
    {"minProximity", Place::kBoth, count<&P::min_proximity, 1, 7>},
    {"minWordSizefor1Typo", Place::kBoth, count<&P::min_word_size_1_typo, 0, kAny>},
    {"minWordSizefor2Typos", Place::kBoth, count<&P::min_word_size_2_typos, 0, kAny>},
    {"minimumAroundRadius", Place::kSearch, minimum_around_radius},
    {"mode", Place::kBoth, nullptr},
    {"naturalLanguages", Place::kSearch, nullptr},
    {"numericFilters", Place::kSearch, numeric_filters},
    {"offset", Place::kSearch, count<&P::offset, 0, kAny>},
    {"optionalFilters", Place::kSearch, optional_filters},
    {"optionalWords", Place::kBoth, names_or_null<&P::optional_words>},
    {"page", Place::kSearch, count<&P::page, 0, kAny>},
    {"paginationLimitedTo", Place::kSetting, count<&P::pagination_limited_to, 0, kAny>},
    {"params", Place::kSearch, nullptr},
    {"percentileComputation", Place::kSearch, nullptr},
    {"personalizationFilters", Place::kSearch, nullptr},
    {"personalizationImpact", Place::kSearch, count<&P::personalization_impact, 0, 100>},
    {"priceContext", Place::kSearch, price_context},
    {"query", Place::kSearch, text<&P::query>},
    {"queryID", Place::kSearch, nullptr},
    {"queryLanguages", Place::kBoth, languages<&P::query_languages>},
    {"queryType", Place::kBoth, choice<&P::query_type, kQueryTypes>},
    {"ranking", Place::kBoth, ranking},
    {"reRankingApplyFilter", Place::kBoth, nullptr},
    {"referer", Place::kSearch, nullptr},
    {"referers", Place::kSearch, nullptr},
    {"relevancyStrictness", Place::kBoth, count<&P::relevancy_strictness, 0, 100>},
    {"removeStopWords", Place::kBoth, languages_or_flag<&P::remove_stop_words>},
    {"removeWordsIfNoResults", Place::kBoth, choice<&P::remove_words_if_no_results, kRemoveWords>},
    {"renderingContent", Place::kBoth, rendering_content},
    {"replaceSynonymsInHighlight", Place::kBoth, flag<&P::replace_synonyms_in_highlight>},
    {"responseFields", Place::kBoth, names<&P::response_fields>},
    {"restrictHighlightAndSnippetArrays", Place::kBoth,
     flag<&P::restrict_highlight_and_snippet_arrays>},
    {"restrictSearchableAttributes", Place::kSearch, names<&P::restrict_searchable_attributes>},
    {"ruleContexts", Place::kSearch, names<&P::rule_contexts>},
    {"semanticSearch", Place::kBoth, nullptr},
    {"similarQuery", Place::kSearch, text<&P::similar_query>},
    {"snippetEllipsisText", Place::kBoth, text<&P::snippet_ellipsis_text>},
    {"sortFacetValuesBy", Place::kBoth, choice<&P::sort_facet_values_by, kFacetOrders>},
    {"sumOrFiltersScores", Place::kSearch, flag<&P::sum_or_filters_scores>},
    {"synonyms", Place::kSearch, flag<&P::synonyms>},
    {"tagFilters", Place::kSearch, tag_filters},
    {"type", Place::kSearch, nullptr},
    {"typoTolerance", Place::kBoth, typo_tolerance},
    {"userData", Place::kBoth, nullptr},
    {"userToken", Place::kSearch, text<&P::user_token>},
});

static_assert(std::is_sorted(kParams.begin(), kParams.end(),
                             [](const ParamEntry& a, const ParamEntry& b) {
                                 return a.name < b.name;
                             }));

} // namespace

const ParamEntry* find_param(std::string_view name) {
    const auto* const found = std::lower_bound(
        kParams.begin(), kParams.end(), name,
        [](const ParamEntry& entry, std::string_view wanted) { return entry.name < wanted; });
    return found != kParams.end() && found->name == name ? found : nullptr;
}

std::span<const ParamEntry> all_params() {
    return kParams;
}

std::string_view sort_attribute(std::string_view criterion) {
    if (!criterion.ends_with(')')) return {};
    for (const std::string_view order : {"asc(", "desc("}) {
        if (criterion.starts_with(order))
            return criterion.substr(order.size(), criterion.size() - order.size() - 1);
    }
    return {};
}

} // namespace aisle::data
