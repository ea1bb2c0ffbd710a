#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/filter.h"

namespace aisle::data {

enum class TypoTolerance : std::uint8_t { kOff, kOn, kMin, kStrict };
enum class QueryType : std::uint8_t { kPrefixLast, kPrefixAll, kPrefixNone };
enum class RemoveWords : std::uint8_t { kNone, kLastWords, kFirstWords, kAllOptional };
enum class ExactOnSingleWord : std::uint8_t { kAttribute, kNone, kWord };
enum class FacetOrder : std::uint8_t { kCount, kAlpha };

struct GeoPoint {
    double lat = 0; ///< degrees, -90 ... 90
    double lng = 0; ///< degrees, -180 ... 180
    friend bool operator==(const GeoPoint&, const GeoPoint&) = default;
};

/// Where to look and how to measure distance. `boxes` and `polygons` override `around`.
struct GeoParams {
    std::optional<GeoPoint> around;
    std::optional<double> radius_m; ///< absent: automatic, unless `radius_is_all`
    bool radius_is_all = false;     ///< aroundRadius "all": no filter, only geolocated records
    double minimum_radius_m = 0;    ///< minimumAroundRadius
    /// aroundPrecision: distances are ranked in buckets. (from, bucket width) in metres,
    /// ascending by `from`; one entry with from 0 in the plain form.
    std::vector<std::pair<double, double>> precision_m = {{0, 10}};
    /// Two opposite corners each.
    std::vector<std::pair<GeoPoint, GeoPoint>> boxes;
    std::vector<std::vector<GeoPoint>> polygons;
    friend bool operator==(const GeoParams&, const GeoParams&) = default;
};

/// An attribute and a number of words, as in attributesToSnippet ("description:20").
struct SnippetAttribute {
    std::string path; ///< "*" for every attribute
    std::uint32_t num_words = 10;
    friend bool operator==(const SnippetAttribute&, const SnippetAttribute&) = default;
};

/// Which offers a search sees, and as of when: `priceContext`.
struct PriceContext {
    std::vector<std::string> lists = {"default"}; ///< in order of preference
    std::string currency;                         ///< ISO 4217; filled in by finish_search_params
    std::optional<std::int64_t> at;               ///< Unix seconds; absent: now
    std::uint32_t quantity = 1;
    std::string location;      ///< empty: none
    bool convert = false;      ///< offers in other currencies count at the exchange rate
    bool keep_missing = false; ///< missing "keep": rows without an effective offer match
    friend bool operator==(const PriceContext&, const PriceContext&) = default;
};

/// Which stock a row must have: `availability`.
struct Availability {
    std::vector<std::string> locations; ///< empty: all
    std::uint32_t min_quantity = 1;     ///< at one of the locations, never their sum
    bool boost = false;                 ///< mode "boost": available products first, none dropped
    friend bool operator==(const Availability&, const Availability&) = default;
};

/// One member of `facetRanges`; exactly one of the three forms is set.
struct FacetRanges {
    std::string attribute;
    std::vector<double> edges;       ///< strictly ascending, at least two
    std::vector<std::string> labels; ///< one a range between edges, or none
    std::optional<double> interval;
    std::optional<std::uint32_t> buckets;
    friend bool operator==(const FacetRanges&, const FacetRanges&) = default;
};

/// Stands alone in ignore_plurals or remove_stop_words between parsing and
/// finish_search_params, which puts the languages of the query in its place.
inline constexpr const char* kEveryQueryLanguage = "true";

/// Everything one search asks for, after the index settings were applied as defaults.
/// Names follow the protocol's parameters; data/search_params_parser.h fills it in.
struct SearchParams {
    // What to match.
    std::string query;
    std::string similar_query;
    QueryType query_type = QueryType::kPrefixLast;
    RemoveWords remove_words_if_no_results = RemoveWords::kNone;
    std::vector<std::string> optional_words;
    std::optional<std::vector<std::string>> restrict_searchable_attributes;
    bool advanced_syntax = false;
    bool advanced_exact_phrase = true;  ///< advancedSyntaxFeatures holds "exactPhrase"
    bool advanced_exclude_words = true; ///< advancedSyntaxFeatures holds "excludeWords"
    TypoTolerance typo_tolerance = TypoTolerance::kOn;
    std::uint32_t min_word_size_1_typo = 4;
    std::uint32_t min_word_size_2_typos = 8;
    bool allow_typos_on_numeric_tokens = true;
    std::vector<std::string> disable_typo_on_attributes;
    std::vector<std::string> disable_typo_on_words;
    std::vector<std::string> disable_prefix_on_attributes;
    /// Languages whose plural and singular forms count as the same word; empty: off.
    std::vector<std::string> ignore_plurals;
    /// Languages whose stop words are dropped from the query; empty: off.
    std::vector<std::string> remove_stop_words;
    std::vector<std::string> query_languages;
    bool decompound_query = true;

