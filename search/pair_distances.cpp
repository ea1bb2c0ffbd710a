#include "search/pair_distances.h"

#include <algorithm>
#include <string_view>
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

bool are_words(data::WordRange left, data::WordRange right) noexcept {
    return left.end == left.begin + 1 && right.end == right.begin + 1;
}

DistanceSets read_pair(const data::TextIndex& index, data::WordRange left, data::WordRange right) {
    const std::uint32_t bound = index.num_products();
    TextMatches both;
    both.terms = {term_of(index, left), term_of(index, right)};
    both.products = both.terms[0].by_typos[0];
    both.products.intersect(both.terms[1].by_typos[0]);
    const auto products = both.products.to_vector();
    const NearWords near(both, index, 1);
    std::array<std::vector<data::Ordinal>, kMaxDistance> found;
    DistanceSets sets;
    // Made anew without the room that its making left, as it may be kept.
    sets.products = are_words(left, right) ? OrdinalSet::from_sorted(std::span(products), bound)
                                           : OrdinalSet(bound);
    for_each_text(products, index, [&](data::Ordinal product) {
        const auto distance = near.proximity(product);
        sets.is_complete = sets.is_complete && distance;
        if (distance) found[*distance - 1].push_back(product);
    });
    if (!sets.is_complete) return sets;
    auto& nearest = found.front();
    const bool are_all = nearest.size() == products.size() && are_words(left, right);
    nearest.shrink_to_fit();
    sets.side_by_side =
        are_all ? sets.products : OrdinalSet::from_sorted(std::move(nearest), bound);
    for (std::size_t d = 1; d < found.size(); ++d) {
        sets.farther[d - 1] = CompactSet(OrdinalSet::from_sorted(std::move(found[d]), bound));
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
        if (data::may_follow(a.spots[i], b.spots[j])) both.push_back(with_first[i]);
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

/// At least as many as products hold both words.
std::size_t num_rarer_postings(const data::TextIndex& index, data::WordRange left,
                               data::WordRange right) {
    return std::min(index.postings(left).size(), index.postings(right).size());
}

/// The key of a pair: numbers that tell it apart, as they are in memory.
template <std::size_t size>
std::string_view spell(const std::array<data::WordId, size>& numbers) {
    return {reinterpret_cast<const char*>(numbers.data()), sizeof numbers};
}

std::vector<data::WordRange> words_of(const TermMatches& term, std::uint32_t typos) {
    std::vector<data::WordRange> words;
    for (const auto& own : term.words) {
        if (own.typos == typos) words.push_back(own.words);
    }
    return words;
}

std::size_t fewest_products(data::WordRange left, data::WordRange right) noexcept {
    return are_words(left, right) ? PairDistances::kFewestProducts
                                  : PairDistances::kFewestProductsOfRanges;
}

/// True when reading a pair of words takes long, so that it is kept.
bool are_common(const data::TextIndex& index, data::WordRange left, data::WordRange right) {
    return num_rarer_postings(index, left, right) >= fewest_products(left, right);
}

/// True when a request that would read `num_ties` texts had better read those that have both words,
/// `num_both` at most. Of two words so many more may be read as it pays to keep what they tell.
bool is_worth_reading(const data::TextIndex& index, data::WordRange left, data::WordRange right,
                      std::size_t num_both, std::size_t num_ties) {
    if (are_words(left, right) && are_common(index, left, right)) {
        return num_both / PairDistances::kTextsPerTie <= num_ties;
    }
    return num_ties >= fewest_products(left, right);
}

/// The pairs of the words of a term and of the next one; nothing as find_pairs() says.
std::optional<Pairs> pairs_of(const TextMatches& matches, TypoLevels levels, std::size_t term,
                              const SegmentPairs& segment, std::size_t num_ties) {
    const auto left = words_of(matches.terms[term], level_of(levels, term));
    const auto right = words_of(matches.terms[term + 1], level_of(levels, term + 1));
    if (left.size() * right.size() > kMaxWordPairs) return std::nullopt;
    Pairs pairs;
    for (const auto a : left) {
        for (const auto b : right) {
            auto pair = segment.pairs.find_kept(a, b);
            if (pair == nullptr) {
                std::size_t num_both = num_rarer_postings(segment.index, a, b);
                if (matches.terms.size() == 2) {
                    num_both = std::min<std::size_t>(num_both, matches.products.size());
                }
                if (!is_worth_reading(segment.index, a, b, num_both, num_ties)) {
                    return std::nullopt;
                }
                pair = segment.pairs.find(segment.index, a, b);
            }
            if (!pair->is_complete) return std::nullopt;
            pairs.push_back(std::move(pair));
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
                if (rest.is_empty()) continue;
                const auto here = pair->intersection(d + 1, rest);
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

/// All products with the words of a pair, which are the only ones.
std::vector<OrdinalSet> by_sum_of(const DistanceSets& pair, std::uint32_t least) {
    std::vector<OrdinalSet> by_sum(kMaxDistance + 1, OrdinalSet(pair.side_by_side.bound()));
    by_sum[std::max(least, 1U)].unite(pair.side_by_side);
    for (std::uint32_t d = 0; d < pair.farther.size(); ++d) {
        if (!pair.farther[d].is_empty()) {
            by_sum[std::max(least, d + 2)].unite(pair.farther[d].to_set());
        }
    }
    return by_sum;
}

} // namespace

OrdinalSet DistanceSets::intersection(std::uint32_t distance, const OrdinalSet& among) const {
    if (distance > 1) return farther[distance - 2].intersection(among);
    if (side_by_side.is_empty()) return side_by_side;
    auto common = among;
    common.intersect(side_by_side);
    return common;
}

std::size_t DistanceSets::num_products() const noexcept {
    std::size_t count = side_by_side.size();
    for (const auto& set : farther) count += set.size();
    return count;
}

std::size_t DistanceSets::num_bytes() const noexcept {
    std::size_t bytes = sizeof *this + products.num_bytes();
    const bool is_shared = !side_by_side.is_empty() && side_by_side.shares_with(products);
    if (!is_shared) bytes += side_by_side.num_bytes();
    for (const auto& set : farther) bytes += set.num_bytes();
    return bytes;
}

std::shared_ptr<const DistanceSets>
PairDistances::find(const data::TextIndex& index, data::WordRange left, data::WordRange right) {
    const auto read = [&] { return read_pair(index, left, right); };
    if (!are_common(index, left, right)) return std::make_shared<const DistanceSets>(read());
    const std::array numbers = {left.begin, left.end, right.begin, right.end};
    return pairs_.find(spell(numbers), read, [&](const DistanceSets& sets) {
        return BoundedCache<DistanceSets>::Bytes{sets.num_bytes(),
                                                 kMaxBitmaps * index.num_products() / 8};
    });
}

std::shared_ptr<const DistanceSets> PairDistances::find_kept(data::WordRange left,
                                                             data::WordRange right) {
    const std::array numbers = {left.begin, left.end, right.begin, right.end};
    return pairs_.find(spell(numbers));
}

std::shared_ptr<const std::vector<data::Ordinal>>
PairDistances::find_side_by_side(const data::TextIndex& index, data::WordId first,
                                 data::WordId second) {
    using Products = std::vector<data::Ordinal>;
    const auto read = [&] { return read_side_by_side(index, first, second); };
    if (!are_common(index, {first, first + 1}, {second, second + 1})) {
        return std::make_shared<const Products>(read());
    }
    const std::array numbers = {first, second};
    return side_by_side_.find(spell(numbers), read, [&](const Products& products) {
        return BoundedCache<Products>::Bytes{products.size() * sizeof(data::Ordinal),
                                             kMaxBitmaps * index.num_products() / 8};
    });
}

std::optional<TermPairs> find_pairs(TypoLevels levels, const TextMatches& matches,
                                    const SegmentPairs& segment, std::size_t num_ties) {
    TermPairs all;
    all.reserve(matches.terms.size());
    for (std::size_t term = 0; term + 1 < matches.terms.size(); ++term) {
        auto pairs = pairs_of(matches, levels, term, segment, num_ties);
        if (!pairs) return std::nullopt;
        all.push_back(std::move(*pairs));
    }
    return all;
}

std::vector<OrdinalSet> cut_by_distances(const OrdinalSet& ties, const TermPairs& pairs,
                                         std::uint32_t least) {
    if (pairs.size() == 1 && pairs[0].size() == 1 && pairs[0][0]->num_products() == ties.size()) {
        return by_sum_of(*pairs[0][0], least);
    }
    std::vector<OrdinalSet> by_sum = {ties};
    for (const auto& of_term : pairs) {
        by_sum = add_distances(std::move(by_sum), of_term, least, ties.bound());
    }
    return by_sum;
}

OrdinalSet side_by_side_among(const OrdinalSet& ties, const TermPairs& pairs) {
    if (pairs.size() == 1 && pairs[0].size() == 1 && pairs[0][0]->num_products() == ties.size()) {
        return pairs[0][0]->side_by_side; // the ties are all products with both words
    }
    std::vector<OrdinalSet> sets = {ties};
    for (const auto& of_term : pairs) {
        auto& side_by_side = sets.emplace_back(ties.bound());
        for (const auto& pair : of_term) side_by_side.unite(pair->side_by_side);
    }
    std::sort(sets.begin(), sets.end(),
              [](const auto& a, const auto& b) { return a.size() < b.size(); });
    for (std::size_t i = 1; i < sets.size(); ++i) sets[0].intersect(sets[i]);
    return std::move(sets[0]);
}

} // namespace aisle::search
