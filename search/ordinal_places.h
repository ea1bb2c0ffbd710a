#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/ids.h"
#include "search/bitmap.h"

namespace aisle::search {

/// Finds the places of ordinals in a sorted list of them.   Borrows the list.
class OrdinalPlaces {
public:
    /// Requires: `products` ascending, each once, below `bound`.
    OrdinalPlaces(std::span<const data::Ordinal> products, std::uint32_t bound)
        : products_(products), bits_(num_bitmap_words(bound), 0), first_(bits_.size()) {
        for (std::size_t i = products.size(); i-- > 0;) {
            set_bit(bits_, products[i]);
            first_[products[i] / 64] = static_cast<std::uint32_t>(i);
        }
    }

    [[nodiscard]] bool contains(data::Ordinal product) const noexcept {
        return has_bit(bits_, product);
    }

    /// Requires: contains(product).
    [[nodiscard]] std::size_t find(data::Ordinal product) const noexcept {
        std::size_t at = first_[product / 64];
        while (products_[at] != product) ++at;
        return at;
    }

private:
    std::span<const data::Ordinal> products_;
    Bitmap bits_;
    std::vector<std::uint32_t> first_; ///< of the products in each word of `bits_`
};

} // namespace aisle::search
