#include <algorithm>

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

/// Products that are asked for from memory before their turn.
constexpr std::size_t kAhead = 8;

/// Calls `visit(product)` for the members of `set`, whose texts it will read. Those lie far apart;
/// waiting for memory would take most of the time.
template <class Visit>
void for_each_text(const OrdinalSet& set, const data::TextIndex& index, Visit&& visit) {
    const auto products = set.to_vector();
    for (std::size_t i = 0; i < products.size(); ++i) {
        if (i + kAhead < products.size()) {
            __builtin_prefetch(index.tokens(products[i + kAhead]).data());
        }
        visit(products[i]);
    }
}

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

/// Nothing when so few have their words as near as can be that all have to be looked at.
std::optional<std::vector<Candidate>> Ranker::find_nearest(const Sets& ties, std::size_t criterion,
                                                           std::size_t count) {
    if (keys_.has_optional_terms())
        return std::nullopt; // products with fewer words have fewer distances
    const std::size_t num_ties = num_products_in(ties);
    const auto num_distances = static_cast<std::uint32_t>(matches_.front().text.terms.size() - 1);
    const bool is_quick = least_distance_ == 1 && can_tell_neighbours(ties);
    const auto is_nearest = [&](const Candidate& c) {
        if (is_quick) return keys_.near_words(c.segment).are_side_by_side(c.product);
        return keys_.proximity(c) <= num_distances * least_distance_;
    };
    std::vector<Candidate> nearest;
    std::size_t num_seen = 0;
    for (auto num_ranked = kNearestAtFirst * count; kNearestShare * num_ranked <= num_ties;
         num_ranked *= kNearestGrowth) {
        const auto ranked = rank(ties, criterion + 1, num_ranked);
        for (; num_seen < ranked.size(); ++num_seen) {
            if (!is_nearest(ranked[num_seen])) continue;
            nearest.push_back(ranked[num_seen]);
            if (nearest.size() == count) return nearest;
        }
    }
    if (!is_quick) return std::nullopt;
    // Few at the front, but maybe enough in all.
    Sets side_by_side;
    for (std::uint32_t i = 0; i < ties.size(); ++i) {
        std::vector<data::Ordinal> found;
        for_each_text(ties[i], matches_[i].view->text(), [&](data::Ordinal product) {
            if (keys_.near_words(i).are_side_by_side(product)) found.push_back(product);
        });
        side_by_side.push_back(OrdinalSet::from_sorted(std::move(found), ties[i].bound()));
    }
    if (num_products_in(side_by_side) < count) return std::nullopt;
    return rank(std::move(side_by_side), criterion + 1, count);
}

/// True when NearWords knows of all ties whether the terms stand side by side.
bool Ranker::can_tell_neighbours(const Sets& ties) const {
    for (std::size_t i = 0; i < ties.size(); ++i) {
        const bool has_typos = matches_[i].text.without_typos(ties[i]).size() != ties[i].size();
        if (has_typos || !keys_.near_words(i).is_possible()) return false;
    }
    return true;
}

std::vector<Candidate> Ranker::rank_by_proximity(const Sets& ties, std::size_t criterion,
                                                 std::size_t count) {
    if (auto nearest = find_nearest(ties, criterion, count)) return *nearest;
    std::vector<Sets> cuts;
    for (std::uint32_t segment = 0; segment < ties.size(); ++segment) {
        std::vector<std::vector<data::Ordinal>> by_distance;
        for_each_text(ties[segment], matches_[segment].view->text(), [&](data::Ordinal product) {
            const auto distance = keys_.proximity({segment, product});
            if (distance >= by_distance.size()) by_distance.resize(distance + 1);
            by_distance[distance].push_back(product);
        });
        auto& cut = cuts.emplace_back();
        for (auto& at_distance : by_distance) {
            cut.push_back(OrdinalSet::from_sorted(std::move(at_distance), ties[segment].bound()));
        }
    }
    return rank_cuts(std::move(cuts), criterion, count);
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
