#include "search/match_cache.h"

#include <algorithm>

namespace aisle::search {

namespace {

/// The request without what has no part in matching its text. A parameter that is forgotten here
/// makes two texts differ that do not; it never makes different texts equal.
data::SearchParams text_params(const data::SearchParams& params) {
    const data::SearchParams defaults;
    data::SearchParams text = params;
    text.filters = defaults.filters;
    text.facet_filters = defaults.facet_filters;
    text.numeric_filters = defaults.numeric_filters;
    text.tag_filters = defaults.tag_filters;
    text.optional_filters = defaults.optional_filters;
    text.geo = defaults.geo;
    text.price_context = defaults.price_context;
    text.availability = defaults.availability;
    text.facets = defaults.facets;
    text.disjunctive_facets = defaults.disjunctive_facets;
    text.max_values_per_facet = defaults.max_values_per_facet;
    text.sort_facet_values_by = defaults.sort_facet_values_by;
    text.facet_ranges = defaults.facet_ranges;
    text.facet_impact = defaults.facet_impact;
    text.distinct = defaults.distinct;
    text.page = defaults.page;
    text.hits_per_page = defaults.hits_per_page;
    text.offset = defaults.offset;
    text.length = defaults.length;
    text.attributes_to_retrieve = defaults.attributes_to_retrieve;
    text.attributes_to_highlight = defaults.attributes_to_highlight;
    text.attributes_to_snippet = defaults.attributes_to_snippet;
    text.highlight_pre_tag = defaults.highlight_pre_tag;
    text.highlight_post_tag = defaults.highlight_post_tag;
    text.response_fields = defaults.response_fields;
    text.get_ranking_info = defaults.get_ranking_info;
    text.click_analytics = defaults.click_analytics;
    text.user_token = defaults.user_token;
    text.rule_contexts = defaults.rule_contexts;
    text.rendering_content_json = defaults.rendering_content_json;
    return text;
}

} // namespace

const TextPart* MatchCache::find_text(const Snapshot& snapshot,
                                      const data::SearchParams& params) const {
    if (texts_.empty()) return nullptr;
    const auto wanted = text_params(params);
    const auto found = std::find_if(texts_.begin(), texts_.end(), [&](const Text& text) {
        return text.snapshot == &snapshot && text.params == wanted;
    });
    return found == texts_.end() ? nullptr : &found->part;
}

void MatchCache::keep_text(const Snapshot& snapshot, const data::SearchParams& params,
                           TextPart part) {
    texts_.push_back({&snapshot, text_params(params), std::move(part)});
}

const OrdinalSet* MatchCache::find_cells(const CellsKey& key, const data::Filter& condition) const {
    const auto found = std::find_if(cells_.begin(), cells_.end(), [&](const Cells& cells) {
        return cells.key == key && cells.condition == condition;
    });
    return found == cells_.end() ? nullptr : &found->cells;
}

void MatchCache::keep_cells(const CellsKey& key, const data::Filter& condition, OrdinalSet cells) {
    cells_.push_back({key, condition, std::move(cells)});
}

} // namespace aisle::search
