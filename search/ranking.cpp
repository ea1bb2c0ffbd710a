#include "search/ranking.h"

#include <algorithm>
#include <numeric>

#include "search/facet_values.h"
#include "search/first_keys.h"

// Lexicographic ranking by refinement. The matches start as one group of ties. A criterion gives
// every member of a group a key, less is better; selection finds the key at the end of the
// wanted part, everything worse is dropped unordered, the rest is sorted, and every run of equal
// keys that begins inside the wanted part is refined by the next criterion (refine()). The
// result equals sorting all matches by all criteria, and a criterion that is expensive to
// compute is computed for those few products only that it has to tell apart.
//
// Matches are far more than what is wanted, so that even one look at each of them is much. While
// a group is large it is a set, and shortcuts make it small without keys (rank()):
//   typo       the sets of matching cut the group by typos;
//   proximity  of pairs of common words it is kept (ranking_pairs.cpp). Of others the postings tell
//              how near the words may stand (near_bounds.h). Of the nearest
//              products, ranked by the criteria that follow, the texts are read in that order,
//              until enough of them have the words that near; where few do, of all of them;
//   attribute  a sweep through the postings finds the products with a word at the best place; where
//              these are too few, the postings tell the best place of each product;
//              of all products with one term, or two side by side, the first are kept
//              (ranking_fronts.cpp);
//   exact      the postings of the words as typed cut the group;
//   custom     where only values of attributes are left, a sorted order of the segment that no
//              query changes tells the first ones (static_order.h).

