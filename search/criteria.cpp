#include "search/criteria.h"

#include <algorithm>

#include "data/error.h"

namespace aisle::search {

namespace {

Criterion parse_criterion(const std::string& text) {
    using Kind = Criterion::Kind;
    static const std::pair<std::string_view, Kind> kNames[] = {
        {"typo", Kind::kTypo},           {"geo", Kind::kGeo},
        {"words", Kind::kWords},         {"filters", Kind::kFilters},
        {"proximity", Kind::kProximity}, {"attribute", Kind::kAttribute},
        {"exact", Kind::kExact},         {"relevance", Kind::kRelevance}};
    for (const auto& [name, kind] : kNames) {
        if (text == name) return {kind, {}, false};
    }
    const bool ascending = text.starts_with("asc(");
    const bool descending = text.starts_with("desc(");
    if ((ascending || descending) && text.ends_with(')')) {
        const std::size_t open = text.find('(') + 1;
        return {Kind::kValue, text.substr(open, text.size() - open - 1), descending};
    }
    throw data::Error(data::ErrorCode::kInvalidRequest,
                      "ranking: \"" + text +
                          "\" is no criterion; expected typo, geo, words, "
                          "filters, proximity, attribute, exact, relevance, custom, "
                          "asc(attribute) or desc(attribute)");
}

/// Steps that no name in the ranking stands for.
constexpr std::size_t kMostImplied = 3;

} // namespace

std::vector<Criterion> resolve_criteria(const data::SearchParams& params) {
    std::vector<Criterion> criteria;
    criteria.reserve(params.ranking.size() + params.custom_ranking.size() + kMostImplied);
    const auto add = [&](Criterion criterion) {
        if (std::find(criteria.begin(), criteria.end(), criterion) == criteria.end()) {
            criteria.push_back(std::move(criterion));
        }
    };
    if (params.availability && params.availability->boost) {
        add({Criterion::Kind::kAvailable, {}, false});
    }
    if (params.typo_tolerance == data::TypoTolerance::kMin ||
        params.typo_tolerance == data::TypoTolerance::kStrict) {
        add({Criterion::Kind::kTypo, {}, false});
    }
    for (const auto& name : params.ranking) {
        if (name != "custom") {
            add(parse_criterion(name));
            continue;
        }
        for (const auto& custom : params.custom_ranking) add(parse_criterion(custom));
    }
    return criteria;
}

} // namespace aisle::search
