#include "tests/support/reference.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>
#include <set>
#include <utility>

namespace aisle::support {

namespace {

using data::Filter;

constexpr double kLast = std::numeric_limits<double>::infinity();

/// `x.lvl0`, `x.lvl1`, ... are refined together.
std::string family_of(std::string_view attribute) {
    std::string path = row_path(attribute);
    const auto level = path.find(".lvl");
    if (level != std::string::npos && path.size() == level + 5) path.pop_back();
    return path;
}

void collect_families(const Filter& filter, std::set<std::string>& families) {
    if (filter.kind == Filter::Kind::kTag) families.insert("_tags");
    if (!filter.attribute.empty()) families.insert(family_of(filter.attribute));
    for (const auto& child : filter.children) collect_families(child, families);
}

/// The refinements without those on one attribute.
Filter without(const Filter& filters, const std::string& attribute) {
    Filter kept = filters;
    std::erase_if(kept.children, [&](const Filter& group) { return belongs_to(group, attribute); });
    return kept;
}

using Key = std::function<double(const ReferenceHit&)>;
using Before = std::function<int(const ReferenceHit&, const ReferenceHit&)>;

Before by(Key key) {
    return [key](const ReferenceHit& a, const ReferenceHit& b) {
        const double left = key(a);
        const double right = key(b);
        return left < right ? -1 : left > right ? 1 : 0;
    };
}

/// asc(attribute) or desc(attribute) over texts; products without one last.
Before by_text(const std::string& attribute, bool descending) {
    const auto text_of = [=](const ReferenceHit& hit) {
        std::optional<std::string> best;
        for (const auto& row : hit.rows) {
            for (const auto& value : row.values(attribute)) {
                if (!best || (descending ? value > *best : value < *best)) best = value;
            }
        }
        return best;
    };
    return [=](const ReferenceHit& a, const ReferenceHit& b) {
        const auto left = text_of(a);
        const auto right = text_of(b);
        if (!left || !right) return int{right.has_value()} - int{left.has_value()};
        const int order = left->compare(*right);
        return descending ? -order : order;
    };
}

Key number_key(const std::string& attribute, bool descending) {
    return [=](const ReferenceHit& hit) {
        double best = kLast;
        for (const auto& row : hit.rows) {
            for (const double n : row.numbers(attribute)) {
                best = std::min(best, descending ? -n : n);
            }
        }
        return best;
    };
}

double bucket(const data::GeoParams& geo, double distance) {
    std::pair<double, double> precision = {0, 1};
    for (const auto& step : geo.precision_m) {
        if (distance >= step.first) precision = step;
    }
    const auto [from, width] = precision;
    return width <= 0 ? distance : from + std::floor((distance - from) / width) * width;
}

bool is_about_offers(const Filter& filter) {
    const std::string path = row_path(filter.attribute);
    return path == "price" || path == "seller" ||
           std::any_of(filter.children.begin(), filter.children.end(), is_about_offers);
}

/// `all`: the rows of the record; `matching`: those that match, which conditions on offers are
/// asked of.
int filter_score(const std::vector<ReferenceRow>& all, const std::vector<ReferenceRow>& matching,
                 const data::SearchParams& params) {
    int total = 0;
    for (const auto& group : params.optional_filters) {
        std::vector<int> scores;
        for (const auto& member : group.children) {
            const bool is_negative = member.kind == Filter::Kind::kNot;
            const Filter& condition = is_negative ? member.children.front() : member;
            const auto& rows = params.price_context && is_about_offers(condition) ? matching : all;
            const bool holds = std::any_of(rows.begin(), rows.end(),
                                           [&](const auto& row) { return row.passes(condition); });
            if (holds) scores.push_back(is_negative ? -condition.score : condition.score);
        }
        if (scores.empty()) continue;
        total += params.sum_or_filters_scores ? std::accumulate(scores.begin(), scores.end(), 0)
                                              : *std::max_element(scores.begin(), scores.end());
    }
    return total;
}

} // namespace

bool belongs_to(const Filter& group, const std::string& attribute) {
    std::set<std::string> families;
    collect_families(group, families);
    return families == std::set<std::string>{family_of(attribute)};
}

double chord_distance_m(const data::GeoPoint& a, const data::GeoPoint& b) {
    const auto on_sphere = [](const data::GeoPoint& p) {
        const double lat = p.lat * std::numbers::pi / 180;
        const double lng = p.lng * std::numbers::pi / 180;
        return std::array{std::cos(lat) * std::cos(lng), std::cos(lat) * std::sin(lng),
                          std::sin(lat)};
    };
    const auto p = on_sphere(a);
    const auto q = on_sphere(b);
    const double chord = std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
    return 2 * 6'371'008.8 * std::asin(std::min(1.0, chord / 2));
}

Reference::Reference(const std::vector<std::string>& records, data::Settings settings)
    : settings_(std::move(settings)) {
    for (const auto& record : records) records_.emplace_back(record);
    attributes_ = text_attributes(records_, settings_);
    for (const auto& record : records_) {
        words_.push_back(words_of(record, attributes_, settings_.searchable_attributes.empty()));
    }
}

bool Reference::is_in_place(const JsonRecord& record, const data::GeoParams& geo) const {
    if (!geo.around && geo.boxes.empty()) return true;
    const auto places = record.places();
    return std::any_of(places.begin(), places.end(), [&](const auto& p) {
        if (geo.boxes.empty()) {
            return !geo.radius_m || chord_distance_m(p, *geo.around) <= *geo.radius_m;
        }
        return std::any_of(geo.boxes.begin(), geo.boxes.end(), [&](const auto& box) {
            const auto [south, north] = std::minmax(box.first.lat, box.second.lat);
            const auto [west, east] = std::minmax(box.first.lng, box.second.lng);
            return south <= p.lat && p.lat <= north && west <= p.lng && p.lng <= east;
        });
    });
}

std::vector<ReferenceHit> Reference::match(const Query& query, const data::SearchParams& params,
                                           const Scope& scope) const {
    Filter facet_filters = params.facet_filters;
    Filter numeric_filters = params.numeric_filters;
    if (scope.left_out) {
        facet_filters = without(facet_filters, *scope.left_out);
        numeric_filters = without(numeric_filters, *scope.left_out);
    }
    std::vector<Filter> conditions;
    for (const Filter* filters :
         {&params.filters, &std::as_const(facet_filters), &std::as_const(numeric_filters)}) {
        if (filters->kind == Filter::Kind::kAnd) {
            conditions.insert(conditions.end(), filters->children.begin(), filters->children.end());
        } else if (filters->kind != Filter::Kind::kTrue) {
            conditions.push_back(*filters);
        }
    }
    const ReferenceShop shop(records_, params, settings_);
    std::vector<ReferenceHit> hits;
    for (std::size_t i = 0; i < records_.size(); ++i) {
        const JsonRecord& record = records_[i];
        const auto text = match_words(query, words_[i], attributes_, params);
        if (!text || !is_in_place(record, params.geo)) continue;
        if (scope.max_typos && text->typos > *scope.max_typos) continue;
        ReferenceHit hit{&record, {}, *text, 0, std::nullopt};
        std::vector<ReferenceRow> all;
        for (std::size_t number = 0; number < record.num_rows(); ++number) {
            const auto& row = all.emplace_back(shop.row(record, number, conditions));
            if (!shop.rules_out(row) && row.passes(params.filters) && row.passes(facet_filters) &&
                row.passes(numeric_filters) && row.passes(params.tag_filters)) {
                hit.rows.push_back(row);
            }
        }
        hit.filter_score = filter_score(all, hit.rows, params);
        for (const auto& place : record.places()) {
            if (!params.geo.around) break;
            const double distance = chord_distance_m(place, *params.geo.around);
            hit.distance_m = std::min(hit.distance_m.value_or(distance), distance);
        }
        if (!hit.rows.empty()) hits.push_back(std::move(hit));
    }
    return hits;
}

std::optional<std::uint32_t> Reference::typo_limit(const std::vector<ReferenceHit>& hits,
                                                   const data::SearchParams& params) const {
    const bool is_min = params.typo_tolerance == data::TypoTolerance::kMin;
    const bool is_strict = params.typo_tolerance == data::TypoTolerance::kStrict;
    if (hits.empty() || (!is_min && !is_strict)) return std::nullopt;
    std::uint32_t fewest = hits.front().text.typos;
    for (const auto& hit : hits) fewest = std::min(fewest, hit.text.typos);
    return is_min ? fewest : fewest + 1;
}

void Reference::sort(std::vector<ReferenceHit>& hits, const data::SearchParams& params) const {
    std::vector<std::string> names;
    if (params.availability && params.availability->boost) names.emplace_back("available");
    if (params.typo_tolerance == data::TypoTolerance::kMin ||
        params.typo_tolerance == data::TypoTolerance::kStrict) {
        names.emplace_back("typo");
    }
    for (const auto& name : params.ranking) {
        if (name != "custom") {
            names.push_back(name);
        } else {
            names.insert(names.end(), params.custom_ranking.begin(), params.custom_ranking.end());
        }
    }
    const bool by_distance = params.geo.around && params.geo.boxes.empty();
    const std::map<std::string, Key> keys = {
        {"typo", [](const auto& h) { return h.text.typos; }},
        {"words", [](const auto& h) { return -static_cast<double>(h.text.words); }},
        {"proximity", [](const auto& h) { return h.text.proximity; }},
        {"exact", [](const auto& h) { return -static_cast<double>(h.text.exact); }},
        {"filters", [](const auto& h) { return -h.filter_score; }},
        {"available",
         [](const auto& h) {
             return std::any_of(h.rows.begin(), h.rows.end(),
                                [](const auto& row) { return row.is_available; })
                        ? 0
                        : 1;
         }},
        {"attribute",
         [](const auto& h) { return h.text.attribute_rank * 1e6 + h.text.attribute_position; }},
        {"geo", [&](const auto& h) {
             return by_distance && h.distance_m ? bucket(params.geo, *h.distance_m) : 0;
         }}};
    std::vector<Before> steps;
    for (const auto& name : names) {
        if (const auto found = keys.find(name); found != keys.end()) {
            steps.push_back(by(found->second));
            continue;
        }
        const bool descending = name.starts_with("desc");
        const auto open = name.find('(') + 1;
        const std::string attribute = name.substr(open, name.size() - open - 1);
        const bool is_priced = params.price_context && attribute == "price";
        const bool is_number =
            is_priced || std::any_of(records_.begin(), records_.end(), [&](const auto& r) {
                for (std::size_t row = 0; row < r.num_rows(); ++row) {
                    if (!r.numbers(attribute, row).empty()) return true;
                }
                return false;
            });
        steps.push_back(is_number ? by(number_key(attribute, descending))
                                  : by_text(attribute, descending));
    }
    std::sort(hits.begin(), hits.end(), [&](const auto& a, const auto& b) {
        for (const auto& step : steps) {
            if (const int order = step(a, b); order != 0) return order < 0;
        }
        return a.record->id() < b.record->id();
    });
}

std::string Reference::group_of(const JsonRecord& record) const {
    const auto values = record.values(settings_.attribute_for_distinct, 0);
    return values.empty() ? "alone " + record.id() : "group " + values.front();
}

ReferenceFacet Reference::count(const std::string& attribute, const std::vector<ReferenceHit>& hits,
                                const data::SearchParams& params) const {
    ReferenceFacet facet{attribute, {}, std::nullopt};
    const bool by_group = params.distinct > 0 && params.faceting_after_distinct;
    std::map<std::string, std::set<std::string>> counted;
    std::vector<double> numbers;
    for (const auto& hit : hits) {
        for (const auto& row : hit.rows) {
            for (const auto& value : row.values(attribute)) {
                counted[value].insert(by_group ? group_of(*hit.record) : hit.record->id());
            }
            for (const double n : row.numbers(attribute)) numbers.push_back(n);
        }
    }
    for (const auto& [value, who] : counted) facet.values.emplace_back(value, who.size());
    if (params.sort_facet_values_by == data::FacetOrder::kCount) {
        std::stable_sort(facet.values.begin(), facet.values.end(),
                         [](const auto& a, const auto& b) { return a.second > b.second; });
    }
    if (facet.values.size() > params.max_values_per_facet) {
        facet.values.resize(params.max_values_per_facet);
    }
    if (!numbers.empty()) {
        const double sum = std::accumulate(numbers.begin(), numbers.end(), 0.0);
        const auto [min, max] = std::minmax_element(numbers.begin(), numbers.end());
        facet.stats = {*min, *max, sum / static_cast<double>(numbers.size()), sum};
    }
    return facet;
}

ReferenceAnswer Reference::search(const data::SearchParams& params) const {
    Query query = read_query(params);
    auto hits = match(query, params, {});
    const auto removal = params.remove_words_if_no_results;
    if (hits.empty() && removal == data::RemoveWords::kAllOptional && query.words.size() > 1 &&
        query.words.size() <= 5) {
        for (auto& word : query.words) word.is_optional = true;
        hits = match(query, params, {});
    }
    while (
        hits.empty() && query.words.size() > 1 && query.phrases.empty() &&
        (removal == data::RemoveWords::kFirstWords || removal == data::RemoveWords::kLastWords)) {
        const bool first = removal == data::RemoveWords::kFirstWords;
        query.words.erase(first ? query.words.begin() : query.words.end() - 1);
        hits = match(query, params, {});
    }
    const auto limit = typo_limit(hits, params);
    if (limit) hits = match(query, params, {std::nullopt, limit});

    ReferenceAnswer answer;
    const auto& disjunctive = params.disjunctive_facets;
    for (const auto& name : params.facets) {
        const bool leaves_out =
            std::find(disjunctive.begin(), disjunctive.end(), name) != disjunctive.end();
        answer.facets.push_back(
            count(name, leaves_out ? match(query, params, {name, limit}) : hits, params));
    }
    for (const auto& wanted : params.facet_ranges) {
        const auto& name = wanted.attribute;
        const bool leaves_out =
            std::find(disjunctive.begin(), disjunctive.end(), name) != disjunctive.end();
        const auto counted = leaves_out ? match(query, params, {name, limit}) : hits;
        answer.ranges.emplace_back(name, count_ranges(wanted, counted, params));
    }
    for (const auto& facet : answer.facets) {
        if (params.facet_impact) answer.impacts.push_back(impact(facet, params));
    }
    sort(hits, params);
    answer.all = hits;

    // One list a group, in the order of their first members.
    std::vector<std::vector<ReferenceHit>> groups;
    std::map<std::string, std::size_t> place_of;
    for (auto& hit : hits) {
        const auto key = params.distinct > 0 ? group_of(*hit.record) : hit.record->id();
        const auto [place, is_new] = place_of.try_emplace(key, groups.size());
        if (is_new) groups.emplace_back();
        auto& group = groups[place->second];
        if (group.size() < std::max(1U, params.distinct)) group.push_back(std::move(hit));
    }
    answer.num_hits = groups.size();
    const std::size_t begin =
        params.length ? params.offset.value_or(0) : std::size_t{params.page} * params.hits_per_page;
    const std::size_t count = params.length.value_or(params.hits_per_page);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i < begin || i >= begin + count || i >= params.pagination_limited_to) continue;
        answer.hits.insert(answer.hits.end(), groups[i].begin(), groups[i].end());
    }
    return answer;
}

} // namespace aisle::support
