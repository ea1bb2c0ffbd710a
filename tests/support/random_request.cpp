#include "tests/support/random_request.h"

#include <algorithm>

#include "data/text.h"
#include "tests/support/catalogue.h"

namespace aisle::support {

namespace {

using data::Filter;

Filter leaf(Filter::Kind kind, std::string attribute) {
    Filter filter;
    filter.kind = kind;
    filter.attribute = std::move(attribute);
    return filter;
}

Filter group(Filter::Kind kind, std::vector<Filter> children) {
    Filter filter;
    filter.kind = kind;
    filter.children = std::move(children);
    return filter;
}

Filter facet_leaf(Rng& rng) {
    static const std::vector<std::pair<std::string, std::vector<std::string>>> kValues = {
        {"brand", {"acme", "Nord", "vela", "nobody"}},
        {"color", {"red", "BLUE", "green", "grun"}},
        {"variants.color", {"red", "blue"}},
        {"size", {"S", "m", "L"}},
        {"categories.lvl0", {"Home", "Tech", "Sport"}},
        {"categories.lvl1", {"Home > One", "Tech > Two", "Sport > Three"}},
        {"active", {"true", "false"}},
        {"price", {"5", "7.99"}},
        {"objectID", {"p3", "p11", "none"}}};
    const auto& [attribute, values] = rng.pick(kValues);
    Filter filter = leaf(Filter::Kind::kFacet, attribute);
    filter.value = rng.pick(values);
    return filter;
}

Filter numeric_leaf(Rng& rng) {
    static const std::vector<std::string> kNumeric = {"price", "rating", "weights", "none"};
    Filter filter = leaf(Filter::Kind::kCompare, rng.pick(kNumeric));
    filter.op = static_cast<Filter::Op>(rng.below(6));
    filter.low = rng.between(1, 20);
    if (rng.chance(0.3)) {
        filter.kind = Filter::Kind::kRange;
        filter.high = filter.low + rng.below(15);
    }
    return filter;
}

Filter refinements(Rng& rng, Filter (*make)(Rng&)) {
    std::vector<Filter> groups;
    for (std::uint32_t i = rng.between(1, 2); i > 0; --i) {
        std::vector<Filter> members = {make(rng)};
        for (std::uint32_t j = rng.below(3); j > 0; --j) {
            Filter member = make(rng);
            // Mostly on one attribute, as a storefront sends them.
            if (rng.chance(0.7) && member.attribute != members.front().attribute) continue;
            members.push_back(std::move(member));
        }
        if (rng.chance(0.15)) members.front() = group(Filter::Kind::kNot, {members.front()});
        groups.push_back(group(Filter::Kind::kOr, std::move(members)));
    }
    return group(Filter::Kind::kAnd, std::move(groups));
}

std::string random_query(Rng& rng) {
    std::string query;
    static const std::vector<std::uint32_t> kNumWords = {0, 0, 1, 1, 1, 1, 2, 2, 2, 3};
    for (std::uint32_t i = rng.pick(kNumWords); i > 0; --i) {
        query += (query.empty() || rng.chance(0.05) ? "" : " ") + typed_word(rng);
    }
    return query;
}

void choose_matching(data::SearchParams& params, Rng& rng) {
    params.query = random_query(rng);
    params.query_type = static_cast<data::QueryType>(rng.chance(0.7) ? 0 : rng.below(3));
    params.typo_tolerance = static_cast<data::TypoTolerance>(rng.chance(0.5) ? 1 : rng.below(4));
    params.remove_words_if_no_results = static_cast<data::RemoveWords>(rng.below(4));
    if (rng.chance(0.2)) params.optional_words = {"red", "Lamp", "cream"};
    if (rng.chance(0.15)) params.restrict_searchable_attributes = {{"name", "variants.color"}};
    if (rng.chance(0.1)) params.disable_typo_on_attributes = {"description"};
    if (rng.chance(0.1)) params.disable_exact_on_attributes = {"name"};
    params.exact_on_single_word = static_cast<data::ExactOnSingleWord>(rng.below(3));
    if (rng.chance(0.1)) params.min_proximity = 3;
    if (rng.chance(0.15)) {
        params.advanced_syntax = true;
        if (rng.chance(0.5)) params.query = "\"" + params.query + "\" " + typed_word(rng);
        if (rng.chance(0.5)) params.query += " -" + rng.pick(vocabulary());
    }
}

void choose_filters(data::SearchParams& params, Rng& rng) {
    if (rng.chance(0.2)) params.filters = random_filter(rng, 2);
    if (rng.chance(0.3)) params.facet_filters = random_facet_filters(rng);
    if (rng.chance(0.2)) params.numeric_filters = random_numeric_filters(rng);
    if (rng.chance(0.1)) {
        Filter tag = leaf(Filter::Kind::kTag, "");
        tag.value = "sale";
        params.tag_filters = group(Filter::Kind::kAnd, {group(Filter::Kind::kOr, {tag})});
    }
    for (std::uint32_t i = rng.chance(0.2) ? rng.between(1, 2) : 0; i > 0; --i) {
        std::vector<Filter> members = {facet_leaf(rng), facet_leaf(rng)};
        for (auto& member : members) member.score = static_cast<int>(rng.between(1, 3));
        if (rng.chance(0.3)) members[0] = group(Filter::Kind::kNot, {members[0]});
        params.optional_filters.push_back(group(Filter::Kind::kOr, std::move(members)));
    }
    params.sum_or_filters_scores = rng.chance(0.5);
}

void choose_place(data::SearchParams& params, Rng& rng) {
    if (!rng.chance(0.25)) return;
    params.geo.around = data::GeoPoint{49, 3};
    if (rng.chance(0.5)) {
        params.geo.radius_m = rng.between(20, 120) * 1000.0;
    } else {
        params.geo.radius_is_all = true;
    }
    if (rng.chance(0.5)) params.geo.precision_m = {{0, 10'000}, {50'000, 30'000}};
    if (rng.chance(0.3)) params.geo.boxes = {{{48.2, 2.1}, {49.1, 3.5}}, {{50, 4}, {49.5, 3}}};
}

void choose_order(data::SearchParams& params, Rng& rng) {
    static const std::vector<std::string> kCustom = {"desc(rating)", "asc(price)",  "desc(price)",
                                                     "asc(brand)",   "desc(brand)", "asc(none)",
                                                     "desc(weights)"};
    params.custom_ranking = {"desc(rating)", "asc(price)", "desc(brand)"};
    if (rng.chance(0.5)) {
        params.custom_ranking.clear();
        for (std::uint32_t i = rng.below(4); i > 0; --i) {
            params.custom_ranking.push_back(rng.pick(kCustom));
        }
    }
    if (rng.chance(0.3)) {
        for (std::size_t i = params.ranking.size(); i > 1; --i) {
            std::swap(params.ranking[i - 1],
                      params.ranking[rng.below(static_cast<std::uint32_t>(i))]);
        }
        params.ranking.resize(rng.between(1, 8));
    }
    if (rng.chance(0.2)) params.ranking.insert(params.ranking.begin(), rng.pick(kCustom));
    if (rng.chance(0.25)) params.distinct = rng.between(1, 3);
}

Filter shop_leaf(Rng& rng) {
    static const std::vector<std::pair<std::string, std::vector<std::string>>> kValues = {
        {"seller", {"alpha", "beta", "Beta", "gamma"}},
        {"location", {"s0", "s1", "S3", "nowhere"}},
        {"variants.color", {"red", "blue"}},
        {"price", {"5", "7.5"}}};
    const auto& [attribute, values] = rng.pick(kValues);
    Filter filter = leaf(Filter::Kind::kFacet, attribute);
    filter.value = rng.pick(values);
    return filter;
}

data::PriceContext random_context(Rng& rng) {
    data::PriceContext context;
    static const std::vector<std::vector<std::string>> kLists = {
        {"default"}, {"vip", "default"}, {"b2b", "vip", "default"}, {"none"}, {"default", "vip"}};
    static const std::vector<std::string> kCurrencies = {"EUR", "EUR", "USD", "JPY", "KWD", "SEK"};
    context.lists = rng.pick(kLists);
    context.currency = rng.pick(kCurrencies);
    context.at = rng.below(40) * 100;
    context.quantity = rng.between(1, 12);
    if (rng.chance(0.4)) context.location = "s" + std::to_string(rng.below(3));
    context.convert = rng.chance(0.5);
    context.keep_missing = rng.chance(0.4);
    return context;
}

void choose_ranges(data::SearchParams& params, Rng& rng) {
    for (const char* attribute : {"price", "rating"}) {
        if (!rng.chance(0.4)) continue;
        data::FacetRanges ranges;
        ranges.attribute = attribute;
        switch (rng.below(3)) {
        case 0:
            ranges.edges = {1, 5, 7.5, 20};
            break;
        case 1:
            ranges.interval = rng.chance(0.5) ? 2.5 : 10;
            break;
        default:
            ranges.buckets = rng.between(1, 4);
        }
        params.facet_ranges.push_back(std::move(ranges));
    }
}

/// Impact is what another search finds; these parameters make it search another text.
void choose_impact(data::SearchParams& params, Rng& rng) {
    if (!rng.chance(0.4)) return;
    params.facet_impact = true;
    params.remove_words_if_no_results = data::RemoveWords::kNone;
    if (params.typo_tolerance != data::TypoTolerance::kOff) {
        params.typo_tolerance = data::TypoTolerance::kOn;
    }
}

} // namespace

std::string typed_word(Rng& rng) {
    std::string word = rng.pick(vocabulary());
    const auto byte = [&] { return rng.below(static_cast<std::uint32_t>(word.size())); };
    const bool is_ascii = data::count_codepoints(word) == word.size();
    if (!is_ascii || word.size() < 3) return word;
    if (rng.chance(0.2)) word[byte()] = static_cast<char>('a' + rng.below(26));
    if (rng.chance(0.1)) word.erase(byte(), 1);
    if (rng.chance(0.1)) word.insert(byte(), 1, 'e');
    if (rng.chance(0.1)) std::swap(word[0], word[1]);
    if (rng.chance(0.2) && word.size() > 3) word.resize(word.size() - 2);
    return word;
}

Filter random_leaf(Rng& rng) {
    if (rng.chance(0.1)) {
        Filter tag = leaf(Filter::Kind::kTag, "");
        tag.value = rng.chance(0.5) ? "sale" : "new";
        return tag;
    }
    return rng.chance(0.6) ? facet_leaf(rng) : numeric_leaf(rng);
}

Filter random_filter(Rng& rng, int depth) {
    if (depth == 0 || rng.chance(0.4)) return random_leaf(rng);
    if (rng.chance(0.25)) return group(Filter::Kind::kNot, {random_filter(rng, depth - 1)});
    std::vector<Filter> children;
    for (std::uint32_t i = rng.between(2, 3); i > 0; --i) {
        children.push_back(random_filter(rng, depth - 1));
    }
    return group(rng.chance(0.5) ? Filter::Kind::kAnd : Filter::Kind::kOr, std::move(children));
}

Filter random_facet_filters(Rng& rng) {
    return refinements(rng, facet_leaf);
}

Filter random_numeric_filters(Rng& rng) {
    return refinements(rng, numeric_leaf);
}

data::SearchParams random_request(Rng& rng) {
    static const std::vector<std::string> kFacets = {
        "brand",  "color",   "variants.color",  "size",           "price", "rating",
        "active", "weights", "categories.lvl0", "categories.lvl1"};
    data::SearchParams params;
    choose_matching(params, rng);
    choose_filters(params, rng);
    choose_place(params, rng);
    choose_order(params, rng);
    for (const auto& facet : kFacets) {
        if (!rng.chance(0.4)) continue;
        params.facets.push_back(facet);
        if (rng.chance(0.5)) params.disjunctive_facets.push_back(facet);
    }
    if (rng.chance(0.2)) params.max_values_per_facet = rng.between(1, 5);
    params.sort_facet_values_by =
        rng.chance(0.3) ? data::FacetOrder::kAlpha : data::FacetOrder::kCount;
    params.faceting_after_distinct = rng.chance(0.5);
    params.hits_per_page = rng.below(15);
    params.page = rng.chance(0.3) ? rng.below(3) : 0;
    if (rng.chance(0.1)) {
        params.offset = rng.below(10);
        params.length = rng.below(20);
    }
    if (rng.chance(0.1)) params.pagination_limited_to = rng.between(1, 20);
    params.get_ranking_info = true;
    return params;
}

data::SearchParams random_shop_request(Rng& rng) {
    auto params = random_request(rng);
    params.advanced_syntax = false;
    if (rng.chance(0.6)) params.query.clear();
    if (rng.chance(0.6)) { // else little would be left
        params.filters = {};
        params.facet_filters = {};
        params.numeric_filters = {};
        params.tag_filters = {};
        params.geo = {};
    }
    if (rng.chance(0.85)) params.price_context = random_context(rng);
    if (rng.chance(0.4)) {
        auto& availability = params.availability.emplace();
        if (rng.chance(0.6)) availability.locations = {"s1", "nowhere"};
        if (rng.chance(0.3)) availability.locations = {"s0", "S3"};
        availability.min_quantity = rng.between(1, 2);
        availability.boost = rng.chance(0.5);
    }
    if (rng.chance(0.4)) params.facet_filters = refinements(rng, shop_leaf);
    if (rng.chance(0.2)) params.filters = rng.chance(0.5) ? shop_leaf(rng) : random_filter(rng, 2);
    if (rng.chance(0.1)) params.filters = group(Filter::Kind::kNot, {shop_leaf(rng)});
    for (const char* facet : {"seller", "location", "price"}) {
        if (!rng.chance(0.3)) continue;
        const auto& facets = params.facets;
        if (std::find(facets.begin(), facets.end(), facet) == facets.end()) {
            params.facets.emplace_back(facet);
        }
        if (rng.chance(0.6)) params.disjunctive_facets.emplace_back(facet);
    }
    choose_ranges(params, rng);
    choose_impact(params, rng);
    return params;
}

} // namespace aisle::support
