// Phrases are found as byte pair encoding finds them: two neighbours that stand side by side more
// often than others become one, round after round, many in each. What was found is then tried on
// the samples, as the longest phrase at each place is taken, and what saves least is dropped.
#include "data/token_phrases.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <utility>

namespace aisle::data {

namespace {

/// Rarer pairs save less than they take.
constexpr std::size_t kFewestPairs = 4;
/// Pairs that become one in each round, before others are counted.
constexpr std::size_t kPairsARound = 6000;
constexpr std::size_t kMaxRounds = 8;

constexpr std::ptrdiff_t kNumShortCodes = std::ptrdiff_t{1} << 16U;

/// Between the streams of a row of samples.
constexpr std::uint32_t kGap = kNoId;

std::uint64_t pair_of(std::uint32_t left, std::uint32_t right) noexcept {
    return std::uint64_t{left} << 32U | right;
}

/// Of the most common pairs, how many are more common; in a table with open addresses.
class PairPlaces {
public:
    /// `pairs`: the most common one first.
    explicit PairPlaces(const std::vector<std::uint64_t>& pairs)
        : slots_(std::bit_ceil(4 * pairs.size() + 1)), size_(pairs.size()) {
        for (std::uint32_t place = 0; place < pairs.size(); ++place) {
            slots_[slot_of(pairs[place])] = {pairs[place], place};
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// kNoId where it is none of them.
    [[nodiscard]] std::uint32_t find(std::uint64_t pair) const noexcept {
        return slots_[slot_of(pair)].place;
    }

private:
    struct Slot {
        std::uint64_t pair = 0;
        std::uint32_t place = kNoId; ///< where it is free, too
    };

    [[nodiscard]] std::size_t slot_of(std::uint64_t pair) const noexcept {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = (pair * 0x9E3779B97F4A7C15U >> 40U) & mask;
        while (slots_[at].place != kNoId && slots_[at].pair != pair) at = (at + 1) & mask;
        return at;
    }

    std::vector<Slot> slots_;
    std::size_t size_;
};

/// Turns pairs into phrases, round by round. What stands in the row is a phrase by its number.
class PairMerger {
public:
    explicit PairMerger(const std::vector<std::vector<ShortCode>>& samples)
        : phrases_(std::size_t{kNumShortCodes}) {
        for (std::size_t code = 0; code < phrases_.size(); ++code) {
            phrases_[code] = Phrase(static_cast<ShortCode>(code));
        }
        for (const auto& stream : samples) {
            row_.insert(row_.end(), stream.begin(), stream.end());
            row_.push_back(kGap);
        }
    }

    /// The phrases of more than one code, each once.
    [[nodiscard]] std::vector<Phrase> find() {
        for (std::size_t round = 0; round < kMaxRounds; ++round) {
            const auto places = most_common_pairs();
            if (places.size() == 0) break;
            merge(places);
        }
        std::vector<Phrase> found(phrases_.begin() + kNumShortCodes, phrases_.end());
        std::sort(found.begin(), found.end());
        found.erase(std::unique(found.begin(), found.end()), found.end());
        return found;
    }

private:
    [[nodiscard]] bool may_merge(std::size_t at) const noexcept {
        return at + 1 < row_.size() && row_[at] != kGap && row_[at + 1] != kGap &&
               phrases_[row_[at]].size() + phrases_[row_[at + 1]].size() <= Phrases::kMaxLength;
    }

    [[nodiscard]] PairPlaces most_common_pairs() const {
        std::vector<std::uint64_t> pairs;
        pairs.reserve(row_.size());
        for (std::size_t at = 0; at < row_.size(); ++at) {
            if (may_merge(at)) pairs.push_back(pair_of(row_[at], row_[at + 1]));
        }
        std::sort(pairs.begin(), pairs.end());
        std::vector<std::pair<std::size_t, std::uint64_t>> counts;
        for (auto begin = pairs.begin(); begin != pairs.end();) {
            const auto end = std::upper_bound(begin, pairs.end(), *begin);
            const auto count = static_cast<std::size_t>(end - begin);
            if (count >= kFewestPairs) counts.emplace_back(count, *begin);
            begin = end;
        }
        const auto last =
            counts.begin() + static_cast<std::ptrdiff_t>(std::min(counts.size(), kPairsARound));
        std::partial_sort(counts.begin(), last, counts.end(), [](const auto& a, const auto& b) {
            return a.first != b.first ? a.first > b.first : a.second < b.second;
        });
        std::vector<std::uint64_t> most_common;
        for (auto pair = counts.begin(); pair != last; ++pair) most_common.push_back(pair->second);
        return PairPlaces(most_common);
    }

    /// Of two pairs that share a phrase the more common one becomes one.
    void merge(const PairPlaces& places) {
        std::vector<std::uint32_t> numbers(places.size(), kNoId); // of what they become
        const auto place_at = [&](std::size_t at) {
            return at + 1 < row_.size() ? places.find(pair_of(row_[at], row_[at + 1])) : kNoId;
        };
        std::vector<std::uint32_t> merged;
        merged.reserve(row_.size());
        auto place_here = place_at(0);
        for (std::size_t at = 0; at < row_.size(); ++at) {
            const auto place = place_here;
            place_here = place_at(at + 1);
            if (place == kNoId || place_here < place) {
                merged.push_back(row_[at]);
                continue;
            }
            auto& number = numbers[place];
            if (number == kNoId) {
                number = static_cast<std::uint32_t>(phrases_.size());
                Phrase phrase = phrases_[row_[at]];
                phrase.append(phrases_[row_[at + 1]]);
                phrases_.push_back(phrase);
            }
            merged.push_back(number);
            ++at;
            place_here = place_at(at + 1);
        }
        row_ = std::move(merged);
    }

    std::vector<Phrase> phrases_;
    std::vector<std::uint32_t> row_;
};

/// Those that save most, at most `count`, of those that are used more than once.
std::vector<Phrase> most_useful(const std::vector<Phrase>& phrases,
                                const std::vector<std::uint32_t>& uses, std::size_t count) {
    const auto saved = [&](std::uint32_t p) { return uses[p] * (phrases[p].size() - 1); };
    std::vector<std::uint32_t> order;
    for (std::uint32_t p = 0; p < phrases.size(); ++p) {
        if (phrases[p].size() > 1 && uses[p] > 1) order.push_back(p);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return saved(a) > saved(b); });
    order.resize(std::min(order.size(), count));
    std::vector<Phrase> kept;
    kept.reserve(order.size());
    for (const auto p : order) kept.push_back(phrases[p]);
    return kept;
}

} // namespace

bool Phrases::fits() const noexcept {
    return std::all_of(entries_.begin(), entries_.end(), [&](std::uint32_t entry) {
        return (entry & 15U) <= kMaxLength && (entry >> 4U) + kMaxLength <= codes_.size();
    });
}

std::size_t Phrases::length_of(std::span<const SealedCode> sealed) const noexcept {
    std::size_t length = 0;
    for (const auto code : sealed) length += entries_[code] & 15U;
    return length;
}

ShortCode* Phrases::expand(std::span<const SealedCode> sealed, ShortCode* codes) const noexcept {
    for (const auto code : sealed) {
        const auto entry = entries_[code];
        std::memcpy(codes, codes_.data() + (entry >> 4U), kMaxLength * sizeof(ShortCode));
        codes += entry & 15U;
    }
    return codes;
}

PhraseEncoder::PhraseEncoder(const std::vector<ShortCode>& singles, const Samples& samples) {
    std::vector<Phrase> all;
    for (const auto code : singles) all.emplace_back(code);
    const auto with_singles = [&](const std::vector<Phrase>& phrases) {
        auto both = all;
        both.insert(both.end(), phrases.begin(), phrases.end());
        return both;
    };
    const std::size_t most = std::min(kMaxPhrases, kNumShortCodes - singles.size());
    auto found = samples.empty() ? std::vector<Phrase>() : PairMerger(samples).find();
    for (int pass = 0; pass < 2 && !found.empty(); ++pass) { // what is left is used more
        set_phrases(with_singles(found));
        found = most_useful(phrases_, count_uses(samples), most);
    }
    set_phrases(with_singles(found));
    number(count_uses(samples));
}

void PhraseEncoder::set_phrases(std::vector<Phrase> phrases) {
    phrases_ = std::move(phrases);
    std::size_t most = 0;
    for (const auto& phrase : phrases_) most += phrase.size() - 1;
    steps_ = Steps(most);
    ends_.assign(kNumShortCodes, kNoId);
    for (std::uint32_t p = 0; p < phrases_.size(); ++p) {
        const auto& phrase = phrases_[p];
        Node node = phrase[0];
        for (std::size_t i = 1; i < phrase.size(); ++i) {
            auto next = steps_.find(node, phrase[i]);
            if (next == kNoId) {
                next = static_cast<Node>(ends_.size());
                ends_.push_back(kNoId);
                steps_.add(node, phrase[i], next);
            }
            node = next;
        }
        ends_[node] = p;
    }
}

/// Calls `visit(phrase)` for those that stand for the stream, the longest at each place.
template <class Visit>
void PhraseEncoder::for_each_phrase(std::span<const ShortCode> stream, Visit&& visit) const {
    for (std::size_t begin = 0; begin < stream.size();) {
        Node node = stream[begin];
        std::uint32_t longest = ends_[node];
        std::size_t end = begin + 1;
        for (std::size_t at = begin + 1; at < stream.size(); ++at) {
            node = steps_.find(node, stream[at]);
            if (node == kNoId) break;
            if (ends_[node] == kNoId) continue;
            longest = ends_[node];
            end = at + 1;
        }
        visit(longest);
        begin = end;
    }
}

std::vector<std::uint32_t> PhraseEncoder::count_uses(const Samples& samples) const {
    std::vector<std::uint32_t> uses(phrases_.size(), 0);
    for (const auto& stream : samples) {
        for_each_phrase(stream, [&](std::uint32_t phrase) { ++uses[phrase]; });
    }
    return uses;
}

/// Those that are used most come first, so that they share lines of the cache.
void PhraseEncoder::number(const std::vector<std::uint32_t>& uses) {
    std::vector<std::uint32_t> order(phrases_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return uses[a] > uses[b]; });
    std::vector<Phrase> sorted;
    sorted.reserve(phrases_.size());
    for (const auto p : order) sorted.push_back(phrases_[p]);
    set_phrases(std::move(sorted));
    for (const auto& phrase : phrases_) {
        entries_.push_back(Phrases::entry(codes_.size(), phrase.size()));
        codes_.insert(codes_.end(), phrase.begin(), phrase.end());
    }
    codes_.resize(codes_.size() + Phrases::kMaxLength, 0);
}

void PhraseEncoder::encode(std::span<const ShortCode> stream,
                           std::vector<SealedCode>& sealed) const {
    for_each_phrase(
        stream, [&](std::uint32_t phrase) { sealed.push_back(static_cast<SealedCode>(phrase)); });
}

PhraseEncoder::Steps::Steps(std::size_t most)
    : slots_(std::bit_ceil(2 * most + 1), ~std::uint64_t{0}) {}

/// A slot has the key above 24 bits of the next node. There are fewer nodes: a step for each code
/// of kMaxRounds * kPairsARound phrases, at most.
std::size_t PhraseEncoder::Steps::slot_of(std::uint64_t key) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = (key * 0x9E3779B97F4A7C15U >> 32U) & mask;
    while (slots_[slot] != ~std::uint64_t{0} && slots_[slot] >> 24U != key)
        slot = (slot + 1) & mask;
    return slot;
}

PhraseEncoder::Node PhraseEncoder::Steps::find(Node from, ShortCode code) const noexcept {
    const auto slot = slots_[slot_of(std::uint64_t{from} << 16U | code)];
    return slot == ~std::uint64_t{0} ? kNoId : static_cast<Node>(slot & 0xFFFFFFU);
}

void PhraseEncoder::Steps::add(Node from, ShortCode code, Node to) noexcept {
    const auto key = std::uint64_t{from} << 16U | code;
    slots_[slot_of(key)] = key << 24U | to;
}

} // namespace aisle::data
