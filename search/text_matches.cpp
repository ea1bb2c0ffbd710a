#include <cstdint>
#include <optional>
#include <vector>

#include "search/matching.h"

// What the sets of a query's terms say of the products that match; see matching.h.

namespace aisle::search {

std::uint32_t TextMatches::num_typos(data::Ordinal product) const noexcept {
    std::uint32_t sum = 0;
    for (const auto& term : terms) {
        for (std::uint32_t typos = 1; typos < TermMatches::kNumLevels; ++typos) {
            if (!term.by_typos[typos].is_empty() && term.by_typos[typos].contains(product)) {
                sum += typos;
            }
        }
    }
    return sum;
}

std::optional<TypoLevels> TextMatches::typo_levels(data::Ordinal product) const noexcept {
    if (terms.size() > kMaxLevelledTerms) return std::nullopt;
    TypoLevels levels = 0;
    for (std::size_t t = 0; t < terms.size(); ++t) {
        const auto& term = terms[t];
        if (!term.in_rows.is_empty() && term.in_rows.contains(product)) return std::nullopt;
        for (std::uint32_t typos = 1; typos < TermMatches::kNumLevels; ++typos) {
            if (!term.by_typos[typos].is_empty() && term.by_typos[typos].contains(product)) {
                levels |= typos << (2 * t);
            }
        }
    }
    return levels;
}

std::optional<TypoLevels> TextMatches::typo_levels(const OrdinalSet& among) const noexcept {
    if (terms.size() > kMaxLevelledTerms) return std::nullopt;
    TypoLevels levels = 0;
    for (std::size_t t = 0; t < terms.size(); ++t) {
        const auto& term = terms[t];
        if (!term.in_rows.is_empty() && term.in_rows.intersection_size(among) > 0) {
            return std::nullopt;
        }
        for (std::uint32_t typos = 1; typos < TermMatches::kNumLevels; ++typos) {
            if (term.by_typos[typos].is_empty()) continue;
            const auto count = term.by_typos[typos].intersection_size(among);
            if (count == 0) continue;
            if (count < among.size()) return std::nullopt;
            levels |= typos << (2 * t);
        }
    }
    return levels;
}

std::uint32_t TextMatches::num_words(data::Ordinal product) const noexcept {
    std::uint32_t count = 0;
    for (const auto& term : terms) count += term.any.contains(product);
    return count;
}

OrdinalSet TextMatches::without_typos(OrdinalSet among) const {
    for (const auto& term : terms) {
        if (have_all_terms && term.any.size() > term.by_typos[0].size()) {
            among.intersect(term.by_typos[0]);
            continue;
        }
        for (std::size_t typos = 1; typos < TermMatches::kNumLevels; ++typos) {
            if (!term.by_typos[typos].is_empty()) among.subtract(term.by_typos[typos]);
        }
    }
    return among;
}

std::vector<OrdinalSet> TextMatches::by_num_typos(const OrdinalSet& among) const {
    std::vector<OrdinalSet> by_sum = {among};
    for (const auto& term : terms) {
        if (have_all_terms && term.any.size() == term.by_typos[0].size()) continue;
        std::vector<OrdinalSet> next(by_sum.size() + TermMatches::kNumLevels - 1,
                                     OrdinalSet(among.bound()));
        for (std::size_t sum = 0; sum < by_sum.size(); ++sum) {
            auto& rest = by_sum[sum]; // in the end those with the fewest typos, or without the term
            std::size_t num_left = rest.size();
            for (std::size_t typos = have_all_terms ? 0 : 1;
                 typos < TermMatches::kNumLevels && num_left > 0; ++typos) {
                if (term.by_typos[typos].is_empty()) continue;
                auto with = rest;
                with.intersect(term.by_typos[typos]);
                num_left -= with.size();
                if (!have_all_terms) rest.subtract(with);
                next[sum + typos].unite(with);
            }
            if (!have_all_terms) next[sum].unite(rest);
        }
        while (next.size() > 1 && next.back().is_empty()) next.pop_back();
        by_sum = std::move(next);
    }
    return by_sum;
}

} // namespace aisle::search
