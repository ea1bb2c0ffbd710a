#include "search/packed_records.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "search/counters_in_turns.h"

namespace aisle::search {

namespace {

/// Products that are counted together. Their records stay in the first cache while one field
/// after the other is counted.
constexpr std::size_t kProductsAtOnce = 256;

/// A field has at most 16 bits, so that it is within four bytes, wherever it begins.
using FieldBytes = std::uint32_t;
constexpr std::uint32_t kMostValues = 0xFFFF;

FieldBytes read(const std::uint8_t* record, std::uint32_t bit) noexcept {
    FieldBytes bytes = 0;
    std::memcpy(&bytes, record + bit / 8, sizeof bytes);
    return bytes >> (bit % 8);
}

/// Adds what the records of `block` have in one field.
void add(std::span<const data::Ordinal> block, const std::uint8_t* records, std::uint32_t shift,
         const PackedRecords::Field& field, CountersInTurns& counters) noexcept {
    const auto* const first = records + field.first_bit / 8;
    const std::uint32_t bit = field.first_bit % 8;
    const std::uint32_t mask = field.mask();
    for (std::size_t i = 0; i < block.size(); ++i) {
        counters.add(read(first + (std::size_t{block[i]} << shift), bit) & mask, i);
    }
}

} // namespace

PackedRecords::PackedRecords(const data::Columns& columns) {
    const auto is_of_products = [&](const data::FacetColumn& column) {
        return column.space() == data::ColumnSpace::kProduct || !columns.has_variants();
    };
    for (const auto& [attribute, column] : columns.facets()) {
        const bool fits = column.is_single_valued() && column.num_values() <= kMostValues;
        if (fits && is_of_products(column)) add_field(attribute, column);
    }
    if (fields_.empty()) return;
    const std::uint32_t num_bytes = std::bit_ceil((num_bits_ + 7) / 8);
    shift_ = static_cast<std::uint32_t>(std::countr_zero(num_bytes));
    records_.resize((std::size_t{columns.num_products()} << shift_) + sizeof(FieldBytes));
    for (const auto& [attribute, field] : fields_) write(*columns.facet(attribute), field);
}

void PackedRecords::add_field(const std::string& attribute, const data::FacetColumn& column) {
    const auto bits = static_cast<std::uint32_t>(std::bit_width(column.num_values()));
    if (num_bits_ + bits > kMaxBits) return;
    fields_.emplace(attribute, Field{num_bits_, column.num_values()});
    num_bits_ += bits;
}

/// A product without a value has the number of values: none of them.
void PackedRecords::write(const data::FacetColumn& column, const Field& field) {
    const auto& values = column.values();
    for (std::size_t product = 0; product < values.size(); ++product) {
        auto* const at = records_.data() + (product << shift_) + field.first_bit / 8;
        FieldBytes bytes = 0;
        std::memcpy(&bytes, at, sizeof bytes);
        bytes |= std::min(values[product], field.num_values) << field.first_bit % 8;
        std::memcpy(at, &bytes, sizeof bytes);
    }
}

const PackedRecords::Field* PackedRecords::find(std::string_view attribute) const {
    const auto found = fields_.find(data::strip_variants(attribute));
    return found == fields_.end() ? nullptr : &found->second;
}

std::vector<std::vector<std::uint32_t>>
PackedRecords::count(const OrdinalSet& products, std::span<const Field* const> fields) const {
    std::vector<CountersInTurns> counters;
    counters.reserve(fields.size());
    for (const auto* field : fields) counters.emplace_back(field->num_values);
    std::array<data::Ordinal, kProductsAtOnce> block;
    std::size_t size = 0;
    const auto add_block = [&] {
        const std::span<const data::Ordinal> full(block.data(), size);
        for (std::size_t f = 0; f < fields.size(); ++f) {
            add(full, records_.data(), shift_, *fields[f], counters[f]);
        }
        size = 0;
    };
    products.for_each([&](data::Ordinal product) {
        __builtin_prefetch(records_.data() + (std::size_t{product} << shift_));
        block[size++] = product;
        if (size == kProductsAtOnce) add_block();
    });
    add_block();
    std::vector<std::vector<std::uint32_t>> sums;
    for (auto& field : counters) sums.push_back(std::move(field).sums());
    return sums;
}

} // namespace aisle::search
