#include "search/pair_distances.h"

#include <algorithm>
#include <utility>

#include "search/near_words.h"

namespace aisle::search {

namespace {

void spell(const TermMatches& term, std::string& key) {
    for (const auto& own : term.words) {
        if (own.typos > 0) break;
        key += std::to_string(own.words.begin) + '-' + std::to_string(own.words.end) + ',';
    }
    key += ';';
}

DistanceSets read_pair(const data::TextIndex& index, const TermMatches& left,
                       const TermMatches& right) {
    TextMatches both;
    both.terms = {left, right};
    both.products = left.by_typos[0];
    both.products.intersect(right.by_typos[0]);
    const NearWords near(both, index, 1);
    std::array<std::vector<data::Ordinal>, kMaxDistance> found;
    DistanceSets sets;
    for_each_text(both.products.to_vector(), index, [&](data::Ordinal product) {
        const auto distance = near.proximity(product);
        sets.is_complete = sets.is_complete && distance;
        if (distance) found[*distance - 1].push_back(product);
    });
    if (!sets.is_complete) return sets;
    for (std::size_t d = 0; d < found.size(); ++d) {
        sets.by_distance[d] = OrdinalSet::from_sorted(std::move(found[d]), index.num_products());
    }
    return sets;
}

/// Moves every class of `by_sum` on by the distances of one pair.
std::vector<OrdinalSet> add_pair(std::vector<OrdinalSet> by_sum, const DistanceSets& pair,
                                 std::uint32_t least, std::uint32_t bound) {
    std::vector<OrdinalSet> next(by_sum.size() + kMaxDistance, OrdinalSet(bound));
    for (std::size_t sum = 0; sum < by_sum.size(); ++sum) {
        auto& rest = by_sum[sum];
        for (std::uint32_t d = 0; d < kMaxDistance && !rest.is_empty(); ++d) {
            if (pair.by_distance[d].is_empty()) continue;
            auto here = rest;
            here.intersect(pair.by_distance[d]);
            if (here.is_empty()) continue;
            if (here.size() == rest.size()) {
                rest = OrdinalSet(bound);
            } else {
                rest.subtract(here);
            }
            next[sum + std::max(least, d + 1)].unite(here);
        }
    }
    while (next.size() > 1 && next.back().is_empty()) next.pop_back();
    return next;
}

} // namespace

std::shared_ptr<const DistanceSets> PairDistances::find(const data::TextIndex& index,
                                                        const TermMatches& left,
                                                        const TermMatches& right) {
    std::string key;
    spell(left, key);
    spell(right, key);
    return pairs_.find(key, [&] { return read_pair(index, left, right); });
}

std::optional<std::vector<OrdinalSet>> cut_by_distances(const OrdinalSet& ties,
                                                        const TextMatches& matches,
                                                        const data::TextIndex& index,
                                                        PairDistances& pairs, std::uint32_t least) {
    std::vector<OrdinalSet> by_sum = {ties};
    for (std::size_t term = 0; term + 1 < matches.terms.size(); ++term) {
        const auto pair = pairs.find(index, matches.terms[term], matches.terms[term + 1]);
        if (pair == nullptr || !pair->is_complete) return std::nullopt;
        by_sum = add_pair(std::move(by_sum), *pair, least, ties.bound());
    }
    return by_sum;
}

} // namespace aisle::search
