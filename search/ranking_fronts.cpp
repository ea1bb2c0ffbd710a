#include <algorithm>

#include "search/ranking.h"
#include "search/term_fronts.h"

// What comes first of all products with one term is kept (term_fronts.h); see ranking.cpp. The
// first matches are those of them that match, as long as these are enough.

namespace aisle::search {

namespace {

/// Words that stand for one term, beyond which telling them apart from others takes long.
constexpr std::size_t kMaxRanges = 16;

/// Of the products at the front so many times those that are wanted should match, as they may be
/// spread unevenly.
constexpr std::uint64_t kSpare = 2;

void append_number(std::string& key, std::uint32_t number) {
    key.append(reinterpret_cast<const char*>(&number), sizeof number);
}

} // namespace

/// Spells what the order of all products depends on whose only term takes `typos`: its words, and
/// those with fewer typos, which products have that do not count; nothing when they are many.
std::optional<std::string> Ranker::spell_term(std::size_t segment, std::uint32_t typos,
                                              std::size_t criterion) const {
    const auto& matches = matches_[segment];
    const auto& words = matches.text.terms.front().words;
    std::string key;
    std::size_t num_ranges = 0;
    for (const auto& own : words) {
        if (own.typos > typos) continue;
        if (++num_ranges > kMaxRanges) return std::nullopt;
        append_number(key, own.words.begin);
        append_number(key, own.words.end);
        const auto is_exact = [&](bool is_whole_value) {
            return matches.scanner->counts_as_exact(own.kind, is_whole_value);
        };
        append_number(key,
                      own.typos * 4U + (is_exact(true) ? 2U : 0U) + (is_exact(false) ? 1U : 0U));
    }
    for (; criterion < criteria_.size(); ++criterion) {
        const auto& c = criteria_[criterion];
        append_number(key, static_cast<std::uint32_t>(c.kind) * 2 + (c.descending ? 1U : 0U));
        append_number(key, static_cast<std::uint32_t>(c.attribute.size()));
        key += c.attribute;
    }
    return key;
}

/// The first of all products of a segment that have the only term with the same typos as `ties`
/// do; null where they are not kept.
std::shared_ptr<const std::vector<data::Ordinal>>
Ranker::find_front(const OrdinalSet& ties, std::size_t segment, std::size_t criterion) {
    const auto& text = matches_[segment].text;
    const auto levels = text.typo_levels(ties);
    if (!levels) return nullptr;
    const auto typos = level_of(*levels, 0);
    const auto& all = text.terms.front().by_typos[typos];
    if (all.size() < TermFronts::kFewestProducts) return nullptr;
    auto key = spell_term(segment, typos, criterion);
    if (!key) return nullptr;
    return matches_[segment].view->term_fronts->find(std::move(*key), all.bound(), [&] {
        Sets only;
        for (const auto& matches : matches_) only.emplace_back(matches.text.products.bound());
        only[segment] = all;
        std::vector<data::Ordinal> first;
        for (const auto& c : rank_by_attribute(only, criterion, TermFronts::kSize)) {
            first.push_back(c.product);
        }
        return first;
    });
}

/// By `attribute` and all that follows, where there is one term and no request changes the order.
/// Nothing where too few of the kept products are among the ties.
std::optional<std::vector<Candidate>>
Ranker::rank_by_fronts(const Sets& ties, std::size_t criterion, std::size_t count) {
    const bool exact_is_next = criterion + 1 < criteria_.size() &&
                               criteria_[criterion + 1].kind == Criterion::Kind::kExact;
    if (matches_.front().text.terms.size() != 1 || keys_.must_scan() ||
        count * kSpare > TermFronts::kSize ||
        !is_static_from(criterion + (exact_is_next ? 2 : 1))) {
        return std::nullopt;
    }
    std::vector<Candidate> ranked;
    Sets first;
    for (std::uint32_t i = 0; i < ties.size(); ++i) {
        const auto wanted = std::min<std::size_t>(count, ties[i].size());
        std::vector<data::Ordinal> found;
        if (wanted > 0) {
            if (!may_be_at_front(ties[i], i, count)) return std::nullopt;
            const auto front = find_front(ties[i], i, criterion);
            if (front == nullptr) return std::nullopt;
            const bool are_all = ties[i].size() == matches_[i].text.terms.front().any.size();
            for (auto p = front->begin(); p != front->end() && found.size() < wanted; ++p) {
                if (are_all || ties[i].contains(*p)) found.push_back(*p);
            }
            if (found.size() < wanted) return std::nullopt;
        }
        for (const auto product : found) ranked.push_back({i, product});
        first.push_back(OrdinalSet::from_unsorted(std::move(found), ties[i].bound()));
    }
    return ties.size() == 1 ? ranked : rank_entries(first, criterion, count);
}

/// True when, of all products that have a term, so many are ties that enough of the first may be.
bool Ranker::may_be_at_front(const OrdinalSet& ties, std::size_t segment, std::size_t count) const {
    const std::uint64_t num_all = matches_[segment].text.terms.front().any.size();
    return ties.size() * std::uint64_t{TermFronts::kSize} >= kSpare * count * num_all;
}

} // namespace aisle::search
