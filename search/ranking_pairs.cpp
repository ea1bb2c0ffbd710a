#include <algorithm>

#include "search/pair_distances.h"
#include "search/ranking.h"

// The criterion `proximity` where pairs of common words are kept (pair_distances.h); see
// ranking.cpp. Mostly enough products have all words side by side, and the others need no look.

namespace aisle::search {

/// What tells how near the words stand in the ties of one segment, if anything is kept of them, or
/// should be.
Ranker::KeptPairs Ranker::pairs_of(const OrdinalSet& ties, std::size_t segment) const {
    const auto& text = matches_[segment].text;
    const auto& view = *matches_[segment].view;
    KeptPairs kept;
    const auto levels = text.typo_levels(ties);
    if (ties.is_empty() || !levels || !keys_.near_words(segment).can_tell(*levels)) return kept;
    kept.levels = *levels;
    kept.pairs = find_pairs(*levels, text, {view.text(), *view.pair_distances}, ties.size());
    return kept;
}

/// The ties of one segment, cut by their proximity, by looking at each of them.
Ranker::Sets Ranker::read_cut(const OrdinalSet& ties, std::size_t segment) const {
    std::vector<std::vector<data::Ordinal>> cut(keys_.near_bounds(segment).most() + 1);
    ties.for_each([&](data::Ordinal product) {
        const Candidate candidate{static_cast<std::uint32_t>(segment), product};
        cut[keys_.proximity(candidate)].push_back(product);
    });
    Sets sets;
    for (auto& products : cut) {
        sets.push_back(OrdinalSet::from_sorted(std::move(products), ties.bound()));
    }
    return sets;
}

/// Nothing where no segment keeps pairs of the words.
std::optional<std::vector<Candidate>> Ranker::rank_by_pairs(const Sets& ties, std::size_t criterion,
                                                            std::size_t count) {
    if (keys_.must_scan() || keys_.has_optional_terms()) return std::nullopt;
    std::vector<KeptPairs> kept;
    bool has_pairs = false;
    for (std::size_t i = 0; i < ties.size(); ++i) {
        kept.push_back(pairs_of(ties[i], i));
        has_pairs = has_pairs || kept.back().pairs;
    }
    if (!has_pairs) return std::nullopt;
    std::vector<Sets> cuts(ties.size());
    for (std::size_t i = 0; i < ties.size(); ++i) {
        if (!kept[i].pairs) cuts[i] = read_cut(ties[i], i);
    }
    const auto& bounds = keys_.near_bounds(0);
    const auto least = bounds.least();
    if (bounds.min_distance() == 1) {
        Sets nearest;
        for (std::size_t i = 0; i < ties.size(); ++i) {
            nearest.push_back(kept[i].pairs ? side_by_side_among(ties[i], *kept[i].pairs)
                                            : cuts[i][least]);
        }
        if (num_products_in(nearest) >= count) {
            auto ranked = rank_by_pair_fronts(nearest, kept, criterion + 1, count);
            return ranked ? *ranked : rank(std::move(nearest), criterion + 1, count);
        }
    }
    for (std::size_t i = 0; i < ties.size(); ++i) {
        if (!kept[i].pairs) continue;
        cuts[i] = cut_by_distances(ties[i], *kept[i].pairs, bounds.min_distance());
    }
    return rank_cuts(std::move(cuts), criterion, count);
}

} // namespace aisle::search