namespace aisle::search {

namespace {

bool by_key(const RankEntry& a, const RankEntry& b) {
    return a.key < b.key;
}

std::vector<RankEntry> entries_of(const std::vector<OrdinalSet>& sets) {
    std::vector<RankEntry> entries;
    entries.reserve(num_products_in(sets));
    for (std::uint32_t segment = 0; segment < sets.size(); ++segment) {
        sets[segment].for_each([&](data::Ordinal product) {
            entries.push_back({{segment, product}});
        });
    }
    return entries;
}

std::vector<Candidate> first_of(const std::vector<RankEntry>& entries, std::size_t count) {
    std::vector<Candidate> ranked;
    ranked.reserve(count);
    for (std::size_t i = 0; i < count; ++i) ranked.push_back(entries[i].candidate);
    return ranked;
}

/// The `count` members of `set` that come first in `order`. A dense set is met soon when walking
/// the order; of a sparse one, the ranks are selected from.
OrdinalSet first_members(OrdinalSet set, const StaticOrder& order, std::size_t count) {
    std::vector<data::Ordinal> first;
    const std::uint64_t num_steps = std::uint64_t{count} * set.bound() / set.size();
    if (num_steps < set.size()) {
        set.make_fast();
        for (const auto product : order.by_rank()) {
            if (!set.contains(product)) continue;
            first.push_back(product);
            if (first.size() == count) break;
        }
        return OrdinalSet::from_unsorted(std::move(first), set.bound());
    }
    FirstKeys<std::uint32_t> ranks(count);
    set.for_each([&](data::Ordinal product) {
        const bool is_late = order.stretch(product) > order.stretch_of_rank(ranks.limit());
        if (!is_late) ranks.add(order.rank(product));
    });
    for (const auto rank : std::move(ranks).take()) first.push_back(order.by_rank()[rank]);
    return OrdinalSet::from_unsorted(std::move(first), set.bound());
}

} // namespace

Ranker::Ranker(const Snapshot& snapshot, const data::SearchParams& params,
               const std::vector<SegmentMatches>& matches)
    : matches_(matches), keys_(snapshot, params, matches), criteria_(resolve_criteria(params)) {
    if (matches_.empty()) return;
    const auto& scanner = *matches_.front().scanner;
    // A synonym may count as exact; where all else ties the typed word still comes first.
    if (scanner.has_replacements()) criteria_.push_back({Criterion::Kind::kReplaced, {}, false});
    const auto is_constant = [&](const Criterion& c) { return keys_.is_constant(c); };
    const auto filters = std::find_if(criteria_.begin(), criteria_.end(), [](const Criterion& c) {
        return c.kind == Criterion::Kind::kFilters;
    });
    if (filters != criteria_.end()) {
        const auto end = filters + 1;
        num_up_to_filters_ = static_cast<std::size_t>(
            end - criteria_.begin() - std::count_if(criteria_.begin(), end, is_constant));
    }
    std::erase_if(criteria_, is_constant);
}

std::vector<Candidate> Ranker::top(std::size_t count) {
    Sets all;
    for (const auto& segment : matches_) all.push_back(segment.matching.products);
    return rank(std::move(all), 0, count);
}

std::vector<std::uint32_t> Ranker::tiers_up_to_filters(std::span<const Candidate> ranked) {
    if (!num_up_to_filters_) return {};
    std::vector<RankEntry> entries;
    for (const auto& candidate : ranked) entries.push_back({candidate});
    std::vector<std::uint32_t> tiers(ranked.size(), 0);
    for (std::size_t c = 0; c < *num_up_to_filters_; ++c) {
        keys_.compute(entries, criteria_[c]);
        for (std::size_t i = 1; i < entries.size(); ++i) {
            if (entries[i].key != entries[i - 1].key) tiers[i] = 1;
        }
    }
    std::partial_sum(tiers.begin(), tiers.end(), tiers.begin());
    return tiers;
}

/// The first `count` of a group that ties in all criteria before `criterion`.
std::vector<Candidate> Ranker::rank(Sets ties, std::size_t criterion, std::size_t count) {
    const std::size_t num_ties = num_products_in(ties);
    if (num_ties < 2 * count || count == 0) return rank_entries(ties, criterion, count);
    if (is_static_from(criterion)) {
        return rank_entries(first_in_order(ties, criterion, count), criterion, count);
    }
    std::optional<std::vector<Candidate>> ranked;
    switch (criteria_[criterion].kind) {
    case Criterion::Kind::kTypo:
        if (!keys_.must_scan()) return rank_by_typos(ties, criterion, count);
        break;
    case Criterion::Kind::kProximity:
        return rank_by_proximity(ties, criterion, count);
    case Criterion::Kind::kAttribute:
        ranked = rank_by_fronts(ties, criterion, count);
        return ranked ? *ranked : rank_by_attribute(ties, criterion, count);
    case Criterion::Kind::kExact:
        ranked = rank_by_exact(ties, criterion, count);
        break;
    default:
        break;
    }
    return ranked ? *ranked : rank_entries(ties, criterion, count);
}

std::vector<Candidate> Ranker::rank_entries(const Sets& ties, std::size_t criterion,
                                            std::size_t count) {
    auto entries = entries_of(ties);
    count = std::min(count, entries.size());
    refine(entries.begin(), entries.end(), criterion, count);
    return first_of(entries, count);
}

/// The same of ties of which the first of every segment are known, in order. What comes first in
/// the only segment does in all.
std::vector<Candidate> Ranker::rank_first(Lists first, const Sets& ties, std::size_t criterion,
                                          std::size_t count) {
    std::vector<Candidate> ranked;
    if (first.size() == 1) {
        ranked.reserve(first.front().size());
        for (const auto product : first.front()) ranked.push_back({0, product});
        return ranked;
    }
    Sets sets;
    for (std::size_t i = 0; i < first.size(); ++i) {
        sets.push_back(OrdinalSet::from_unsorted(std::move(first[i]), ties[i].bound()));
    }
    return rank_entries(sets, criterion, count);
}

/// True when no query changes the order by one criterion.
bool Ranker::is_static(const Criterion& criterion) const {
    if (criterion.kind != Criterion::Kind::kValue) return false;
    const bool is_numeric = keys_.is_numeric(criterion);
    return std::all_of(matches_.begin(), matches_.end(), [&](const SegmentMatches& m) {
        const auto& columns = m.view->columns();
        const auto* number = columns.numeric(criterion.attribute);
        // What offers make of a number depends on who asks, and when.
        if (numeric_values(columns, m.matching.shop, criterion.attribute) != number) return false;
        if (m.view->hot && m.view->hot->contains(criterion.attribute)) return false;
        const auto* text = columns.facet(criterion.attribute);
        if (is_numeric && number == nullptr && text != nullptr) return false;
        const bool is_per_row = (number != nullptr && number->space() == data::ColumnSpace::kRow) ||
                                (text != nullptr && text->space() == data::ColumnSpace::kRow);
        return !is_per_row || !m.matching.has_rows;
    });
}

/// True when the order by `criterion` and what follows is the same for every query.
bool Ranker::is_static_from(std::size_t criterion) const {
    if (!first_static_) {
        first_static_ = criteria_.size();
        while (*first_static_ > 0 && is_static(criteria_[*first_static_ - 1])) --*first_static_;
    }
    return criterion >= *first_static_;
}

/// Null where the segment keeps no such order.   Requires: is_static_from(criterion).
const StaticOrder* Ranker::order_from(std::size_t criterion, std::size_t segment) const {
    for (const auto& known : orders_) {
        if (known.criterion == criterion && known.segment == segment) return known.order.get();
    }
    const auto& view = *matches_[segment].view;
    auto order = view.orders->find(view.columns(), std::span(criteria_).subspan(criterion));
    return orders_.emplace_back(KnownOrder{criterion, segment, std::move(order)}).order.get();
}

/// The first ones of every segment; all of a segment that keeps no such order.
Ranker::Sets Ranker::first_in_order(const Sets& ties, std::size_t criterion,
                                    std::size_t count) const {
    Sets first;
    for (std::size_t i = 0; i < ties.size(); ++i) {
        const auto* order = ties[i].size() > count ? order_from(criterion, i) : nullptr;
        first.push_back(order ? first_members(ties[i], *order, count) : ties[i]);
    }
    return first;
}

/// Orders [begin, end), a group of ties, so that its first `count` members are in place.
void Ranker::refine(Iterator begin, Iterator end, std::size_t criterion, std::size_t count) {
    if (count == 0 || end - begin < 2) return;
    if (is_static_from(criterion)) {
        const bool has_values = criterion < criteria_.size(); // objectIDs have ranks of their own
        if (has_values && sort_in_order(begin, end, criterion, count)) return;
        if (static_cast<std::size_t>(end - begin) > 2 * count) {
            end = keep_first_in_order(begin, end, criterion, count);
        }
    }
    const auto wanted =
        begin + static_cast<std::ptrdiff_t>(std::min(count, static_cast<std::size_t>(end - begin)));
    if (criterion == criteria_.size()) {
        std::partial_sort(begin, wanted, end, [this](const RankEntry& a, const RankEntry& b) {
            return id_before(a.candidate, b.candidate);
        });
        return;
    }
    keys_.compute({begin, end}, criteria_[criterion]);
    auto kept = end;
    if (wanted != end) {
        std::nth_element(begin, wanted - 1, end, by_key);
        const double last_key = (wanted - 1)->key;
        kept = std::partition(wanted, end, [&](const RankEntry& e) { return e.key <= last_key; });
    }
    std::sort(begin, kept, by_key);
    for (auto group = begin; group < wanted;) {
        const auto group_end = std::upper_bound(group, kept, *group, by_key);
        refine(group, group_end, criterion + 1, static_cast<std::size_t>(wanted - group));
        group = group_end;
    }
}

/// Puts the first `count` in place by one number each, that of the kept order. False where there
/// are several segments, whose orders cannot be compared, or the order is not kept.
bool Ranker::sort_in_order(Iterator begin, Iterator end, std::size_t criterion,
                           std::size_t count) const {
    const auto* order = matches_.size() == 1 ? order_from(criterion, 0) : nullptr;
    if (order == nullptr) return false;
    for (auto it = begin; it != end; ++it) it->key = order->rank(it->candidate.product);
    const auto wanted =
        begin + static_cast<std::ptrdiff_t>(std::min(count, static_cast<std::size_t>(end - begin)));
    std::partial_sort(begin, wanted, end, by_key);
    return true;
}

/// Moves the first `count` of every segment to the front. Returns: their end.
Ranker::Iterator Ranker::keep_first_in_order(Iterator begin, Iterator end, std::size_t criterion,
                                             std::size_t count) const {
    auto kept = begin;
    for (std::uint32_t segment = 0; segment < matches_.size(); ++segment) {
        const auto of_segment = std::partition(
            kept, end, [&](const RankEntry& e) { return e.candidate.segment == segment; });
        const auto first = kept + std::min(static_cast<std::ptrdiff_t>(count), of_segment - kept);
        const auto* order = first < of_segment ? order_from(criterion, segment) : nullptr;
        if (order == nullptr) {
            kept = of_segment;
            continue;
        }
        for (auto it = kept; it != of_segment; ++it) it->key = order->rank(it->candidate.product);
        std::nth_element(kept, first - 1, of_segment, by_key);
        kept = first;
    }
    return kept;
}

bool Ranker::id_before(const Candidate& a, const Candidate& b) const {
    const auto& columns_of_a = matches_[a.segment].view->columns();
    if (a.segment == b.segment) {
        return columns_of_a.id_rank(a.product) < columns_of_a.id_rank(b.product);
    }
    return columns_of_a.object_id(a.product) <
           matches_[b.segment].view->columns().object_id(b.product);
}

} // namespace aisle::search
