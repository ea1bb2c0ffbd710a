#include "search/row_ends.h"

#include <bit>
#include <utility>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Adding a mask of the rows that are no last ones to those of them that are in the set carries
// over into the last row wherever a product has any: one addition finds the products of 64 rows.
// A carry out of a word tells of a product that goes on in the next one.

namespace aisle::search {

namespace {

/// Finds products word after word.
class CarriedRows {
public:
    /// The last rows of the products with a row in `rows` or carried over.
    [[nodiscard]] std::uint64_t last_rows(std::uint64_t rows, std::uint64_t ends) noexcept {
        const std::uint64_t others = ~ends;
        const std::uint64_t first = (rows & others) + others;
        const std::uint64_t sum = first + carry_;
        carry_ = static_cast<std::uint64_t>(first < others || sum < first);
        return (sum | rows) & ends;
    }

    /// 1 if a product of the last word has a row and ends in a later one, where it has none: the
    /// next word is of other products.
    [[nodiscard]] std::uint64_t take() noexcept { return std::exchange(carry_, 0); }

private:
    std::uint64_t carry_ = 0;
};

#if defined(__x86_64__)
const bool kHasExtract = [] {
    __builtin_cpu_init();
    return __builtin_cpu_supports("bmi2") != 0;
}();

[[gnu::target("bmi2")]] void extract_by_instruction(std::span<std::uint64_t> words,
                                                    std::span<const std::uint32_t> places,
                                                    const Bitmap& masks) noexcept {
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] = _pext_u64(words[i], masks[places[i]]);
    }
}
#endif

/// Of each word keeps the bits that the mask in its place names, side by side.
void extract(std::span<std::uint64_t> words, std::span<const std::uint32_t> places,
             const Bitmap& masks) noexcept {
#if defined(__x86_64__)
    if (kHasExtract) return extract_by_instruction(words, places, masks);
#endif
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] = extract_bits(words[i], masks[places[i]]);
    }
}

} // namespace

std::uint64_t extract_bits(std::uint64_t word, std::uint64_t mask) noexcept {
    std::uint64_t extracted = 0;
    for (std::uint64_t to = 1; mask != 0; mask &= mask - 1, to <<= 1) {
        if ((word & mask & -mask) != 0) extracted |= to;
    }
    return extracted;
}

RowEnds::RowEnds(const data::Columns& columns)
    : num_products_(columns.num_products()), bits_(num_bitmap_words(columns.num_rows()), 0) {
    for (data::Ordinal product = 0; product < num_products_; ++product) {
        set_bit(bits_, columns.end_row(product) - 1);
    }
    for (data::Row row = 0; row < columns.num_rows(); row += 64) {
        products_.push_back(columns.product_of(row));
    }
}

/// Of every word of `rows` the last rows of its products. `carried` are the words, from 0, after
/// which a product ends in one that is not there.
Bitmap RowEnds::last_rows(const CellWords& rows, std::vector<std::uint32_t>& carried) const {
    Bitmap found(rows.size());
    CarriedRows carry;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        found[i] = carry.last_rows(rows.bits()[i], bits_[rows.places()[i]]);
        const bool goes_on = i + 1 < rows.size() &&
                             products_[rows.places()[i + 1]] == products_[rows.places()[i] + 1];
        if (!goes_on && carry.take() != 0) carried.push_back(i);
    }
    return found;
}

OrdinalSet RowEnds::products_of(const CellWords& rows) const {
    std::vector<std::uint32_t> carried;
    auto found = last_rows(rows, carried);
    const std::uint32_t size = count_bits(found) + static_cast<std::uint32_t>(carried.size());
    extract(found, rows.places(), bits_);
    // A word of rows has the products up to the first one of the next word.
    if (!OrdinalSet::is_kept_as_bitmap(size, num_products_)) {
        std::vector<data::Ordinal> products;
        products.reserve(size);
        auto next = carried.begin();
        for (std::uint32_t i = 0; i < rows.size(); ++i) {
            const auto place = rows.places()[i];
            for (std::uint64_t left = found[i]; left != 0; left &= left - 1) {
                products.push_back(products_[place] +
                                   static_cast<std::uint32_t>(std::countr_zero(left)));
            }
            if (next == carried.end() || *next != i) continue;
            products.push_back(products_[place + 1]);
            ++next;
        }
        return OrdinalSet::from_sorted(std::move(products), num_products_);
    }
    Bitmap products(num_bitmap_words(num_products_) + 1, 0);
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        const data::Ordinal first = products_[rows.places()[i]];
        products[first / 64] |= found[i] << (first % 64);
        products[first / 64 + 1] |= found[i] >> 1 >> (63 - first % 64);
    }
    for (const auto i : carried) set_bit(products, products_[rows.places()[i] + 1]);
    products.pop_back();
    return OrdinalSet::from_bitmap(std::move(products), size, num_products_);
}

std::uint32_t RowEnds::count_products(const CellWords& rows) const {
    std::vector<std::uint32_t> carried;
    const auto found = last_rows(rows, carried);
    return count_bits(found) + static_cast<std::uint32_t>(carried.size());
}

} // namespace aisle::search