    // What to keep. All of these are ANDed.
    Filter filters;         ///< `filters`
    Filter facet_filters;   ///< kTrue, or a kAnd of kOr groups in request order
    Filter numeric_filters; ///< kTrue, or a kAnd of kOr groups in request order
    Filter tag_filters;     ///< kTrue, or a kAnd of kOr groups in request order
    /// Rank products up (or down, under a kNot) without excluding any. All are kOr groups.
    std::vector<Filter> optional_filters;
    bool sum_or_filters_scores = false;
    GeoParams geo;
    std::optional<PriceContext> price_context;
    std::optional<Availability> availability;

    // What to count.
    std::vector<std::string> facets; ///< attribute names; "*" stands for all declared
    std::vector<std::string> disjunctive_facets;
    std::uint32_t max_values_per_facet = 100;
    FacetOrder sort_facet_values_by = FacetOrder::kCount;
    bool faceting_after_distinct = false;
    std::vector<FacetRanges> facet_ranges;
    bool facet_impact = false;
    std::string facet_query; ///< of a facet search
    std::uint32_t max_facet_hits = 10;

    // How to order. Entries are the criterion names of the protocol, `relevance`, or
    // asc(attribute) and desc(attribute).
    std::vector<std::string> ranking = {"typo",      "geo",       "words", "filters",
                                        "proximity", "attribute", "exact", "custom"};
    std::vector<std::string> custom_ranking;
    std::uint32_t min_proximity = 1;
    ExactOnSingleWord exact_on_single_word = ExactOnSingleWord::kAttribute;
    std::vector<std::string> disable_exact_on_attributes;
    std::vector<std::string> alternatives_as_exact = {"ignorePlurals", "singleWordSynonym"};
    std::uint32_t relevancy_strictness = 100;
    std::uint32_t distinct = 0; ///< hits kept per group, 0: off; needs attributeForDistinct

    // Which part to return. `offset` and `length` win over `page` when `length` is set.
    std::uint32_t page = 0;
    std::uint32_t hits_per_page = 20;
    std::optional<std::uint32_t> offset;
    std::optional<std::uint32_t> length;
    std::uint32_t pagination_limited_to = 1000;

    // How to show it.
    std::vector<std::string> attributes_to_retrieve = {"*"};
    std::optional<std::vector<std::string>> attributes_to_highlight; ///< absent: searchable ones
    std::vector<SnippetAttribute> attributes_to_snippet;
    std::string highlight_pre_tag = "<em>";
    std::string highlight_post_tag = "</em>";
    std::string snippet_ellipsis_text = "\u2026";
    bool restrict_highlight_and_snippet_arrays = false;
    bool replace_synonyms_in_highlight = false;
    std::optional<std::vector<std::string>> response_fields; ///< absent or "*": all
    bool get_ranking_info = false;
    bool click_analytics = false;

    // Rules, synonyms and people: parsed and validated here, used where they apply.
    bool synonyms = true;
    bool enable_rules = true;
    std::vector<std::string> rule_contexts;
    std::string user_token;
    bool enable_personalization = false;
    std::uint32_t personalization_impact = 100;
    std::string rendering_content_json; ///< object as sent, or empty

    friend bool operator==(const SearchParams&, const SearchParams&) = default;
};

} // namespace aisle::data
