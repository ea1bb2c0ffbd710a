#include "search/criterion_keys.h"

#include <algorithm>

#include "search/facet_values.h"
#include "search/geo.h"
#include "search/shop_view.h"
#include "search/value_keys.h"

namespace aisle::search {

CriterionKeys::CriterionKeys(const Snapshot& snapshot, const data::SearchParams& params,
                             const std::vector<SegmentMatches>& matches)
    : snapshot_(snapshot), params_(params), matches_(matches) {
    postings_.resize(matches_.size());
    near_.reserve(matches_.size());
    bounds_.reserve(matches_.size());
    for (const auto& segment : matches_) {
        near_.emplace_back(segment.text, segment.view->text(), params.min_proximity);
        bounds_.emplace_back(segment.text, segment.view->text(), params.min_proximity);
    }
    if (matches_.empty()) return;
    has_optional_terms_ = matches_.front().scanner->has_optional_terms();
    has_text_ = !matches_.front().text.terms.empty();
    must_scan_ = has_text_ && matches_.front().scanner->decides_matches();
}

bool CriterionKeys::is_constant(const Criterion& criterion) const {
    using Kind = Criterion::Kind;
    switch (criterion.kind) {
    case Kind::kWords:
        return !has_text_ || !has_optional_terms_;
    case Kind::kTypo:
    case Kind::kAttribute:
    case Kind::kExact:
    case Kind::kRelevance:
    case Kind::kReplaced:
        return !has_text_;
    case Kind::kProximity:
        return !has_text_ || matches_.front().text.terms.size() < 2;
    case Kind::kGeo:
        return !params_.geo.around || !params_.geo.boxes.empty() || !params_.geo.polygons.empty();
    case Kind::kFilters:
        return params_.optional_filters.empty();
    case Kind::kAvailable:
    case Kind::kValue:
        return false;
    }
    return false;
}

void CriterionKeys::compute(std::span<RankEntry> entries, const Criterion& criterion) {
    using Kind = Criterion::Kind;
    if (criterion.kind == Kind::kValue) return compute_values(entries, criterion);
    const auto set = [&](auto&& key_of) {
        for (auto& entry : entries) entry.key = key_of(entry);
    };
    const auto set_found = [&](auto&& key_of) {
        find_details(entries);
        set([&](const RankEntry& e) -> double { return key_of(details_[e.details]); });
    };
    const auto text_of = [&](const RankEntry& e) -> const TextMatches& {
        return matches_[e.candidate.segment].text;
    };
    if (is_constant(criterion)) return set([](const RankEntry&) { return 0.0; });
    switch (criterion.kind) {
    case Kind::kTypo:
        if (must_scan_) return set_found([](const MatchDetails& d) { return d.typos; });
        return set([&](const RankEntry& e) { return text_of(e).num_typos(e.candidate.product); });
    case Kind::kWords:
        if (must_scan_) return set_found([](const MatchDetails& d) { return -1.0 * d.num_words; });
        return set(
            [&](const RankEntry& e) { return -1.0 * text_of(e).num_words(e.candidate.product); });
    case Kind::kGeo:
        return set([&](const RankEntry& e) { return distance(e.candidate); });
    case Kind::kFilters:
        return set([&](const RankEntry& e) { return -filter_score(e.candidate); });
    case Kind::kProximity:
        return set([&](const RankEntry& e) { return proximity(e.candidate); });
    case Kind::kAttribute:
        return set_found([](const MatchDetails& d) {
            return d.attribute_rank * (data::Place::kMaxPosition + 1.0) + d.attribute_position;
        });
    case Kind::kExact:
        return set_found([](const MatchDetails& d) { return -1.0 * d.num_exact; });
    case Kind::kRelevance:
        return set_found([](const MatchDetails& d) { return -d.relevance; });
    case Kind::kReplaced:
        return set_found([](const MatchDetails& d) { return d.num_replaced; });
    case Kind::kAvailable:
        return set([&](const RankEntry& e) { return is_available(e.candidate) ? 0.0 : 1.0; });
    case Kind::kValue:
        break;
    }
}

/// Sees to it that every entry has details, from postings where that is faster.
void CriterionKeys::find_details(std::span<RankEntry> entries) {
    std::vector<RankEntry*> wanting;
    wanting.reserve(entries.size());
    for (auto& entry : entries) {
        if (entry.details == data::kNoId) wanting.push_back(&entry);
    }
    const auto before = [](const RankEntry* a, const RankEntry* b) {
        return std::pair(a->candidate.segment, a->candidate.product) <
               std::pair(b->candidate.segment, b->candidate.product);
    };
    if (!std::is_sorted(wanting.begin(), wanting.end(), before)) {
        std::sort(wanting.begin(), wanting.end(), before);
    }
    for (auto some = wanting.begin(); some != wanting.end();) {
        const auto segment = (*some)->candidate.segment;
        const auto end = std::find_if(some, wanting.end(), [&](const RankEntry* entry) {
            return entry->candidate.segment != segment;
        });
        if (postings(segment).is_cheaper(static_cast<std::size_t>(end - some))) {
            find_details_in_segment({some, end}, segment);
        } else {
            for (auto entry = some; entry != end; ++entry) add_scanned(**entry);
        }
        some = end;
    }
}

/// Requires: entries by ascending product.
void CriterionKeys::find_details_in_segment(std::span<RankEntry* const> entries,
                                            std::uint32_t segment) {
    std::vector<data::Ordinal> products;
    std::vector<RankEntry*> found;
    products.reserve(entries.size());
    found.reserve(entries.size());
    for (auto* entry : entries) {
        if (postings(segment).needs_text(entry->candidate.product)) {
            add_scanned(*entry);
        } else {
            products.push_back(entry->candidate.product);
            found.push_back(entry);
        }
    }
    std::vector<MatchDetails> details(products.size());
    postings(segment).fill(products, details);
    for (std::size_t i = 0; i < found.size(); ++i) {
        found[i]->details = static_cast<std::uint32_t>(details_.size());
        details_.push_back(details[i]);
    }
}

/// Requires: `entry` has no details.
void CriterionKeys::add_scanned(RankEntry& entry) {
    entry.details = static_cast<std::uint32_t>(details_.size());
    details_.push_back(scan(entry.candidate));
}

std::uint32_t CriterionKeys::proximity(const Candidate& candidate) const {
    if (!must_scan_ && !has_optional_terms_) {
        const auto near = near_[candidate.segment].proximity(candidate.product);
        if (near) return *near;
    }
    return scan(candidate).proximity;
}

MatchDetails CriterionKeys::scan(const Candidate& candidate) const {
    return matches_[candidate.segment].scanner->scan(candidate.product);
}

bool CriterionKeys::is_numeric(const Criterion& criterion) const {
    return std::any_of(matches_.begin(), matches_.end(), [&](const auto& matches) {
        return numeric_values(matches.view->columns(), matches.matching.shop,
                              criterion.attribute) != nullptr;
    });
}

void CriterionKeys::compute_values(std::span<RankEntry> entries, const Criterion& criterion) const {
    if (!is_numeric(criterion)) return compute_texts(entries, criterion);
    // Found by name once, not once an entry.
    std::vector<const data::NumericColumn*> numbers;
    numbers.reserve(matches_.size());
    for (const auto& matches : matches_) {
        numbers.push_back(
            numeric_values(matches.view->columns(), matches.matching.shop, criterion.attribute));
    }
    for (auto& entry : entries) {
        const auto* column = numbers[entry.candidate.segment];
        entry.key = column != nullptr ? number(entry.candidate, *column, criterion.descending)
                                      : kNoValueKey;
    }
}

/// Of the rows that match.
double CriterionKeys::number(const Candidate& candidate, const data::NumericColumn& column,
                             bool descending) const {
    const auto& matches = matches_[candidate.segment];
    return numeric_key(column, matches.view->columns(), candidate.product, descending,
                       [&](data::Row row) { return matches.matching.contains_row(row); });
}

std::int64_t CriterionKeys::text(const Candidate& candidate, const Criterion& criterion) const {
    const auto& columns = matches_[candidate.segment].view->columns();
    const auto& matching = matches_[candidate.segment].matching;
    const auto* column = columns.facet(criterion.attribute);
    if (column == nullptr) return -1;
    return text_value(*column, columns, candidate.product, criterion.descending,
                      [&](data::Row row) { return matching.contains_row(row); });
}

/// Value ids are in the order of their texts within a segment, but not across segments: there
/// the texts themselves are ranked.
void CriterionKeys::compute_texts(std::span<RankEntry> entries, const Criterion& criterion) const {
    const auto text_of = [&](const RankEntry& e, std::int64_t value) {
        return matches_[e.candidate.segment]
            .view->columns()
            .facet(criterion.attribute)
            ->value(static_cast<data::ValueId>(value));
    };
    std::vector<std::string_view> texts;
    const bool single = snapshot_.segments.size() == 1;
    for (const auto& entry : entries) {
        if (single) break;
        const auto value = text(entry.candidate, criterion);
        if (value >= 0) texts.push_back(text_of(entry, value));
    }
    std::sort(texts.begin(), texts.end());
    for (auto& entry : entries) {
        const auto value = text(entry.candidate, criterion);
        if (value < 0) {
            entry.key = kNoValueKey;
            continue;
        }
        const double rank = single
                                ? static_cast<double>(value)
                                : static_cast<double>(std::lower_bound(texts.begin(), texts.end(),
                                                                       text_of(entry, value)) -
                                                      texts.begin());
        entry.key = criterion.descending ? -rank : rank;
    }
}

bool CriterionKeys::is_available(const Candidate& candidate) const {
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

double CriterionKeys::distance(const Candidate& candidate) const {
    const auto& columns = matches_[candidate.segment].view->columns();
    const auto place = nearest(columns.geo_points(candidate.product), *params_.geo.around);
    return place ? rank_distance(params_.geo, place->distance_m) : kNoValueKey;
}

int CriterionKeys::filter_score(const Candidate& candidate) const {
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

} // namespace aisle::search
