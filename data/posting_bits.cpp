#include "data/posting_bits.h"

#include <algorithm>
#include <bit>

#include "data/bit_count.h"

namespace aisle::data {

namespace {

/// The bits of a word below one of them.
[[nodiscard, gnu::always_inline]] inline std::uint64_t below(std::uint32_t bit) noexcept {
    return (std::uint64_t{1} << bit) - 1;
}

} // namespace

/// Inlined below into functions with and without the instruction that counts bits.
struct PostingBits::Kernels {
    [[gnu::always_inline]] static std::uint32_t find(const PostingBits& word,
                                                     Ordinal product) noexcept {
        const auto& block = word.arrays_.blocks[product / kProductsPerBlock];
        const std::uint32_t cell = product / kProductsPerCell % 64;
        if ((block.filled >> cell & 1U) == 0) return kNone;
        const std::size_t at = block.first_cell + num_bits(block.filled & below(cell));
        const std::uint64_t bits = word.arrays_.cells[at];
        const std::uint32_t bit = product % kProductsPerCell;
        const auto posting =
            block.first_posting + word.arrays_.before[at] + num_bits(bits & below(bit));
        return (bits >> bit & 1U) != 0 ? posting : kNone;
    }

    [[gnu::always_inline]] static void find_all(const PostingBits& word,
                                                std::span<const Ordinal> products,
                                                std::uint32_t* postings) noexcept {
        for (std::size_t i = 0; i < products.size(); ++i) postings[i] = find(word, products[i]);
    }

    [[gnu::always_inline]] static void intersect(std::span<const PostingBits* const> words,
                                                 std::vector<Ordinal>& common) {
        for (std::size_t b = 0; b < words[0]->arrays_.blocks.size(); ++b) {
            std::uint64_t filled = ~std::uint64_t{0};
            for (const auto* word : words) filled &= word->arrays_.blocks[b].filled;
            for (; filled != 0; filled &= filled - 1) {
                const auto cell = static_cast<std::uint32_t>(std::countr_zero(filled));
                std::uint64_t bits = ~std::uint64_t{0};
                for (const auto* word : words) {
                    const auto& block = word->arrays_.blocks[b];
                    bits &= word->arrays_
                                .cells[block.first_cell + num_bits(block.filled & below(cell))];
                }
                const auto first =
                    static_cast<std::uint32_t>(b * kProductsPerBlock) + cell * kProductsPerCell;
                for (; bits != 0; bits &= bits - 1) {
                    common.push_back(first + static_cast<std::uint32_t>(std::countr_zero(bits)));
                }
            }
        }
    }

#if defined(__x86_64__)
    [[gnu::target("popcnt")]] static void
    find_all_by_instruction(const PostingBits& word, std::span<const Ordinal> products,
                            std::uint32_t* postings) noexcept {
        find_all(word, products, postings);
    }

    [[gnu::target("popcnt")]] static void
    intersect_by_instruction(std::span<const PostingBits* const> words,
                             std::vector<Ordinal>& common) {
        intersect(words, common);
    }
#endif
};

void PostingBits::find(std::span<const Ordinal> products,
                       std::span<std::uint32_t> postings) const noexcept {
#if defined(__x86_64__)
    if (kHasPopcnt) return Kernels::find_all_by_instruction(*this, products, postings.data());
#endif
    Kernels::find_all(*this, products, postings.data());
}

std::vector<Ordinal> PostingBits::products_with_all(std::span<const PostingBits* const> words) {
    std::vector<Ordinal> common;
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

std::vector<Ordinal> PostingBits::to_vector() const {
    std::vector<Ordinal> products;
    products.reserve(size_);
    for_each([&](Ordinal product) { products.push_back(product); });
    return products;
}

std::vector<Ordinal> PostingBits::products_among(std::span<const Ordinal> products) const {
    std::vector<Ordinal> among;
    among.reserve(products.size());
    for_each_common(products,
                    [&](std::size_t i, std::size_t /*j*/) { among.push_back(products[i]); });
    return among;
}

void PostingBitsArrays::add(std::span<const Ordinal> products, std::uint32_t bound) {
    constexpr auto kPerBlock = PostingBits::kProductsPerBlock;
    constexpr auto kPerCell = PostingBits::kProductsPerCell;
    const std::uint64_t base = cells.size();
    std::size_t at = 0;
    for (std::size_t b = 0; b < num_blocks(bound); ++b) {
        PostingBits::Block block{0, static_cast<std::uint32_t>(cells.size() - base),
                                 static_cast<std::uint32_t>(at)};
        for (; at < products.size() && products[at] / kPerBlock == b; ++at) {
            const auto cell = std::uint64_t{1} << (products[at] / kPerCell % 64);
            if ((block.filled & cell) == 0) {
                block.filled |= cell;
                cells.push_back(0);
                before.push_back(static_cast<std::uint16_t>(at - block.first_posting));
            }
            cells.back() |= std::uint64_t{1} << (products[at] % kPerCell);
        }
        blocks.push_back(block);
    }
    first_cells.push_back(cells.size());
}

} // namespace aisle::data
