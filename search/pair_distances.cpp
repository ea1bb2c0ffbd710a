#include "search/pair_distances.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

#include "search/near_words.h"
#include "search/word_products.h"

namespace aisle::search {

namespace {

/// Pairs of the words of two terms beyond which reading the texts takes no longer.
constexpr std::size_t kMaxWordPairs = 16;

using Pairs = std::vector<std::shared_ptr<const DistanceSets>>;

TermMatches term_of(const data::TextIndex& index, data::WordRange words) {
    const std::uint32_t bound = index.num_products();
    TermMatches term;
    term.words = {{words}};
    term.by_typos.fill(OrdinalSet(bound));
    term.by_typos[0] = products_with(index, words);
    term.in_rows = OrdinalSet(bound);
    return term;
}

DistanceSets read_pair(const data::TextIndex& index, data::WordRange left, data::WordRange right) {
    TextMatches both;
    both.terms = {term_of(index, left), term_of(index, right)};
    both.products = both.terms[0].by_typos[0];
    both.products.intersect(both.terms[1].by_typos[0]);
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
        found[d].shrink_to_fit(); // as it may be kept
        sets.by_distance[d] = OrdinalSet::from_sorted(std::move(found[d]), index.num_products());
    }
    return sets;
}

std::vector<data::Ordinal> read_side_by_side(const data::TextIndex& index, data::WordId first,
                                             data::WordId second) {
    const auto a = index.postings(first);
    const auto b = index.postings(second);
    const auto with_first = products_with(index, {first, first + 1}).to_vector();
    std::vector<data::Ordinal> both; // without most of those where they are not side by side
    for_each_common_posting(with_first, index, second, [&](std::size_t i, std::size_t j) {
        if (data::may_follow(a.spots[i].spots(), b.spots[j].spots())) both.push_back(with_first[i]);
    });
    const auto first_codes = index.tokens().codes_of({first, first + 1});
    const auto second_codes = index.tokens().codes_of({second, second + 1});
    std::vector<data::Ordinal> found;
    for_each_text(both, index, [&](data::Ordinal product) {
        if (has_pair(index.tokens()[product], first_codes, second_codes)) found.push_back(product);
    });
    found.shrink_to_fit(); // as it may be kept
    return found;
}

/// True when reading a pair of words takes long.
bool are_common(const data::TextIndex& index, data::WordRange left, data::WordRange right) {
    return std::min(index.postings(left).size(), index.postings(right).size()) >=
           PairDistances::kFewestProducts;
}

/// The key of a pair, by numbers that tell it apart.
std::string spell(std::initializer_list<data::WordId> numbers) {
    std::string key;
    for (const auto number : numbers) key += std::to_string(number) + ' ';
    return key;
}

std::vector<data::WordRange> words_of(const TermMatches& term, std::uint32_t typos) {
    std::vector<data::WordRange> words;
    for (const auto& own : term.words) {
        if (own.typos == typos) words.push_back(own.words);
    }
    return words;
}

/// The pairs of the words of a term and of the next one; nothing where they cannot tell.
std::optional<Pairs> pairs_of(const TextMatches& matches, TypoLevels levels, std::size_t term,
                              const SegmentPairs& segment) {
    const auto left = words_of(matches.terms[term], level_of(levels, term));
    const auto right = words_of(matches.terms[term + 1], level_of(levels, term + 1));
    if (left.size() * right.size() > kMaxWordPairs) return std::nullopt;
    Pairs pairs;
    for (const auto a : left) {
        for (const auto b : right) {
            pairs.push_back(segment.pairs.find(segment.index, a, b));
            if (!pairs.back()->is_complete) return std::nullopt;
        }
    }
    return pairs;
}

/// Moves every class of `by_sum` on by the distances of one term to the next: a product's is that
/// of the nearest of the words that it has.
std::vector<OrdinalSet> add_distances(std::vector<OrdinalSet> by_sum, const Pairs& pairs,
                                      std::uint32_t least, std::uint32_t bound) {
    std::vector<OrdinalSet> next(by_sum.size() + kMaxDistance, OrdinalSet(bound));
    for (std::size_t sum = 0; sum < by_sum.size(); ++sum) {
        auto& rest = by_sum[sum];
        for (std::uint32_t d = 0; d < kMaxDistance; ++d) {
            for (const auto& pair : pairs) {
                if (rest.is_empty() || pair->by_distance[d].is_empty()) continue;
                auto here = rest;
                here.intersect(pair->by_distance[d]);
                if (here.is_empty()) continue;
                if (here.size() == rest.size()) {
                    rest = OrdinalSet(bound);
                } else {
                    rest.subtract(here);
                }
                next[sum + std::max(least, d + 1)].unite(here);
            }
        }
    }
    while (next.size() > 1 && next.back().is_empty()) next.pop_back();
    return next;
}

std::size_t num_products_in(const DistanceSets& pair) {
    std::size_t count = 0;
    for (const auto& set : pair.by_distance) count += set.size();
    return count;
}

/// All products with the words of a pair, which are the only ones.
std::vector<OrdinalSet> by_sum_of(const DistanceSets& pair, std::uint32_t least) {
    std::vector<OrdinalSet> by_sum(kMaxDistance + 1, OrdinalSet(pair.by_distance[0].bound()));
    for (std::uint32_t d = 0; d < kMaxDistance; ++d) {
        by_sum[std::max(least, d + 1)].unite(pair.by_distance[d]);
    }
    return by_sum;
}

} // namespace

std::shared_ptr<const DistanceSets>
PairDistances::find(const data::TextIndex& index, data::WordRange left, data::WordRange right) {
    const auto read = [&] { return read_pair(index, left, right); };
    if (!are_common(index, left, right)) return std::make_shared<const DistanceSets>(read());
    auto key = spell({left.begin, left.end, right.begin, right.end});
    return pairs_.find(std::move(key), read, [&](const DistanceSets& sets) {
        std::size_t taken = 0;
        for (const auto& set : sets.by_distance) taken += set.num_bytes();
        return BoundedCache<DistanceSets>::Bytes{taken, kMaxBitmaps * index.num_products() / 8};
    });
}

std::shared_ptr<const std::vector<data::Ordinal>>
PairDistances::find_side_by_side(const data::TextIndex& index, data::WordId first,
                                 data::WordId second) {
    using Products = std::vector<data::Ordinal>;
    const auto read = [&] { return read_side_by_side(index, first, second); };
    if (!are_common(index, {first, first + 1}, {second, second + 1})) {
        return std::make_shared<const Products>(read());
    }
    return side_by_side_.find(spell({first, second}), read, [&](const Products& products) {
        return BoundedCache<Products>::Bytes{products.size() * sizeof(data::Ordinal),
                                             kMaxBitmaps * index.num_products() / 8};
    });
}

std::optional<std::vector<OrdinalSet>> cut_by_distances(const OrdinalSet& ties, TypoLevels levels,
                                                        const TextMatches& matches,
                                                        const SegmentPairs& segment,
                                                        std::uint32_t least) {
    std::vector<OrdinalSet> by_sum = {ties};
    for (std::size_t term = 0; term + 1 < matches.terms.size(); ++term) {
        const auto pairs = pairs_of(matches, levels, term, segment);
        if (!pairs) return std::nullopt;
        if (matches.terms.size() == 2 && pairs->size() == 1 &&
            num_products_in(*pairs->front()) == ties.size()) {
            return by_sum_of(*pairs->front(), least);
        }
        by_sum = add_distances(std::move(by_sum), *pairs, least, ties.bound());
    }
    return by_sum;
}

} // namespace aisle::search
