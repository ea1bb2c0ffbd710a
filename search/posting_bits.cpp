#include "search/posting_bits.h"

#include <algorithm>
#include <bit>

#include "search/bit_count.h"

namespace aisle::search {

namespace {

constexpr std::uint32_t kBitsPerCell = 64;
constexpr std::uint32_t kProductsPerBlock = kBitsPerCell * 64;

/// The bits of a word below one of them.
[[nodiscard, gnu::always_inline]] inline std::uint64_t below(std::uint32_t bit) noexcept {
    return (std::uint64_t{1} << bit) - 1;
}

} // namespace

/// Inlined below into functions with and without the instruction that counts bits.
struct PostingBits::Kernels {
    [[gnu::always_inline]] static std::uint32_t find(const PostingBits& word,
                                                     data::Ordinal product) noexcept {
        const auto& block = word.blocks_[product / kProductsPerBlock];
        const std::uint32_t cell = product / kBitsPerCell % 64;
        if ((block.filled >> cell & 1U) == 0) return kNone;
        const std::size_t at = block.first_cell + num_bits(block.filled & below(cell));
        const std::uint64_t bits = word.cells_[at];
        const std::uint32_t bit = product % kBitsPerCell;
        const auto posting = block.first_posting + word.before_[at] + num_bits(bits & below(bit));
        return (bits >> bit & 1U) != 0 ? posting : kNone;
    }

    [[gnu::always_inline]] static void find_all(const PostingBits& word,
                                                std::span<const data::Ordinal> products,
                                                std::uint32_t* postings) noexcept {
        for (std::size_t i = 0; i < products.size(); ++i) postings[i] = find(word, products[i]);
    }

    [[gnu::always_inline]] static void intersect(std::span<const PostingBits* const> words,
                                                 std::vector<data::Ordinal>& common) {
        for (std::size_t b = 0; b < words[0]->blocks_.size(); ++b) {
            std::uint64_t filled = ~std::uint64_t{0};
            for (const auto* word : words) filled &= word->blocks_[b].filled;
            for (; filled != 0; filled &= filled - 1) {
                const auto cell = static_cast<std::uint32_t>(std::countr_zero(filled));
                std::uint64_t bits = ~std::uint64_t{0};
                for (const auto* word : words) {
                    const auto& block = word->blocks_[b];
                    bits &= word->cells_[block.first_cell + num_bits(block.filled & below(cell))];
                }
                const auto first =
                    static_cast<std::uint32_t>(b * kProductsPerBlock) + cell * kBitsPerCell;
                for (; bits != 0; bits &= bits - 1) {
                    common.push_back(first + static_cast<std::uint32_t>(std::countr_zero(bits)));
                }
            }
        }
    }

#if defined(__x86_64__)
    [[gnu::target("popcnt")]] static void
    find_all_by_instruction(const PostingBits& word, std::span<const data::Ordinal> products,
                            std::uint32_t* postings) noexcept {
        find_all(word, products, postings);
    }

    [[gnu::target("popcnt")]] static void
    intersect_by_instruction(std::span<const PostingBits* const> words,
                             std::vector<data::Ordinal>& common) {
        intersect(words, common);
    }
#endif
};

PostingBits::PostingBits(std::span<const data::Ordinal> products, std::uint32_t bound)
    : blocks_((std::size_t{bound} + kProductsPerBlock - 1) / kProductsPerBlock),
      size_(products.size()) {
    std::uint32_t last_cell = data::kNoId;
    for (std::size_t i = 0; i < products.size(); ++i) {
        const auto product = products[i];
        auto& block = blocks_[product / kProductsPerBlock];
        const auto cell = product / kBitsPerCell;
        if (cell != last_cell) {
            if (block.filled == 0) {
                block.first_cell = static_cast<std::uint32_t>(cells_.size());
                block.first_posting = static_cast<std::uint32_t>(i);
            }
            block.filled |= std::uint64_t{1} << (cell % 64);
            cells_.push_back(0);
            before_.push_back(static_cast<std::uint16_t>(i - block.first_posting));
            last_cell = cell;
        }
        cells_.back() |= std::uint64_t{1} << (product % kBitsPerCell);
    }
    cells_.shrink_to_fit();
    before_.shrink_to_fit();
}

std::size_t PostingBits::num_bytes() const noexcept {
    return blocks_.size() * sizeof(Block) + cells_.size() * sizeof(std::uint64_t) +
           before_.size() * sizeof(std::uint16_t);
}

void PostingBits::find(std::span<const data::Ordinal> products,
                       std::span<std::uint32_t> postings) const noexcept {
#if defined(__x86_64__)
    if (kHasPopcnt) return Kernels::find_all_by_instruction(*this, products, postings.data());
#endif
    Kernels::find_all(*this, products, postings.data());
}

std::vector<data::Ordinal>
PostingBits::products_with_all(std::span<const PostingBits* const> words) {
    std::vector<data::Ordinal> common;
    const auto* fewest = *std::min_element(words.begin(), words.end(),
                                           [](auto* a, auto* b) { return a->size() < b->size(); });
    common.reserve(fewest->size());
#if defined(__x86_64__)
    if (kHasPopcnt) {
        Kernels::intersect_by_instruction(words, common);
        return common;
    }
#endif
    Kernels::intersect(words, common);
    return common;
}

std::vector<data::Ordinal>
PostingBits::products_among(std::span<const data::Ordinal> products) const {
    std::vector<data::Ordinal> among;
    among.reserve(products.size());
    for_each(products, [&](std::size_t i, std::size_t /*j*/) { among.push_back(products[i]); });
    return among;
}

} // namespace aisle::search
