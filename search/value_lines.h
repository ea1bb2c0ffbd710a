#pragma once

#include <cstddef>
#include <cstdint>

#include "search/cell_words.h"
#include "search/value_bits.h"

namespace aisle::search {

/// Some cells and a group of values.
struct ValueLines {
    const CellWords& cells;
    const std::uint64_t* ends; ///< of rows; null: cells are products
    const ValueLine* values;

    /// True where the product at the end of a word may go on in the next one that there is.
    [[nodiscard]] bool goes_on(std::size_t i) const noexcept {
        const auto places = cells.places();
        if (i + 1 == places.size()) return false;
        for (auto place = places[i] + 1; place < places[i + 1]; ++place) {
            if (ends[place] != 0) return false;
        }
        return true;
    }
};

/// Ways to count, each for processors that can do more than those before.
enum class LineCounting : std::uint8_t { kPlain, kCountsBits, kCountsLines };

/// The last way that this processor can go.
[[nodiscard]] LineCounting best_line_counting() noexcept;

/// How many of the cells, or products of rows, have each of the eight values, added to `counts`.
/// Requires: this processor can count in this way.
void count_lines(const ValueLines& lines, ValueLine& counts,
                 LineCounting counting = best_line_counting()) noexcept;

} // namespace aisle::search
