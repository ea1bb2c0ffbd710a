#pragma once

#include <cstdint>
#include <span>

#include "data/posting_bits.h"

namespace aisle::support {

/// The bits of one word, in memory.
class OwnPostingBits {
public:
    OwnPostingBits(std::span<const data::Ordinal> products, std::uint32_t bound)
        : size_(products.size()) {
        arrays_.add(products, bound);
    }

    [[nodiscard]] data::PostingBits bits() const {
        return {{arrays_.blocks, arrays_.cells, arrays_.before}, size_};
    }

private:
    data::PostingBitsArrays arrays_;
    std::size_t size_;
};

} // namespace aisle::support
