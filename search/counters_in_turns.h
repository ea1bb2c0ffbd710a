#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace aisle::search {

/// Counts values of one facet, each cell's by one of several counters in turn: one value may come
/// many times in a row, and a counter that was just written is not there yet to be read.
class CountersInTurns {
public:
    explicit CountersInTurns(std::uint32_t num_values)
        : size_(num_values + std::size_t{1}),
          last_turn_(num_values <= kFewValues ? kTurns - 1 : 0),
          counts_((last_turn_ + 1) * size_, 0) {}

    /// `turn`: any number, such as the cell's.
    /// Requires: `value` is one of them, or their number, which stands for none: its counter comes
    /// after theirs, so that no branch asks for it.
    void add(std::size_t value, std::size_t turn) noexcept {
        ++counts_[(turn & last_turn_) * size_ + value];
    }

    [[nodiscard]] std::vector<std::uint32_t> sums() && {
        for (std::size_t turn = 1; turn <= last_turn_; ++turn) {
            for (std::size_t i = 0; i < size_; ++i) counts_[i] += counts_[turn * size_ + i];
        }
        counts_.resize(size_ - 1);
        return std::move(counts_);
    }

private:
    static constexpr std::size_t kTurns = 4;

    /// Above this many values a row of the same one is not to be feared, and counters are memory,
    /// too.
    static constexpr std::uint32_t kFewValues = 1024;

    std::size_t size_;
    std::size_t last_turn_;
    std::vector<std::uint32_t> counts_;
};

} // namespace aisle::search
