#include <algorithm>

#include "search/early_places.h"
#include "search/first_keys.h"
#include "search/ordinal_places.h"
#include "search/posting_details.h"
#include "search/word_products.h"

// Where the words of a query stand best, as postings tell it; see posting_details.h.

namespace aisle::search {

namespace {

/// Places there can be; see data::Place::order().
constexpr std::uint32_t kNumPlaces = (data::Place::kMaxRank + 1) * (data::Place::kMaxPosition + 1);

} // namespace

template <class Last, class Visit>
void PostingDetails::for_each_up_to(data::WordRange words, Last&& last, Visit&& visit) const {
    const EarlyPlaces early(index_);
    const auto all_places = index_.postings(words).places;
    index_.products().for_each_run(words, [&](const data::PostingProducts::Run& run) {
        const auto places = all_places.subspan(run.begin, run.size());
        if (run.bits == nullptr) {
            early.for_each_up_to(places, last,
                                 [&](std::size_t i) { visit(run.begin + i, run.listed[i]); });
            return;
        }
        data::PostingCursor cursor(*run.bits);
        early.for_each_up_to(places, last,
                             [&](std::size_t i) { visit(run.begin + i, cursor.product(i)); });
    });
}

void PostingDetails::sweep(const TermRange& range, const OrdinalSet& ties,
                           std::vector<std::vector<data::Ordinal>>& by_place) const {
    const auto typos = range.words.typos;
    const auto& level = range.term->by_typos[typos];
    const auto postings = index_.postings(range.words.words);
    const auto last = [&] { return static_cast<std::uint32_t>(by_place.size() - 1); };
    for_each_up_to(range.words.words, last, [&](std::size_t i, data::Ordinal product) {
        // A product that has the term with fewer typos does not count with this word.
        if (ties.contains(product) && (typos == 0 || level.contains(product))) {
            by_place[postings.places[i].order()].push_back(product);
        }
    });
}

std::vector<OrdinalSet> PostingDetails::by_place(const OrdinalSet& ties, std::uint32_t place,
                                                 std::size_t wanted) const {
    std::vector<std::vector<data::Ordinal>> found(place + 1);
    auto told_by_postings = ties;
    OrdinalSet in_rows(ties.bound());
    for (const auto& term : matches_.text.terms) in_rows.unite(term.in_rows);
    if (!in_rows.is_empty()) {
        told_by_postings.subtract(in_rows);
        in_rows.intersect(ties);
        in_rows.for_each([&](data::Ordinal product) {
            const auto best = scanned_place(product);
            if (best <= place) found[best].push_back(product);
        });
    }
    const bool uses_sets = place < WordSet::kNumPlaces;
    for (const auto& range : ranges_) {
        if (uses_sets && range.set != nullptr) continue;
        told_by_postings.make_fast();
        sweep(range, told_by_postings, found);
    }
    std::vector<OrdinalSet> cut;
    OrdinalSet better(ties.bound());
    std::size_t num_placed = 0;
    for (std::uint32_t p = 0; p <= place && num_placed < wanted; ++p) {
        auto here = OrdinalSet::from_unsorted(std::move(found[p]), ties.bound());
        for (const auto& range : ranges_) {
            if (!uses_sets || range.set == nullptr || range.set->by_place[p].is_empty()) continue;
            auto some = range.set->by_place[p].intersection(told_by_postings);
            if (range.words.typos > 0) some.intersect(range.term->by_typos[range.words.typos]);
            here.unite(some);
        }
        here.subtract(better);
        better.unite(here);
        num_placed += here.size();
        cut.push_back(std::move(here));
    }
    return cut;
}

std::uint64_t PostingDetails::num_words() const noexcept {
    std::uint64_t count = 0;
    for (const auto& range : ranges_) count += range.words.words.end - range.words.words.begin;
    return count;
}

std::uint32_t PostingDetails::scanned_place(data::Ordinal product) const {
    const auto details = matches_.scanner->scan(product);
    return details.attribute_rank * (data::Place::kMaxPosition + 1) + details.attribute_position;
}

void PostingDetails::improve(const TermRange& range, std::span<const data::Ordinal> products,
                             std::optional<OrdinalPlaces>& where,
                             std::span<std::uint32_t> best) const {
    const auto& level = range.term->by_typos[range.words.typos];
    const bool counts_always = range.words.typos == 0;
    for (auto word = range.words.words.begin; word < range.words.words.end; ++word) {
        const auto postings = index_.postings(word);
        const auto take = [&](std::size_t i, std::size_t j) {
            // A product that has the term with fewer typos does not count with this word.
            if (counts_always || level.contains(products[i])) {
                best[i] = std::min(best[i], postings.places[j].order());
            }
        };
        if (range.bits != nullptr) {
            range.bits->for_each_common(products, take);
        } else if (postings.size() < data::PostingProducts::kFewestForBits ||
                   products.size() * kGallopRatio < postings.size()) {
            for_each_common_posting(products, index_, word, take);
        } else {
            if (!where) where.emplace(products, index_.num_products());
            index_.products().for_each({word, word + 1}, [&](std::size_t j, data::Ordinal product) {
                if (where->contains(product)) take(where->find(product), j);
            });
        }
    }
}

std::vector<std::uint32_t>
PostingDetails::best_places(std::span<const data::Ordinal> products) const {
    std::vector<std::uint32_t> best(products.size(), data::Place().order());
    std::optional<OrdinalPlaces> where; // made where it is of use
    for (const auto& range : ranges_) improve(range, products, where, best);
    const bool has_rows =
        std::any_of(matches_.text.terms.begin(), matches_.text.terms.end(),
                    [](const TermMatches& term) { return !term.in_rows.is_empty(); });
    for (std::size_t i = 0; has_rows && i < products.size(); ++i) {
        if (needs_text(products[i])) best[i] = scanned_place(products[i]);
    }
    return best;
}

std::optional<std::vector<data::Ordinal>> PostingDetails::first_by_place(const OrdinalSet& ties,
                                                                         const StaticOrder& order,
                                                                         std::size_t count) const {
    const auto is_one_word = [&] {
        const auto& words = ranges_.front().words.words;
        return words.end == words.begin + 1 && ranges_.front().set == nullptr;
    };
    if (!is_possible_ || matches_.text.terms.size() != 1 || ranges_.size() != 1 ||
        !matches_.text.terms[0].in_rows.is_empty() || !is_one_word()) {
        return std::nullopt;
    }
    const auto kind = ranges_[0].words.kind;
    const bool whole_is_better = matches_.scanner->counts_as_exact(kind, true) &&
                                 !matches_.scanner->counts_as_exact(kind, false);
    const auto words = ranges_[0].words.words;
    const auto places = index_.postings(words).places;
    FirstKeys<std::uint64_t> keys(count);
    const auto add = [&](std::size_t i, data::Ordinal product) {
        const auto place = places[i];
        const std::uint64_t better = whole_is_better && place.is_whole_value() ? 0 : 1;
        const std::uint64_t high = std::uint64_t{place.order()} << 1U | better;
        const auto limit = keys.limit();
        const bool is_late =
            high == limit >> 32U &&
            order.stretch(product) > order.stretch_of_rank(static_cast<std::uint32_t>(limit));
        if (!is_late) keys.add(high << 32U | order.rank(product));
    };
    if (ties.size() == places.size()) {
        const auto last = [&] {
            return static_cast<std::uint32_t>(
                std::min<std::uint64_t>(keys.limit() >> 33U, kNumPlaces - 1));
        };
        for_each_up_to(words, last, add);
    } else {
        const auto products = ties.to_vector();
        for_each_common_posting(products, index_, words.begin,
                                [&](std::size_t tie, std::size_t i) { add(i, products[tie]); });
    }
    std::vector<data::Ordinal> first;
    for (const auto key : std::move(keys).take()) {
        first.push_back(order.by_rank()[static_cast<std::uint32_t>(key)]);
    }
    return first;
}

} // namespace aisle::search
