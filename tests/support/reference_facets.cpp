#include <algorithm>
#include <cmath>
#include <set>

#include "tests/support/reference.h"

// What a request with facetRanges and facetImpact is answered: the ranges counted one by one,
// and for each value another search with the value in it.

namespace aisle::support {

namespace {

using data::Filter;

std::vector<ReferenceRange> ranges_over(const data::FacetRanges& wanted, double min, double max) {
    std::vector<ReferenceRange> ranges;
    if (!wanted.edges.empty()) {
        for (std::size_t i = 1; i < wanted.edges.size(); ++i) {
            ranges.push_back({wanted.edges[i - 1], wanted.edges[i], 0});
        }
    } else if (wanted.interval) {
        const double width = *wanted.interval;
        for (double i = std::floor(min / width); i * width <= max; ++i) {
            ranges.push_back({i * width, (i + 1) * width, 0});
        }
    } else if (min == max) {
        ranges.push_back({min, max, 0});
    } else {
        const std::uint32_t count = *wanted.buckets;
        const double width = (max - min) / count;
        for (std::uint32_t i = 0; i < count; ++i) {
            ranges.push_back({min + i * width, i + 1 == count ? max : min + (i + 1) * width, 0});
        }
    }
    return ranges;
}

} // namespace

std::vector<ReferenceRange> Reference::count_ranges(const data::FacetRanges& wanted,
                                                    const std::vector<ReferenceHit>& hits,
                                                    const data::SearchParams& params) const {
    std::vector<double> numbers;
    for (const auto& hit : hits) {
        for (const auto& row : hit.rows) {
            for (const double n : row.numbers(wanted.attribute)) numbers.push_back(n);
        }
    }
    if (numbers.empty() && wanted.edges.empty()) return {};
    const auto [min, max] = std::minmax_element(numbers.begin(), numbers.end());
    auto ranges = numbers.empty() ? ranges_over(wanted, 0, 0) : ranges_over(wanted, *min, *max);
    const bool by_group = params.distinct > 0 && params.faceting_after_distinct;
    for (auto& range : ranges) {
        const bool is_closed = wanted.buckets && &range == &ranges.back();
        std::set<std::string> inside;
        for (const auto& hit : hits) {
            for (const auto& row : hit.rows) {
                for (const double n : row.numbers(wanted.attribute)) {
                    const bool is_in =
                        range.from <= n && (n < range.to || (is_closed && n == range.to));
                    if (!is_in) continue;
                    inside.insert(by_group ? group_of(*hit.record) : hit.record->id());
                }
            }
        }
        range.count = inside.size();
    }
    return ranges;
}

ReferenceFacet Reference::impact(const ReferenceFacet& facet,
                                 const data::SearchParams& params) const {
    ReferenceFacet impact{facet.attribute, {}, std::nullopt};
    const auto& disjunctive = params.disjunctive_facets;
    const bool joins =
        std::find(disjunctive.begin(), disjunctive.end(), facet.attribute) != disjunctive.end();
    for (const auto& [value, count] : facet.values) {
        Filter leaf;
        leaf.kind = Filter::Kind::kFacet;
        leaf.attribute = facet.attribute;
        leaf.value = value;
        data::SearchParams picked = params;
        picked.facet_impact = false;
        bool has_joined = false;
        for (auto* filters : {&picked.facet_filters, &picked.numeric_filters}) {
            for (auto& group : filters->children) {
                if (!joins || !belongs_to(group, facet.attribute)) continue;
                Filter joined;
                joined.kind = Filter::Kind::kOr;
                joined.children = {group, leaf};
                group = std::move(joined);
                has_joined = true;
            }
        }
        if (!has_joined) {
            picked.facet_filters.kind = Filter::Kind::kAnd;
            picked.facet_filters.children.push_back(leaf);
        }
        impact.values.emplace_back(value, search(picked).num_hits);
    }
    return impact;
}

} // namespace aisle::support
