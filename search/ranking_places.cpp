#include <algorithm>

#include "search/first_keys.h"
#include "search/ranking.h"

// The criteria `attribute` and `exact`, of which postings tell; see ranking.cpp.

namespace aisle::search {

namespace {

/// Going over a posting costs about this much less than finding out how a product matches.
constexpr std::uint64_t kPostingsPerLookup = 200;

/// Places up to which products are looked for, one after the other: the beginning, the first
/// words, and what sets are kept of.
constexpr std::uint32_t kPlaces[] = {0, 2, WordSet::kNumPlaces - 1};

/// Where products are fewer than one in so many postings, they are rather looked for in these.
constexpr std::uint64_t kPostingsPerSearch = 16;

/// The same where the postings of a product are found without searching.
constexpr std::uint64_t kPostingsPerFind = 2;

/// More words than these, as the beginning of one stands for, take longer to search one by one:
/// bench/peers/compare, prefix, 1,000,000 products: 7,780 queries/s and p99 0.60 ms, 6,000 and 1.40
/// where there is no limit.
constexpr std::uint64_t kMaxSearchedWords = 8;

} // namespace

std::vector<Candidate> Ranker::rank_by_attribute(const Sets& ties, std::size_t criterion,
                                                 std::size_t count) {
    auto ranked = rank_one_word(ties, criterion, count);
    if (!ranked) ranked = rank_by_places(ties, criterion, count);
    return ranked ? *ranked : rank_entries(ties, criterion, count);
}

/// By `attribute` and all that follows, in one pass over the postings of the only word. Nothing
/// when there are more words, or other criteria than these follow.
std::optional<std::vector<Candidate>> Ranker::rank_one_word(const Sets& ties, std::size_t criterion,
                                                            std::size_t count) {
    const std::size_t fixed = criterion + 2;
    if (fixed > criteria_.size() || criteria_[criterion + 1].kind != Criterion::Kind::kExact ||
        !is_static_from(fixed)) {
        return std::nullopt;
    }
    Lists first;
    for (std::size_t i = 0; i < ties.size(); ++i) {
        const auto* order = order_from(fixed, i);
        if (order == nullptr) return std::nullopt;
        auto products = keys_.postings(i).first_by_place(ties[i], *order, count);
        if (!products) return std::nullopt;
        first.push_back(std::move(*products));
    }
    return rank_first(std::move(first), ties, criterion, count);
}

/// Nothing when the postings are too many, or do not tell.
std::optional<std::vector<Candidate>>
Ranker::rank_by_places(const Sets& ties, std::size_t criterion, std::size_t count) {
    std::uint64_t num_words = 0;
    bool has_bits = true;
    for (std::size_t i = 0; i < ties.size(); ++i) {
        if (!keys_.postings(i).is_possible()) return std::nullopt;
        num_words += keys_.postings(i).num_words();
        has_bits = has_bits && keys_.postings(i).has_bits();
    }
    const std::uint64_t num_ties = num_products_in(ties);
    const bool is_searched = num_words <= kMaxSearchedWords;
    for (const std::uint32_t place : kPlaces) {
        std::uint64_t num_postings = 0;
        for (std::size_t i = 0; i < ties.size(); ++i) {
            num_postings += keys_.postings(i).num_postings_to(place);
        }
        const auto per_search = has_bits ? kPostingsPerFind : kPostingsPerSearch;
        if (is_searched && num_postings > per_search * num_ties) break;
        if (num_postings > kPostingsPerLookup * num_ties) return std::nullopt;
        std::vector<Sets> cuts;
        std::size_t num_placed = 0;
        for (std::size_t i = 0; i < ties.size(); ++i) {
            cuts.push_back(keys_.postings(i).by_place(ties[i], place, count));
            num_placed += num_products_in(cuts.back());
        }
        if (num_placed >= count) return rank_cuts(std::move(cuts), criterion, count);
    }
    if (!is_searched) return std::nullopt;
    auto ranked = rank_by_places_and_values(ties, criterion, count);
    return ranked ? *ranked : rank_by_all_places(ties, criterion, count);
}

/// By `attribute` and all that follows, in one pass over the ties. Nothing when they differ in more
/// than their best places and values that no query changes.
std::optional<std::vector<Candidate>>
Ranker::rank_by_places_and_values(const Sets& ties, std::size_t criterion, std::size_t count) {
    const bool exact_is_next = criterion + 1 < criteria_.size() &&
                               criteria_[criterion + 1].kind == Criterion::Kind::kExact;
    const std::size_t fixed = criterion + (exact_is_next ? 2 : 1);
    if (!is_static_from(fixed)) return std::nullopt;
    Lists first;
    for (std::size_t i = 0; i < ties.size(); ++i) {
        if (exact_is_next && !keys_.postings(i).is_exact_constant()) return std::nullopt;
        const auto* order = order_from(fixed, i);
        if (order == nullptr) return std::nullopt;
        const auto products = ties[i].to_vector();
        const auto places = keys_.postings(i).best_places(products);
        FirstKeys<std::uint64_t> keys(count);
        for (std::size_t p = 0; p < products.size(); ++p) {
            const std::uint64_t place = places[p];
            const auto limit = keys.limit();
            const bool is_late = place > limit >> 32U ||
                                 (place == limit >> 32U &&
                                  order->stretch(products[p]) >
                                      order->stretch_of_rank(static_cast<std::uint32_t>(limit)));
            if (!is_late) keys.add(place << 32U | order->rank(products[p]));
        }
        auto& found = first.emplace_back();
        for (const auto key : std::move(keys).take()) {
            found.push_back(order->by_rank()[static_cast<std::uint32_t>(key)]);
        }
    }
    return rank_first(std::move(first), ties, criterion, count);
}

/// By the best places of all ties.
std::vector<Candidate> Ranker::rank_by_all_places(const Sets& ties, std::size_t criterion,
                                                  std::size_t count) {
    std::vector<Lists::value_type> products;
    std::vector<std::vector<std::uint32_t>> places;
    std::vector<std::uint32_t> wanted;
    for (std::size_t i = 0; i < ties.size(); ++i) {
        products.push_back(ties[i].to_vector());
        places.push_back(keys_.postings(i).best_places(products.back()));
        wanted.insert(wanted.end(), places.back().begin(), places.back().end());
    }
    const auto last = wanted.begin() + static_cast<std::ptrdiff_t>(count);
    std::nth_element(wanted.begin(), last - 1, wanted.end());
    std::sort(wanted.begin(), last);
    wanted.erase(std::unique(wanted.begin(), last), wanted.end());
    std::vector<Sets> cuts(ties.size());
    for (std::size_t i = 0; i < ties.size(); ++i) {
        Lists classes(wanted.size());
        for (std::size_t p = 0; p < products[i].size(); ++p) {
            if (places[i][p] > wanted.back()) continue;
            const auto place = std::lower_bound(wanted.begin(), wanted.end(), places[i][p]);
            classes[static_cast<std::size_t>(place - wanted.begin())].push_back(products[i][p]);
        }
        for (auto& some : classes) {
            cuts[i].push_back(OrdinalSet::from_sorted(std::move(some), ties[i].bound()));
        }
    }
    return rank_cuts(std::move(cuts), criterion, count);
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

} // namespace aisle::search
