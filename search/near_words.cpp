#include "search/near_words.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace aisle::search {

namespace {

namespace code = data::token_code;

/// Ranges of all terms; a word and its other forms are mostly three at most.
constexpr std::size_t kMaxRanges = 12;

/// Occurrences in one product. Texts that repeat the words more often are scanned.
constexpr std::size_t kMaxOccurrences = 48;

/// Codes of the stream that are compared together, without branches.
constexpr std::size_t kBlock = 16;

bool is_any_in(const std::uint32_t* block, data::WordRange words) noexcept {
    using Codes [[gnu::vector_size(16)]] = std::uint32_t; // what every x86-64 and ARM64 has
    constexpr std::size_t kCodes = sizeof(Codes) / sizeof(std::uint32_t);
    Codes any{};
    for (std::size_t i = 0; i < kBlock; i += kCodes) {
        Codes codes;
        std::memcpy(&codes, block + i, sizeof codes);
        any |= reinterpret_cast<Codes>(codes - words.begin < words.end - words.begin);
    }
    return (any[0] | any[1] | any[2] | any[3]) != 0;
}

/// From one place of the stream to a later one: words between, plus one; breaks and marks as
/// data::token_code says.
std::uint32_t distance(std::span<const std::uint32_t> stream, std::uint32_t from,
                       std::uint32_t to) noexcept {
    if (to - from > kMaxDistance) return kMaxDistance; // a mark between them parts them even more
    const auto between = stream.subspan(from + 1, to - from - 1);
    return std::all_of(between.begin(), between.end(), code::is_word) ? to - from : kMaxDistance;
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
                std::none_of(found.ranges.begin(), found.ranges.end(),
                             [&](const auto& other) { return overlap(own.words, other.words); });
            if (!can_tell) return {levels, {}};
            found.ranges.push_back({t, own.words});
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
    const auto stream = index_.tokens(product);
    std::array<Occurrence, kMaxOccurrences> found;
    std::size_t num_found = 0;
    for (std::uint32_t begin = 0; begin < stream.size(); begin += kBlock) {
        const auto end = std::min<std::size_t>(begin + kBlock, stream.size());
        for (const auto& [term, words] : ranges) {
            const bool is_block = end - begin == kBlock;
            if (is_block && !is_any_in(stream.data() + begin, words)) continue;
            for (auto i = begin; i < end; ++i) {
                if (!words.contains(stream[i])) continue;
                if (num_found == kMaxOccurrences) return std::nullopt;
                found[num_found++] = {term, i};
            }
        }
    }
    std::uint32_t sum = 0;
    for (std::uint32_t term = 0; term + 1 < num_terms_; ++term) {
        std::uint32_t best = kMaxDistance;
        for (std::size_t a = 0; a < num_found; ++a) {
            if (found[a].term != term) continue;
            for (std::size_t b = 0; b < num_found; ++b) {
                if (found[b].term != term + 1) continue;
                const bool is_in_order = found[a].at < found[b].at;
                const auto d = is_in_order ? distance(stream, found[a].at, found[b].at)
                                           : distance(stream, found[b].at, found[a].at) + 1;
                best = std::min(best, d);
            }
        }
        sum += std::max(least_distance_, best);
    }
    return sum;
}

bool NearWords::are_side_by_side(data::Ordinal product) const {
    const auto& ranges = words_at(matches_.typo_levels(product).value()).ranges;
    const auto stream = index_.tokens(product);
    for (std::uint32_t term = 0; term + 1 < num_terms_; ++term) {
        bool is_found = false;
        for (const auto& first : ranges) {
            for (const auto& second : ranges) {
                if (is_found || first.term != term || second.term != term + 1) continue;
                is_found = has_pair(stream, first.words, second.words);
            }
        }
        if (!is_found) return false;
    }
    return true;
}

// No mark is a word, so the two are of one value. Without branches, so that compilers compare
// several codes at a time.
bool has_pair(std::span<const std::uint32_t> stream, data::WordRange first,
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

} // namespace aisle::search
