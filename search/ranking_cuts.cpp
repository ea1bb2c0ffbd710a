#include <algorithm>
#include <cassert>

#include "search/ranking.h"

// Criteria that cut a group of ties into classes while it is a set; see ranking.cpp.

namespace aisle::search {

namespace {

/// Going over a posting costs about this much less than finding out how a product matches.
constexpr std::uint64_t kPostingsPerLookup = 200;

/// Places up to which the postings are swept, one after the other: the beginning, the first
/// words, and all of the first attribute.
constexpr std::uint32_t kPlaces[] = {0, 2, 8, data::Place::kMaxPosition};

/// Products that are ranked at first to find near words among them, as a multiple of those wanted.
constexpr std::size_t kNearestAtFirst = 2;
constexpr std::size_t kNearestGrowth = 4;

/// Ranking more than one in so many to find near words takes as long as looking at all ties.
constexpr std::size_t kNearestShare = 4;

} // namespace

std::vector<Candidate> Ranker::rank_by_typos(const Sets& ties, std::size_t criterion,
                                             std::size_t count) {
    Sets without;
    for (std::size_t i = 0; i < ties.size(); ++i) {
        without.push_back(matches_[i].text.without_typos(ties[i]));
    }
    if (num_products_in(without) >= count) return rank(std::move(without), criterion + 1, count);
    std::vector<Sets> cuts;
    for (std::size_t i = 0; i < ties.size(); ++i) {
        cuts.push_back(matches_[i].text.by_num_typos(ties[i]));
    }
    return rank_cuts(std::move(cuts), criterion, count);
}

/// The products whose proximity may be the bound of `near` and no less, by ranking them by what
/// follows first: where many are that near, few texts have to be read.
/// Nothing when so few are that all have to be looked at.
std::optional<std::vector<Candidate>> Ranker::find_nearest(const Sets& near, std::uint32_t bound,
                                                           std::size_t criterion,
                                                           std::size_t count) {
    const std::size_t num_near = num_products_in(near);
    std::vector<Candidate> nearest;
    std::size_t num_seen = 0;
    for (auto num_ranked = kNearestAtFirst * count; kNearestShare * num_ranked <= num_near;
         num_ranked *= kNearestGrowth) {
        const auto ranked = rank(near, criterion + 1, num_ranked);
        for (; num_seen < ranked.size(); ++num_seen) {
            if (keys_.proximity(ranked[num_seen]) > bound) continue;
            nearest.push_back(ranked[num_seen]);
            if (nearest.size() == count) return nearest;
        }
    }
    return std::nullopt;
}

/// The ties by a bound of their proximity: entry i has those where it is not less than i.
std::vector<Ranker::Sets> Ranker::by_near_bound(const Sets& ties) const {
    std::vector<Sets> by_bound;
    for (std::uint32_t segment = 0; segment < ties.size(); ++segment) {
        const auto& bounds = keys_.near_bounds(segment);
        by_bound.resize(bounds.most() + 1, Sets(ties.size()));
        const auto products = ties[segment].to_vector();
        std::vector<std::uint32_t> found(products.size(), bounds.least());
        if (keys_.has_optional_terms()) { // products with fewer words have fewer distances
            found.assign(products.size(), 0);
        } else if (!keys_.must_scan()) {
            found = bounds.find(products);
        }
        std::vector<std::vector<data::Ordinal>> cut(by_bound.size());
        for (std::size_t i = 0; i < products.size(); ++i) cut[found[i]].push_back(products[i]);
        for (std::size_t i = 0; i < cut.size(); ++i) {
            by_bound[i][segment] =
                OrdinalSet::from_sorted(std::move(cut[i]), ties[segment].bound());
        }
    }
    return by_bound;
}

/// A product is in its class when all have been looked at that may be as near: those whose bound
/// is as small.
std::vector<Candidate> Ranker::rank_by_proximity(const Sets& ties, std::size_t criterion,
                                                 std::size_t count) {
    const auto by_bound = by_near_bound(ties);
    std::vector<std::vector<std::vector<data::Ordinal>>> found(
        by_bound.size(), std::vector<std::vector<data::Ordinal>>(ties.size()));
    std::vector<Candidate> ranked;
    bool is_first = true;
    for (std::uint32_t distance = 0; distance < by_bound.size() && ranked.size() < count;
         ++distance) {
        const Sets& near = by_bound[distance];
        if (is_first && num_products_in(near) > 0 && !keys_.has_optional_terms()) {
            if (auto nearest = find_nearest(near, distance, criterion, count)) return *nearest;
            is_first = false;
        }
        Sets here;
        for (std::uint32_t segment = 0; segment < ties.size(); ++segment) {
            for_each_text(near[segment].to_vector(), matches_[segment].view->text(),
                          [&](data::Ordinal product) {
                              const auto exact = keys_.proximity({segment, product});
                              assert(exact >= distance);
                              found[exact][segment].push_back(product);
                          });
            here.push_back(OrdinalSet::from_unsorted(std::move(found[distance][segment]),
                                                     ties[segment].bound()));
        }
        const auto next = rank(std::move(here), criterion + 1, count - ranked.size());
        ranked.insert(ranked.end(), next.begin(), next.end());
    }
    return ranked;
}

/// Nothing when the postings are too many, or tell too few products.
std::optional<std::vector<Candidate>>
Ranker::rank_by_places(const Sets& ties, std::size_t criterion, std::size_t count) {
    for (std::size_t i = 0; i < ties.size(); ++i) {
        if (!keys_.postings(i).is_possible()) return std::nullopt;
    }
    for (const std::uint32_t place : kPlaces) {
        std::uint64_t num_postings = 0;
        for (std::size_t i = 0; i < ties.size(); ++i) {
            num_postings += keys_.postings(i).num_postings_to(place);
        }
        if (num_postings > kPostingsPerLookup * num_products_in(ties)) return std::nullopt;
        std::vector<Sets> cuts;
        std::size_t num_placed = 0;
        for (std::size_t i = 0; i < ties.size(); ++i) {
            cuts.push_back(keys_.postings(i).by_place(ties[i], place, count));
            num_placed += num_products_in(cuts.back());
        }
        if (num_placed >= count) return rank_cuts(std::move(cuts), criterion, count);
    }
    return std::nullopt;
}

std::optional<std::vector<Candidate>> Ranker::rank_by_exact(const Sets& ties, std::size_t criterion,
                                                            std::size_t count) {
    std::vector<Sets> cuts;
    for (std::size_t i = 0; i < ties.size(); ++i) {
        auto cut = keys_.postings(i).by_num_exact(ties[i]);
        if (!cut) return std::nullopt;
        std::reverse(cut->begin(), cut->end());
        cuts.push_back(std::move(*cut));
    }
    return rank_cuts(std::move(cuts), criterion, count);
}

/// Ranks ties that `criterion` cuts into classes: cuts[i] has the classes of segment i, best first.
std::vector<Candidate> Ranker::rank_cuts(std::vector<Sets> cuts, std::size_t criterion,
                                         std::size_t count) {
    std::size_t num_classes = 0;
    for (const auto& cut : cuts) num_classes = std::max(num_classes, cut.size());
    std::vector<Candidate> ranked;
    for (std::size_t c = 0; c < num_classes && ranked.size() < count; ++c) {
        Sets ties;
        for (std::size_t i = 0; i < cuts.size(); ++i) {
            ties.push_back(c < cuts[i].size() ? std::move(cuts[i][c])
                                              : OrdinalSet(matches_[i].text.products.bound()));
        }
        const auto next = rank(std::move(ties), criterion + 1, count - ranked.size());
        ranked.insert(ranked.end(), next.begin(), next.end());
    }
    return ranked;
}

} // namespace aisle::search
