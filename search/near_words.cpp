#include "search/near_words.h"

#include <algorithm>
#include <array>
#include <span>

#include "search/code_scan.h"

namespace aisle::search {

namespace {

namespace code = data::short_code;

using Codes = std::span<const data::ShortCode>;

/// Ranges of all terms; a word and its other forms are mostly three at most.
constexpr std::size_t kMaxRanges = 12;

/// Occurrences in one product. Texts that repeat the words more often are scanned.
constexpr std::size_t kMaxOccurrences = 48;

/// From one place of the stream to a later one: words between, plus one; breaks and marks as
/// data::token_code says.
std::uint32_t distance(Codes stream, std::uint32_t from, std::uint32_t to) noexcept {
    if (to - from > kMaxDistance) return kMaxDistance; // a mark between them parts them even more
    const auto between = stream.subspan(from + 1, to - from - 1);
    return std::all_of(between.begin(), between.end(), code::is_word) ? to - from : kMaxDistance;
}

/// From words of `term` to words of the next one.
std::uint32_t nearest(Codes stream, std::span<const FoundCode> found, std::uint32_t term) noexcept {
    std::uint32_t best = kMaxDistance;
    for (const auto& left : found) {
        if (left.tag != term) continue;
        for (const auto& right : found) {
            if (right.tag != term + 1) continue;
            const bool is_in_order = left.at < right.at;
            const auto from = is_in_order ? left.at : right.at;
            const auto to = is_in_order ? right.at : left.at;
            if (to - from >= best) continue;
            best = std::min(best, distance(stream, from, to) + (is_in_order ? 0 : 1));
        }
    }
    return best;
}

bool overlap(const data::WordRange& a, const data::WordRange& b) noexcept {
    return a.begin < b.end && b.begin < a.end;
}

} // namespace

NearWords::NearWords(const TextMatches& matches, const data::TextIndex& index, std::uint32_t least)
    : matches_(matches),
      index_(index),
      num_terms_(static_cast<std::uint32_t>(matches.terms.size())),
      least_distance_(least) {}

const NearWords::Words& NearWords::words_at(TypoLevels levels) const {
    for (const auto& words : words_) {
        if (words.levels == levels) return words;
    }
    return words_.emplace_back(find_words(levels));
}

NearWords::Words NearWords::find_words(TypoLevels levels) const {
    Words found{levels, {}};
    for (std::uint32_t t = 0; t < num_terms_; ++t) {
        for (const auto& own : matches_.terms[t].words) {
            if (own.typos != level_of(levels, t)) continue;
            const bool can_tell =
                found.ranges.size() < kMaxRanges &&
                std::none_of(found.ranges.begin(), found.ranges.end(), [&](const auto& other) {
                    return overlap(own.words, other.words.words);
                });
            if (!can_tell) return {levels, {}};
            found.ranges.push_back({t, index_.tokens().codes_of(own.words)});
        }
    }
    return found;
}

bool NearWords::can_tell(TypoLevels levels) const {
    return !words_at(levels).ranges.empty();
}

std::optional<std::uint32_t> NearWords::proximity(data::Ordinal product) const {
    const auto levels = matches_.typo_levels(product);
    if (!levels) return std::nullopt;
    const auto& ranges = words_at(*levels).ranges;
    if (ranges.empty()) return std::nullopt;
    const auto stream = index_.tokens()[product];
    std::array<FoundCode, kMaxOccurrences> found;
    const auto num_found = find_codes(stream, ranges, found);
    if (!num_found) return std::nullopt;
    std::uint32_t sum = 0;
    for (std::uint32_t term = 0; term + 1 < num_terms_; ++term) {
        const auto occurrences = std::span(found).first(*num_found);
        sum += std::max(least_distance_, nearest(stream.codes(), occurrences, term));
    }
    return sum;
}

bool NearWords::are_side_by_side(data::Ordinal product) const {
    const auto& ranges = words_at(matches_.typo_levels(product).value()).ranges;
    const auto stream = index_.tokens()[product];
    for (std::uint32_t term = 0; term + 1 < num_terms_; ++term) {
        bool is_found = false;
        for (const auto& first : ranges) {
            for (const auto& second : ranges) {
                if (is_found || first.tag != term || second.tag != term + 1) continue;
                is_found = has_pair(stream, first.words, second.words);
            }
        }
        if (!is_found) return false;
    }
    return true;
}

} // namespace aisle::search
