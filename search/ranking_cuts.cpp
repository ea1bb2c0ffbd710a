#include <algorithm>
#include <cassert>

#include "search/ranking.h"

// Criteria that cut a group of ties into classes while it is a set; see ranking.cpp.

namespace aisle::search {

namespace {

/// Products that are ranked at first to find near words among them, as a multiple of those wanted.
constexpr std::size_t kNearestAtFirst = 2;
constexpr std::size_t kNearestGrowth = 4;

/// Ranking more than one in so many to find near words takes as long as looking at all ties.
constexpr std::size_t kNearestShare = 2;

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

/// The first of those whose proximity is `bound`, of products where it is not less: by ranking them
/// by what follows first. Where many are that near, few texts have to be read.
/// Nothing when so few are that all have to be looked at.
std::optional<std::vector<Candidate>> Ranker::find_nearest(const Sets& near, std::uint32_t bound,
                                                           std::size_t criterion,
                                                           std::size_t count) {
    // Products with fewer words have fewer distances.
    if (keys_.has_optional_terms()) return std::nullopt;
    const std::size_t num_near = num_products_in(near);
    const bool is_quick = bound == keys_.near_bounds(0).least() && can_tell_neighbours(near);
    const auto is_nearest = [&](const Candidate& c) {
        if (is_quick) return keys_.near_words(c.segment).are_side_by_side(c.product);
        return keys_.proximity(c) == bound;
    };
    std::vector<Candidate> nearest;
    std::size_t num_seen = 0;
    for (auto num_ranked = kNearestAtFirst * count; kNearestShare * num_ranked <= num_near;
         num_ranked *= kNearestGrowth) {
        const auto ranked = rank(near, criterion + 1, num_ranked);
        for (; num_seen < ranked.size(); ++num_seen) {
            if (!is_nearest(ranked[num_seen])) continue;
            nearest.push_back(ranked[num_seen]);
            if (nearest.size() == count) return nearest;
        }
    }
    if (!is_quick || num_near < kNearestAtFirst * kNearestShare * count) return std::nullopt;
    // Few at the front, but maybe enough in all.
    auto all = side_by_side(near);
    if (num_products_in(all) < count) return std::nullopt;
    return rank(std::move(all), criterion + 1, count);
}

/// True when NearWords knows of all products whether the terms stand side by side, and that is
/// as near as can be.
bool Ranker::can_tell_neighbours(const Sets& ties) const {
    for (std::size_t i = 0; i < ties.size(); ++i) {
        const bool is_near = keys_.near_bounds(i).least() + 1 == matches_[i].text.terms.size();
        const auto levels = matches_[i].text.typo_levels(ties[i]);
        if (!is_near || !levels || !keys_.near_words(i).can_tell(*levels)) return false;
    }
    return true;
}

Ranker::Sets Ranker::side_by_side(const Sets& near) const {
    Sets all;
    for (std::size_t i = 0; i < near.size(); ++i) {
        std::vector<data::Ordinal> found;
        for_each_text(near[i].to_vector(), matches_[i].view->text(), [&](data::Ordinal product) {
            if (keys_.near_words(i).are_side_by_side(product)) found.push_back(product);
        });
        all.push_back(OrdinalSet::from_sorted(std::move(found), near[i].bound()));
    }
    return all;
}

/// The ties by a bound of their proximity: entry i has those where it is not less than i.
std::vector<Ranker::Sets> Ranker::by_near_bound(const Sets& ties) const {
    std::vector<Sets> by_bound;
    for (std::uint32_t segment = 0; segment < ties.size(); ++segment) {
        const auto& bounds = keys_.near_bounds(segment);
        by_bound.resize(bounds.most() + 1, Sets(ties.size()));
        const auto products = ties[segment].to_vector();
        std::vector<std::uint32_t> found(products.size(), bounds.least());
        if (keys_.has_optional_terms()) {
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
    if (auto ranked = rank_by_pairs(ties, criterion, count)) return *ranked;
    const auto by_bound = by_near_bound(ties);
    std::vector<Lists> found(by_bound.size(), Lists(ties.size()));
    std::vector<Candidate> ranked;
    for (std::uint32_t distance = 0; distance < by_bound.size() && ranked.size() < count;
         ++distance) {
        Sets here;
        for (std::uint32_t segment = 0; segment < ties.size(); ++segment) {
            here.push_back(
                OrdinalSet::from_unsorted(found[distance][segment], ties[segment].bound()));
            here.back().unite(by_bound[distance][segment]);
        }
        const std::size_t wanted = count - ranked.size();
        auto next = find_nearest(here, distance, criterion, wanted);
        if (!next) {
            here = read_distances(by_bound[distance], distance, found);
            next = rank(std::move(here), criterion + 1, wanted);
        }
        ranked.insert(ranked.end(), next->begin(), next->end());
    }
    return ranked;
}

/// Adds products that may be so near to `found`, by how near they are.
/// Returns: all that are just so near.
Ranker::Sets Ranker::read_distances(const Sets& near, std::uint32_t distance,
                                    std::vector<Lists>& found) const {
    Sets here;
    for (std::uint32_t segment = 0; segment < near.size(); ++segment) {
        for_each_text(near[segment].to_vector(), matches_[segment].view->text(),
                      [&](data::Ordinal product) {
                          const auto exact = keys_.proximity({segment, product});
                          assert(exact >= distance);
                          found[exact][segment].push_back(product);
                      });
        here.push_back(
            OrdinalSet::from_unsorted(std::move(found[distance][segment]), near[segment].bound()));
    }
    return here;
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
