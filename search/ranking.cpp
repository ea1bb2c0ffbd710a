#include "search/ranking.h"

#include <algorithm>
#include <limits>

#include "data/error.h"
#include "search/facet_values.h"
#include "search/geo.h"

// Lexicographic ranking by refinement. The matches start as one group. A criterion gives every
// member of a group a key, less is better; selection finds the key at the end of the wanted
// part, everything worse is dropped unordered, the rest is sorted, and every run of equal keys
// that begins inside the wanted part is refined by the next criterion. The result equals
// sorting all matches by all criteria, and a criterion that is expensive to compute is computed
// for those few products only that it has to tell apart.

namespace aisle::search {

namespace {

constexpr double kWorst = std::numeric_limits<double>::infinity();

/// Going through a posting costs about this much less than scanning the text of a product.
constexpr std::uint64_t kPostingsPerScan = 100;

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

} // namespace

std::vector<Criterion> resolve_criteria(const data::SearchParams& params) {
    std::vector<Criterion> criteria;
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

Ranker::Ranker(const Snapshot& snapshot, const data::SearchParams& params,
               std::vector<SegmentMatches>& matches)
    : snapshot_(snapshot), params_(params), matches_(matches), criteria_(resolve_criteria(params)) {
    // A synonym may count as exact; where all else ties the typed word still comes first.
    if (!matches_.empty() && matches_.front().scanner->has_replacements()) {
        criteria_.push_back({Criterion::Kind::kReplaced, {}, false});
    }
}

std::vector<Candidate> Ranker::top(std::size_t count) {
    std::vector<Entry> entries;
    for (std::uint32_t segment = 0; segment < matches_.size(); ++segment) {
        matches_[segment].matching.products.for_each([&](data::Ordinal product) {
            entries.push_back({{segment, product}, -1, 0});
        });
    }
    count = std::min(count, entries.size());
    refine(entries.begin(), entries.end(), 0, count);
    std::vector<Candidate> ranked;
    ranked.reserve(count);
    for (std::size_t i = 0; i < count; ++i) ranked.push_back(entries[i].candidate);
    return ranked;
}

/// Orders [begin, end), a group of ties, so that its first `count` members are in place.
void Ranker::refine(Iterator begin, Iterator end, std::size_t criterion, std::size_t count) {
    if (count == 0 || end - begin < 2) return;
    const auto wanted =
        begin + static_cast<std::ptrdiff_t>(std::min(count, static_cast<std::size_t>(end - begin)));
    if (criterion == criteria_.size()) {
        std::partial_sort(begin, wanted, end, [this](const Entry& a, const Entry& b) {
            return id_before(a.candidate, b.candidate);
        });
        return;
    }
    compute_keys(begin, end, criteria_[criterion]);
    const auto by_key = [](const Entry& a, const Entry& b) { return a.key < b.key; };
    auto kept = end;
    if (wanted != end) {
        std::nth_element(begin, wanted - 1, end, by_key);
        const double last_key = (wanted - 1)->key;
        kept = std::partition(wanted, end, [&](const Entry& e) { return e.key <= last_key; });
    }
    std::sort(begin, kept, by_key);
    for (auto group = begin; group < wanted;) {
        const auto group_end = std::upper_bound(group, kept, *group, by_key);
        refine(group, group_end, criterion + 1, static_cast<std::size_t>(wanted - group));
        group = group_end;
    }
}

void Ranker::compute_keys(Iterator begin, Iterator end, const Criterion& criterion) {
    using Kind = Criterion::Kind;
    if (criterion.kind == Kind::kValue) return compute_value_keys(begin, end, criterion);
    const auto set = [&](auto&& key_of) {
        for (auto it = begin; it != end; ++it) it->key = key_of(*it);
    };
    const bool has_text = !matches_.front().text.terms.empty();
    const bool scanned = has_text && matches_.front().scanner->decides_matches();
    switch (criterion.kind) {
    case Kind::kTypo:
        return set([&](Entry& e) -> double {
            if (!has_text) return 0;
            if (scanned) return details_of(e).typos;
            return matches_[e.candidate.segment].text.num_typos(e.candidate.product);
        });
    case Kind::kWords:
        return set([&](Entry& e) -> double {
            if (!has_text) return 0;
            if (scanned) return -static_cast<double>(details_of(e).num_words);
            return -static_cast<double>(
                matches_[e.candidate.segment].text.num_words(e.candidate.product));
        });
    case Kind::kGeo:
        return set([&](Entry& e) { return distance_key(e.candidate); });
    case Kind::kFilters:
        return set([&](Entry& e) { return -filter_score(e.candidate); });
    case Kind::kProximity:
        return set([&](Entry& e) -> double {
            return matches_.front().text.terms.size() < 2 ? 0 : details_of(e).proximity;
        });
    case Kind::kAttribute:
        if (!has_text) return set([](Entry&) { return 0.0; });
        return compute_attribute_keys(begin, end);
    case Kind::kExact:
        return set([&](Entry& e) -> double {
            return has_text ? -static_cast<double>(details_of(e).num_exact) : 0;
        });
    case Kind::kRelevance:
        return set([&](Entry& e) { return has_text ? -details_of(e).relevance : 0; });
    case Kind::kReplaced:
        return set([&](Entry& e) -> double { return details_of(e).num_replaced; });
    case Kind::kAvailable:
        return set([&](Entry& e) { return is_available(e.candidate) ? 0.0 : 1.0; });
    case Kind::kValue:
        break;
    }
}

void Ranker::compute_attribute_keys(Iterator begin, Iterator end) {
    if (places_.empty()) find_places(static_cast<std::size_t>(end - begin));
    for (auto it = begin; it != end; ++it) {
        const auto [segment, product] = it->candidate;
        const bool is_placed =
            !places_.empty() &&
            matches_[segment].text.terms.front().by_typos.front().contains(product);
        std::uint32_t rank = 0;
        std::uint32_t position = 0;
        if (is_placed) {
            rank = places_[segment][product].rank();
            position = places_[segment][product].position();
        } else {
            const auto& details = details_of(*it);
            rank = details.attribute_rank;
            position = details.attribute_position;
        }
        it->key = rank * (data::Place::kMaxPosition + 1.0) + position;
    }
}

/// The postings hold the best place of every word: when the query is a single word, as the first
/// letters of every instant search are, they are read in one sweep instead of the texts of all
/// matches, provided that those are many.
void Ranker::find_places(std::size_t num_entries) {
    const bool is_decided = matches_.front().scanner->decides_matches();
    if (matches_.front().text.terms.size() != 1 || is_decided) return;
    std::uint64_t cost = 0;
    for (const auto& matches : matches_) {
        const auto& index = matches.view->text();
        cost += count_postings(matches.alternatives->front(), index) + index.num_products();
    }
    if (cost > kPostingsPerScan * num_entries) return;
    for (const auto& matches : matches_) {
        places_.push_back(best_places(matches.alternatives->front(), matches.view->text()));
    }
}

void Ranker::compute_value_keys(Iterator begin, Iterator end, const Criterion& criterion) {
    const bool is_numeric = std::any_of(matches_.begin(), matches_.end(), [&](const auto& matches) {
        return numeric_values(matches.view->columns(), matches.matching.shop,
                              criterion.attribute) != nullptr;
    });
    if (!is_numeric) return compute_text_value_keys(begin, end, criterion);
    for (auto it = begin; it != end; ++it) it->key = numeric_key(it->candidate, criterion);
}

/// Ascending uses the smallest number of the product's matching rows, descending the largest.
double Ranker::numeric_key(const Candidate& candidate, const Criterion& criterion) const {
    const auto& columns = matches_[candidate.segment].view->columns();
    const auto* column =
        numeric_values(columns, matches_[candidate.segment].matching.shop, criterion.attribute);
    double best = kWorst;
    if (column == nullptr) return best;
    const auto take = [&](std::uint32_t cell) {
        for (const double number : column->at(cell)) {
            best = std::min(best, criterion.descending ? -number : number);
        }
    };
    if (column->space() == data::ColumnSpace::kProduct) {
        take(candidate.product);
        return best;
    }
    const auto& matching = matches_[candidate.segment].matching;
    for (auto row = columns.first_row(candidate.product); row < columns.end_row(candidate.product);
         ++row) {
        if (matching.contains_row(row)) take(row);
    }
    return best;
}

/// The first (or, descending, last) value of the product's matching rows; -1 without one.
std::int64_t Ranker::text_value(const Candidate& candidate, const Criterion& criterion) const {
    const auto& columns = matches_[candidate.segment].view->columns();
    const auto* column = columns.facet(criterion.attribute);
    std::int64_t best = -1;
    if (column == nullptr) return best;
    const auto take = [&](std::uint32_t cell) {
        for (const std::int64_t value : column->at(cell)) {
            const bool is_better = criterion.descending ? value > best : value < best;
            if (best < 0 || is_better) best = value;
        }
    };
    if (column->space() == data::ColumnSpace::kProduct) {
        take(candidate.product);
        return best;
    }
    const auto& matching = matches_[candidate.segment].matching;
    for (auto row = columns.first_row(candidate.product); row < columns.end_row(candidate.product);
         ++row) {
        if (matching.contains_row(row)) take(row);
    }
    return best;
}

/// Value ids are in the order of their texts within a segment, but not across segments: there
/// the texts themselves are ranked.
void Ranker::compute_text_value_keys(Iterator begin, Iterator end, const Criterion& criterion) {
    const auto text_of = [&](const Entry& e, std::int64_t value) {
        return matches_[e.candidate.segment]
            .view->columns()
            .facet(criterion.attribute)
            ->value(static_cast<data::ValueId>(value));
    };
    std::vector<std::string_view> texts;
    const bool single = snapshot_.segments.size() == 1;
    for (auto it = begin; it != end && !single; ++it) {
        const auto value = text_value(it->candidate, criterion);
        if (value >= 0) texts.push_back(text_of(*it, value));
    }
    std::sort(texts.begin(), texts.end());
    for (auto it = begin; it != end; ++it) {
        const auto value = text_value(it->candidate, criterion);
        if (value < 0) {
            it->key = kWorst;
            continue;
        }
        const double rank = single
                                ? static_cast<double>(value)
                                : static_cast<double>(std::lower_bound(texts.begin(), texts.end(),
                                                                       text_of(*it, value)) -
                                                      texts.begin());
        it->key = criterion.descending ? -rank : rank;
    }
}

double Ranker::distance_key(const Candidate& candidate) const {
    if (!params_.geo.around || !params_.geo.boxes.empty() || !params_.geo.polygons.empty()) {
        return 0;
    }
    const auto& columns = matches_[candidate.segment].view->columns();
    const auto place = nearest(columns.geo_points(candidate.product), *params_.geo.around);
    return place ? rank_distance(params_.geo, place->distance_m) : kWorst;
}

bool Ranker::is_available(const Candidate& candidate) const {
    const auto& matches = matches_[candidate.segment];
    const auto& columns = matches.view->columns();
    for (auto row = columns.first_row(candidate.product); row < columns.end_row(candidate.product);
         ++row) {
        if (matches.matching.contains_row(row) && matches.matching.shop->is_available(row)) {
            return true;
        }
    }
    return false;
}

int Ranker::filter_score(const Candidate& candidate) const {
    const auto& matches = matches_[candidate.segment];
    int score = 0;
    for (const auto& group : matches.optional_filters) {
        int sum = 0;
        int best = 0;
        for (const auto& [products, value] : group) {
            if (!products.contains(candidate.product)) continue;
            sum += value;
            if (best == 0 || value > best) best = value;
        }
        score += matches.sum_optional_filters ? sum : best;
    }
    return score;
}

const MatchDetails& Ranker::details_of(Entry& entry) {
    if (entry.details < 0) {
        entry.details = static_cast<std::int64_t>(details_.size());
        details_.push_back(
            matches_[entry.candidate.segment].scanner->scan(entry.candidate.product));
    }
    return details_[static_cast<std::size_t>(entry.details)];
}

const MatchDetails& Ranker::details(const Candidate& candidate) {
    Entry entry{candidate, -1, 0};
    return details_of(entry);
}

bool Ranker::id_before(const Candidate& a, const Candidate& b) const {
    if (a.segment == b.segment) {
        const auto& columns = matches_[a.segment].view->columns();
        return columns.id_rank(a.product) < columns.id_rank(b.product);
    }
    return object_id(a) < object_id(b);
}

std::string_view Ranker::object_id(const Candidate& candidate) const {
    return matches_[candidate.segment].view->columns().object_id(candidate.product);
}

} // namespace aisle::search
