#include <algorithm>

#include "search/ranking.h"
#include "search/term_fronts.h"

// What comes first of all products with one term is kept (term_fronts.h), and what does of all that
// have two common words side by side (pair_distances.h); see ranking.cpp. The first matches are
// those of them that match, as long as these are enough.

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

/// Spells what the order of all products depends on that have one term, or two side by side, with
/// typos as `levels` says: the words, and those with fewer typos, which products have that do not
/// count; nothing when they are many.
std::optional<std::string> Ranker::spell_terms(std::size_t segment, TypoLevels levels,
                                               std::size_t criterion) const {
    const auto& matches = matches_[segment];
    const auto& terms = matches.text.terms;
    std::string key;
    for (std::size_t t = 0; t < terms.size(); ++t) {
        std::size_t num_ranges = 0;
        for (const auto& own : terms[t].words) {
            if (own.typos > level_of(levels, t)) continue;
            if (++num_ranges > kMaxRanges) return std::nullopt;
            append_number(key, own.words.begin);
            append_number(key, own.words.end);
            const auto is_exact = [&](bool is_whole_value) {
                return matches.scanner->counts_as_exact(own.kind, is_whole_value);
            };
            append_number(key, own.typos * 4U + (is_exact(true) ? 2U : 0U) +
                                   (is_exact(false) ? 1U : 0U));
        }
        for (const auto& row : (*matches.alternatives)[t]) {
            if (row.rest.empty() || row.typos > level_of(levels, t)) continue;
            if (++num_ranges > kMaxRanges) return std::nullopt;
            append_number(key, row.words.begin);
            for (const auto word : row.rest) append_number(key, word);
            append_number(key, data::kNoId); // no word has this number
            append_number(key, row.typos * 256U + static_cast<std::uint32_t>(row.kind));
        }
        append_number(key, data::kNoId);
    }
    for (; criterion < criteria_.size(); ++criterion) {
        const auto& c = criteria_[criterion];
        append_number(key, static_cast<std::uint32_t>(c.kind) * 2 + (c.descending ? 1U : 0U));
        append_number(key, static_cast<std::uint32_t>(c.attribute.size()));
        key += c.attribute;
    }
    return key;
}

/// The first of `all`, which no request changes: all products of a segment that have the only term,
/// or the only two side by side, with typos as `levels` says. Null where they are not kept.
std::shared_ptr<const std::vector<data::Ordinal>> Ranker::find_front(const OrdinalSet& all,
                                                                     std::size_t segment,
                                                                     TypoLevels levels,
                                                                     std::size_t criterion) {
    auto key = spell_terms(segment, levels, criterion);
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

/// True when the order by `attribute` and all that follows depends on the words and on the segment,
/// and on nothing else that a request says.
bool Ranker::may_have_fronts(std::size_t criterion) const {
    const bool is_next =
        criterion < criteria_.size() && criteria_[criterion].kind == Criterion::Kind::kAttribute;
    const bool exact_is_next = criterion + 1 < criteria_.size() &&
                               criteria_[criterion + 1].kind == Criterion::Kind::kExact;
    return is_next && !keys_.must_scan() && matches_.front().scanner->is_exact_anywhere() &&
           is_static_from(criterion + (exact_is_next ? 2 : 1));
}

/// The first `count` of `ties`, which are among `all`; nothing where too few of them are at the
/// front.
std::optional<std::vector<data::Ordinal>> Ranker::first_at_front(const OrdinalSet& ties,
                                                                 const KeptFront& kept,
                                                                 std::size_t criterion,
                                                                 std::size_t count) {
    std::vector<data::Ordinal> found;
    if (ties.is_empty()) return found;
    const auto& [all, segment, levels] = kept;
    const bool may_be_enough =
        count * kSpare <= TermFronts::kSize && ties.size() * std::uint64_t{TermFronts::kSize} >=
                                                   kSpare * count * std::uint64_t{all.size()};
    const auto front = may_be_enough ? find_front(all, segment, levels, criterion) : nullptr;
    if (front == nullptr) return std::nullopt;
    const auto wanted = std::min<std::size_t>(count, ties.size());
    found.reserve(wanted);
    const bool are_all = ties.size() == all.size();
    for (auto p = front->begin(); p != front->end() && found.size() < wanted; ++p) {
        if (are_all || ties.contains(*p)) found.push_back(*p);
    }
    if (found.size() < wanted) return std::nullopt;
    return found;
}

/// By `attribute` and all that follows, where there is one term and no request changes the order.
/// Nothing where too few of the kept products are among the ties.
std::optional<std::vector<Candidate>>
Ranker::rank_by_fronts(const Sets& ties, std::size_t criterion, std::size_t count) {
    if (matches_.front().text.terms.size() != 1 || !may_have_fronts(criterion)) {
        return std::nullopt;
    }
    Lists first;
    for (std::size_t i = 0; i < ties.size(); ++i) {
        const auto& text = matches_[i].text;
        const auto levels = text.typo_levels(ties[i]);
        if (!levels) return std::nullopt;
        const auto& all = text.terms.front().by_typos[level_of(*levels, 0)];
        if (!ties[i].is_empty() && all.size() < TermFronts::kFewestProducts) return std::nullopt;
        auto found = first_at_front(ties[i], {all, i, *levels}, criterion, count);
        if (!found) return std::nullopt;
        first.push_back(std::move(*found));
    }
    return rank_first(std::move(first), ties, criterion, count);
}

/// The same of ties that have the only two terms side by side.
std::optional<std::vector<Candidate>>
Ranker::rank_by_pair_fronts(const Sets& ties, const std::vector<KeptPairs>& kept,
                            std::size_t criterion, std::size_t count) {
    if (matches_.front().text.terms.size() != 2 || !may_have_fronts(criterion)) {
        return std::nullopt;
    }
    Lists first;
    for (std::size_t i = 0; i < ties.size(); ++i) {
        const auto& pairs = kept[i].pairs;
        const bool are_few = ties.size() > 1 && !pairs && ties[i].size() <= TermFronts::kSize;
        if (are_few) { // as of a segment of what was written lately
            first.push_back(ties[i].to_vector());
            continue;
        }
        if (!pairs || pairs->front().size() != 1) return std::nullopt;
        const auto& all = pairs->front().front()->side_by_side;
        if (all.size() < TermFronts::kFewestProducts) return std::nullopt;
        auto found = first_at_front(ties[i], {all, i, kept[i].levels}, criterion, count);
        if (!found) return std::nullopt;
        first.push_back(std::move(*found));
    }
    return rank_first(std::move(first), ties, criterion, count);
}

} // namespace aisle::search
