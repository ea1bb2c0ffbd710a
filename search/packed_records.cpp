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

/// Adds what the records of `block` have in one field, which begins at `first` in the first record.
template <class Value>
void add(std::span<const data::Ordinal> block, const std::uint8_t* first, std::uint32_t shift,
         CountersInTurns& counters) noexcept {
    for (std::size_t i = 0; i < block.size(); ++i) {
        Value value;
        std::memcpy(&value, first + (std::size_t{block[i]} << shift), sizeof value);
        counters.add(value, i);
    }
}

} // namespace

PackedRecords::PackedRecords(const data::Columns& columns) {
    const auto is_of_products = [&](const data::FacetColumn& column) {
        return column.space() == data::ColumnSpace::kProduct || !columns.has_variants();
    };
    for (const bool is_wide : {true, false}) { // so that wide fields lie at even offsets
        for (const auto& [attribute, column] : columns.facets()) {
            const bool needs_two = column.num_values() > 0xFF;
            const bool fits = column.is_single_valued() && column.num_values() <= 0xFFFF;
            if (needs_two == is_wide && is_of_products(column) && fits) {
                add_field(attribute, column);
            }
        }
    }
    num_bytes_ = std::bit_ceil(std::max(num_bytes_, 1U));
    shift_ = static_cast<std::uint32_t>(std::countr_zero(num_bytes_));
    if (fields_.empty()) return;
    records_.resize(std::size_t{columns.num_products()} << shift_);
    for (const auto& [attribute, field] : fields_) {
        const auto& column = *columns.facet(attribute);
        if (field.is_wide) {
            write<std::uint16_t>(column, field);
        } else {
            write<std::uint8_t>(column, field);
        }
    }
}

void PackedRecords::add_field(const std::string& attribute, const data::FacetColumn& column) {
    const bool is_wide = column.num_values() > 0xFF;
    const std::uint32_t bytes = is_wide ? 2 : 1;
    if (num_bytes_ + bytes > kMaxBytes) return;
    fields_.emplace(attribute, Field{num_bytes_, column.num_values(), is_wide});
    num_bytes_ += bytes;
}

/// A product without a value has the number of values: none of them.
template <class Value>
void PackedRecords::write(const data::FacetColumn& column, const Field& field) {
    const auto& values = column.values();
    for (std::size_t product = 0; product < values.size(); ++product) {
        const auto value = static_cast<Value>(std::min(values[product], field.num_values));
        std::memcpy(records_.data() + (product << shift_) + field.offset, &value, sizeof value);
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
            const auto* const first = records_.data() + fields[f]->offset;
            if (fields[f]->is_wide) {
                add<std::uint16_t>(full, first, shift_, counters[f]);
            } else {
                add<std::uint8_t>(full, first, shift_, counters[f]);
            }
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
