#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/ids.h"

namespace aisle::search {

/// The products that hold one word, as bits that also tell where its posting of a product is.
///
/// A bit for every product would be mostly zeros, as a word is in few products, and products of a
/// kind lie side by side. So only cells of 64 products that have any are kept, and how many
/// postings come before each; a mask for every 64 cells tells which there are.
class PostingBits {
public:
    /// In place of a posting: there is none.
    static constexpr std::uint32_t kNone = data::kNoId;

    /// Requires: `products` ascending, each once, below `bound`.
    PostingBits(std::span<const data::Ordinal> products, std::uint32_t bound);

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// What the bits take in memory.
    [[nodiscard]] std::size_t num_bytes() const noexcept;

    /// Sets postings[i] to the place of products[i] in the list of the constructor, or to kNone.
    /// Requires: `products` below the bound, in any order; `postings` as many at least.
    void find(std::span<const data::Ordinal> products,
              std::span<std::uint32_t> postings) const noexcept;

    /// Calls `visit(i, j)` for every products[i] that is entry j of the list.
    template <class Visit>
    void for_each(std::span<const data::Ordinal> products, Visit&& visit) const {
        std::array<std::uint32_t, 256> postings; // some at a time
        for (std::size_t begin = 0; begin < products.size(); begin += postings.size()) {
            const auto some =
                products.subspan(begin, std::min(postings.size(), products.size() - begin));
            find(some, postings);
            for (std::size_t i = 0; i < some.size(); ++i) {
                if (postings[i] != kNone) visit(begin + i, std::size_t{postings[i]});
            }
        }
    }

    /// The products that hold all of `words`, ascending.
    /// Requires: at least one word, all of one bound.
    /// Cost:     a step for each cell that all of them have.
    [[nodiscard]] static std::vector<data::Ordinal>
    products_with_all(std::span<const PostingBits* const> words);

    /// Those of `products` that hold the word.
    [[nodiscard]] std::vector<data::Ordinal>
    products_among(std::span<const data::Ordinal> products) const;

private:
    /// 64 cells, of 64 products each.
    struct Block {
        std::uint64_t filled = 0;        ///< bit i: cell i has products
        std::uint32_t first_cell = 0;    ///< of those kept
        std::uint32_t first_posting = 0; ///< of those of the first cell
    };

    struct Kernels;

    std::vector<Block> blocks_;
    std::vector<std::uint64_t> cells_;  ///< bit i: product i of the cell
    std::vector<std::uint16_t> before_; ///< postings of the block that come before each cell
    std::size_t size_ = 0;
};

} // namespace aisle::search
