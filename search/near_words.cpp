#include "search/near_words.h"

#include <algorithm>

namespace aisle::search {

namespace {

/// Ranges of one term; a word and its other forms are mostly three at most.
constexpr std::size_t kMaxRanges = 4;

/// Whether a word of `first` is followed by one of `second`. No mark is a word, so the two are
/// of one value. Written without branches, so that compilers do several words at a time.
bool is_pair_in(std::span<const std::uint32_t> stream, data::WordRange first,
                data::WordRange second) noexcept {
    if (stream.empty()) return false;
    const std::uint32_t size_of_first = first.end - first.begin;
    const std::uint32_t size_of_second = second.end - second.begin;
    unsigned found = 0;
    for (std::size_t i = 0; i + 1 < stream.size(); ++i) {
        const bool is_first = stream[i] - first.begin < size_of_first;
        const bool is_second = stream[i + 1] - second.begin < size_of_second;
        found |= static_cast<unsigned>(is_first) & static_cast<unsigned>(is_second);
    }
    return found != 0;
}

bool overlap(const data::WordRange& a, const data::WordRange& b) noexcept {
    return a.begin < b.end && b.begin < a.end;
}

} // namespace

NearWords::NearWords(const TextMatches& matches, const data::TextIndex& index) : index_(index) {
    std::vector<data::WordRange> all;
    for (const auto& term : matches.terms) {
        is_possible_ = is_possible_ && term.in_rows.is_empty();
        auto& ranges = terms_.emplace_back();
        for (const auto& [words, typos, kind] : term.words) {
            if (typos > 0) break;
            ranges.push_back(words);
            is_possible_ = is_possible_ &&
                           std::none_of(all.begin(), all.end(),
                                        [&](const auto& other) { return overlap(words, other); });
        }
        is_possible_ = is_possible_ && ranges.size() <= kMaxRanges;
        all.insert(all.end(), ranges.begin(), ranges.end());
    }
}

bool NearWords::are_side_by_side(data::Ordinal product) const noexcept {
    const auto stream = index_.tokens(product);
    for (std::size_t t = 0; t + 1 < terms_.size(); ++t) {
        const bool is_found =
            std::any_of(terms_[t].begin(), terms_[t].end(), [&](const data::WordRange& first) {
                return std::any_of(terms_[t + 1].begin(), terms_[t + 1].end(),
                                   [&](const data::WordRange& second) {
                                       return is_pair_in(stream, first, second);
                                   });
            });
        if (!is_found) return false;
    }
    return true;
}

} // namespace aisle::search
