#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/ids.h"

namespace aisle::data {

/// The products that hold one word, as bits that also tell where its posting of a product is.
///
/// A bit for every product would be mostly zeros, as a word is in few products, and products of a
/// kind lie side by side. So only cells of 64 products that have any are kept, and how many
/// postings come before each; a mask for every 64 cells tells which there are.
/// Lifetime: borrows the arrays.   Threads: any.
class PostingBits {
public:
    /// In place of a posting: there is none.
    static constexpr std::uint32_t kNone = kNoId;
    static constexpr std::uint32_t kProductsPerCell = 64;
    static constexpr std::uint32_t kProductsPerBlock = kProductsPerCell * 64;

    /// 64 cells, of 64 products each.
    struct Block {
        std::uint64_t filled = 0;        ///< bit i: cell i has products
        std::uint32_t first_cell = 0;    ///< how many cells come before those of the block
        std::uint32_t first_posting = 0; ///< how many postings do
    };

    struct Arrays {
        std::span<const Block> blocks;
        std::span<const std::uint64_t> cells;  ///< bit i: product i of the cell
        std::span<const std::uint16_t> before; ///< postings of the block that come before each cell
    };

    PostingBits(const Arrays& arrays, std::size_t size) noexcept : arrays_(arrays), size_(size) {}

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Requires: the products are below the bound, here and in what follows.
    [[nodiscard]] bool contains(Ordinal product) const noexcept {
        return (cell(product / kProductsPerCell) >> (product % kProductsPerCell) & 1U) != 0;
    }

    /// The bits of the products 64 * place ... 64 * place + 63.
    [[nodiscard]] std::uint64_t cell(std::uint32_t place) const noexcept {
        const auto& block = arrays_.blocks[place / 64];
        if ((block.filled >> (place % 64) & 1U) == 0) return 0;
        const auto below = block.filled & ((std::uint64_t{1} << (place % 64)) - 1);
        return arrays_.cells[block.first_cell + static_cast<std::size_t>(std::popcount(below))];
    }

    /// Sets postings[i] to the posting of products[i], or to kNone.
    /// Requires: `products` in any order; `postings` as many at least.
    void find(std::span<const Ordinal> products, std::span<std::uint32_t> postings) const noexcept;

    /// Calls `visit(i, j)` for every products[i] whose posting is j.
    template <class Visit>
    void for_each_common(std::span<const Ordinal> products, Visit&& visit) const {
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

    /// Calls `visit(place, bits)` for every cell, ascending.
    template <class Visit>
    void for_each_cell(Visit&& visit) const {
        const std::uint64_t* cell = arrays_.cells.data();
        for (std::uint32_t b = 0; b < arrays_.blocks.size(); ++b) {
            for (auto filled = arrays_.blocks[b].filled; filled != 0; filled &= filled - 1) {
                visit(b * 64 + static_cast<std::uint32_t>(std::countr_zero(filled)), *cell++);
            }
        }
    }

    /// Calls `visit(product)` for every product, ascending.
    template <class Visit>
    void for_each(Visit&& visit) const {
        for_each_cell([&](std::uint32_t place, std::uint64_t bits) {
            for (; bits != 0; bits &= bits - 1) {
                visit(place * kProductsPerCell +
                      static_cast<std::uint32_t>(std::countr_zero(bits)));
            }
        });
    }

    /// All products, ascending.
    [[nodiscard]] std::vector<Ordinal> to_vector() const;

    /// The products that hold all of `words`, ascending.
    /// Requires: at least one word, all of one bound.
    /// Cost:     a step for each cell that all of them have.
    [[nodiscard]] static std::vector<Ordinal>
    products_with_all(std::span<const PostingBits* const> words);

    /// Those of `products` that hold the word.
    [[nodiscard]] std::vector<Ordinal> products_among(std::span<const Ordinal> products) const;

private:
    friend class PostingCursor;
    struct Kernels;

    Arrays arrays_;
    std::size_t size_;
};

/// Tells the products of postings that are asked for in ascending order.   Lifetime: borrows.
class PostingCursor {
public:
    explicit PostingCursor(const PostingBits& bits) noexcept : arrays_(bits.arrays_) {}

    /// Requires: `posting` is not below that of the call before.
    [[nodiscard]] Ordinal product(std::size_t posting) noexcept {
        while (posting >= end_) advance(posting);
        for (; next_ < posting; ++next_) rest_ &= rest_ - 1;
        const auto cell = static_cast<std::uint32_t>(std::countr_zero(filled_));
        return block_ * PostingBits::kProductsPerBlock + cell * PostingBits::kProductsPerCell +
               static_cast<std::uint32_t>(std::countr_zero(rest_));
    }

private:
    /// Moves to the next cell, or past blocks that end before the posting.
    void advance(std::size_t posting) noexcept {
        if (filled_ != 0) filled_ &= filled_ - 1;
        if (filled_ != 0) {
            ++cell_;
        } else {
            if (has_begun_) ++block_;
            has_begun_ = true;
            while (block_ + 1 < arrays_.blocks.size() &&
                   arrays_.blocks[block_ + 1].first_posting <= posting) {
                ++block_;
            }
            filled_ = arrays_.blocks[block_].filled;
            cell_ = arrays_.blocks[block_].first_cell;
        }
        rest_ = arrays_.cells[cell_];
        next_ = arrays_.blocks[block_].first_posting + std::size_t{arrays_.before[cell_]};
        end_ = next_ + static_cast<std::size_t>(std::popcount(rest_));
    }

    PostingBits::Arrays arrays_;
    bool has_begun_ = false;
    std::uint32_t block_ = 0;
    std::uint64_t filled_ = 0; ///< the cell, and those after it in the block
    std::size_t cell_ = 0;
    std::uint64_t rest_ = 0; ///< bits of the cell from the posting `next_` on
    std::size_t next_ = 0;
    std::size_t end_ = 0; ///< of the postings of the cell
};

/// The bits of several words, one after the other, as they are sealed.
struct PostingBitsArrays {
    std::vector<PostingBits::Block> blocks; ///< as many for each word
    std::vector<std::uint64_t> first_cells = {0};
    std::vector<std::uint64_t> cells;
    std::vector<std::uint16_t> before;

    /// Adds a word.   Requires: `products` ascending, each once, below `bound`.
    void add(std::span<const Ordinal> products, std::uint32_t bound);

    /// The blocks of each word.
    [[nodiscard]] static std::size_t num_blocks(std::uint32_t bound) noexcept {
        return (std::size_t{bound} + PostingBits::kProductsPerBlock - 1) /
               PostingBits::kProductsPerBlock;
    }
};

} // namespace aisle::data
