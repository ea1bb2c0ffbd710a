#include "search/term_words.h"

#include <algorithm>
#include <numeric>

namespace aisle::search {

namespace {

/// The stretches between neighbouring boundaries, each taken at most once. `next_[i]` leads
/// towards the first stretch at or after i that is free, over shortcuts that grow as it is asked.
class Stretches {
public:
    explicit Stretches(const Alternatives& alternatives) {
        boundaries_.reserve(2 * alternatives.size());
        for (const auto& alternative : alternatives) {
            boundaries_.push_back(alternative.words.begin);
            boundaries_.push_back(alternative.words.end);
        }
        std::sort(boundaries_.begin(), boundaries_.end());
        boundaries_.erase(std::unique(boundaries_.begin(), boundaries_.end()), boundaries_.end());
        next_.resize(boundaries_.size());
        std::iota(next_.begin(), next_.end(), std::size_t{0});
    }

    /// Calls `visit(words)` for each free stretch inside `range`, and takes it.
    template <class Visit>
    void take(data::WordRange range, Visit&& visit) {
        const std::size_t end = position(range.end);
        for (auto at = free_from(position(range.begin)); at < end; at = free_from(at)) {
            visit(data::WordRange{boundaries_[at], boundaries_[at + 1]});
            next_[at] = at + 1;
        }
    }

private:
    [[nodiscard]] std::size_t position(data::WordId boundary) const {
        return static_cast<std::size_t>(
            std::lower_bound(boundaries_.begin(), boundaries_.end(), boundary) -
            boundaries_.begin());
    }

    std::size_t free_from(std::size_t at) {
        while (next_[at] != at) {
            next_[at] = next_[next_[at]];
            at = next_[at];
        }
        return at;
    }

    std::vector<data::WordId> boundaries_;
    std::vector<std::size_t> next_; ///< the last one is the end, and always free
};

} // namespace

std::vector<TermWords> term_words(const Alternatives& alternatives) {
    std::vector<TermWords> ranges;
    if (alternatives.size() == 1) { // most words that are not completed or corrected
        const auto& [kind, typos, words, rest] = alternatives.front();
        if (rest.empty() && !words.is_empty()) ranges.push_back({words, typos, kind});
        return ranges;
    }
    Stretches stretches(alternatives);
    for (const auto& [kind, typos, words, rest] : alternatives) {
        if (!rest.empty()) continue;
        bool is_first = true;
        stretches.take(words, [&, k = kind, t = typos](data::WordRange stretch) {
            if (!is_first && ranges.back().words.end == stretch.begin) {
                ranges.back().words.end = stretch.end;
            } else {
                ranges.push_back({stretch, t, k});
            }
            is_first = false;
        });
    }
    return ranges;
}

} // namespace aisle::search
